"""Begin a pattern: `make pattern NAME=saga` writes its three files and stops."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

DECLARATION = '''"""{title}: what it is, in one line."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether anything in the blueprint asks for it."""
    return False


PATTERN = Pattern(
    name="{name}",
    wanted=wanted,
    summary="",
    choose_when="",
    avoid_when="",
    cost="",
    requires=(),
    overlay=True,
    source="",
)
'''


def begin(name: str, root: Path) -> list[Path]:
    """Write the declaration, the overlay and the fragment of a pattern; return them."""
    if not re.fullmatch(r"[a-z][a-z_]*", name):
        raise SystemExit(f"{name!r} is no name for a pattern; write it in snake case")
    title = name.replace("_", " ").capitalize()
    texts = {
        root / f"generators/groundplan/patterns/{name}.py": DECLARATION.format(
            name=name, title=title
        ),
        # Not its page: that is made of the declaration, as all pages are.
        root / f"template/{{{{ use.{name} }}}}/src/{{{{ package }}}}/shared/{name}.py": (
            f'"""{title}: what it is, in one line."""\n'
        ),
        root / f"changes/{name}.project.md": f"{title}: what it brings to a project.\n",
    }
    if there := [file for file in texts if file.exists()]:
        raise SystemExit(f"{there[0]} is there already")
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return list(texts)


if __name__ == "__main__":
    for made in begin((sys.argv[1:] or [""])[0], HERE.parents[2]):
        sys.stdout.write(f"{made}\n")
