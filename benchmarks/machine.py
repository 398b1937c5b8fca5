"""What a reader must know of the machine: neither its name nor any path."""

import os
import platform
from importlib.metadata import version

PACKAGES = (
    "copier", "jinja2", "pydantic", "pyyaml", "ruff", "typer",
    "fastapi", "sqlalchemy", "aiosqlite", "dishka", "dependency-injector",
)  # fmt: skip


def facts(*, memory: bool) -> dict[str, str]:
    """Return what is printed of the machine; `memory` says that files lie in memory."""
    from groundplan import __version__  # noqa: PLC0415 - of the release

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cores": str(cores),
        "load before": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.machine()}",
        "files": "in memory" if memory else "on a disk",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "groundplan": __version__,
        **{name: version(name) for name in PACKAGES},
    }
