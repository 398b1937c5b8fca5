"""The plain loop that many projects begin with: render each file, write it, then black.

`python loop.py TEMPLATES PLACE PACKAGE`: templates lie in the shape of the project.
"""

import subprocess
import sys
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
    subprocess.run(black, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
