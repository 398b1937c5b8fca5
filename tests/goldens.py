"""The two projects that are kept whole: `make goldens` renders them anew.

A golden shows a reviewer what a change of a template does to people's projects. All
other projects are held by properties. The answers file is left out: it names the
checkout and its commit.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from recipes import Recipe, texts

from groundplan import render
from groundplan.tree import ANSWERS_FILE

GOLDENS = Path(__file__).resolve().parent / "goldens"

RECIPES = {
    "minimal": Recipe("minimal", texts()["minimal"], (("database", "memory"), ("http", "none"))),
    "full": Recipe("full", texts()["shop"], (("project_name", "Shop"), ("author_name", "Ada"))),
}


def rendered(name: str) -> Mapping[PurePosixPath, str]:
    """Render a golden from what is here now."""
    recipe = RECIPES[name]
    tree = render(recipe.answers(), recipe.blueprint())
    return {path: text for path, text in tree.items() if path.name != ANSWERS_FILE}


def kept(name: str) -> dict[PurePosixPath, str]:
    """Read a golden as it was last accepted."""
    root = GOLDENS / name
    files = (file for file in sorted(root.rglob("*")) if file.is_file())
    return {
        PurePosixPath(file.relative_to(root).as_posix()): file.read_text("utf-8") for file in files
    }


def main() -> None:
    """Write both goldens."""
    for name in RECIPES:
        shutil.rmtree(GOLDENS / name, ignore_errors=True)
        for path, text in rendered(name).items():
            file = GOLDENS / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
