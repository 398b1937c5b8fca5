"""Write the OpenAPI document of a generated project: `python described.py PROJECT PACKAGE FILE`."""

import json
import sys
from importlib import import_module
from pathlib import Path

from pydantic import SecretStr


def main(project: Path, package: str, file: Path) -> None:
    """Build the project's site over a database that nobody asks, and write what it says."""
    sys.path.insert(0, str(project / "src"))
    url = SecretStr(f"sqlite+aiosqlite:///{file.with_suffix('.db')}")
    settings = import_module(f"{package}.settings").Settings(database_url=url)
    app = import_module(f"{package}.app").build(settings)
    site = import_module(f"{package}.site").site(app)
    while not hasattr(site, "openapi"):  # middleware stands around it
        site = site.app
    file.write_text(json.dumps(site.openapi(), indent=2), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
