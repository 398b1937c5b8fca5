"""The plain loop that many projects begin with: render each file, write it, then black.

`python loop.py TEMPLATES PLACE PACKAGE`: templates lie in the shape of the project.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from jinja2 import Environment, FileSystemLoader


def main(templates: Path, place: Path, package: str) -> None:
    """Render every file below a folder."""
    environment = Environment(
        loader=FileSystemLoader(templates), keep_trailing_newline=True, autoescape=False
    )
    for name in environment.list_templates():
        file = place / name.replace("PACKAGE", package)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(environment.get_template(name).render(package=package), "utf-8")
    black = [sys.executable, "-m", "black", "-q", "-l", "100", str(place)]
    with tempfile.TemporaryDirectory() as empty:  # black remembers what it saw, too
        env = os.environ | {"BLACK_CACHE_DIR": empty}
        subprocess.run(black, env=env, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
