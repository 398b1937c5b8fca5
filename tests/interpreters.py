"""The Pythons of this machine: the running one, those on the path, and pyenv's.

Slow tests use one of each version that a project may begin with; what is not here is
skipped, and the last lines of a run say so.
"""

import os
import shutil
import sys
from pathlib import Path

from groundplan.answers import choices_of

MISSING = "is not on this machine: nothing was tested with it"
VERSIONS = choices_of("python")


def found(version: str) -> Path | None:
    """Return an interpreter of a version; pyenv's own commands only point to one."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return Path(sys.executable)
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for file in sorted(root.glob(f"versions/{version}.*/bin/python{version}")):
        return file
    here = shutil.which(f"python{version}")
    return Path(here) if here and "shims" not in Path(here).parts else None


HERE = tuple(it for it in VERSIONS if found(it))
