"""What people do to a generated project while its blueprint or its template goes on.

A scenario is data: edits of the blueprint's text and of rendered files, each a search and
what to put there. They are made on what is rendered today, so they stay true when templates
change; an edit whose search finds nothing fails the test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from groundplan import Answers, Blueprint, render

SHOP = Path(__file__).with_name("shop.yml")

Files = Mapping[PurePosixPath, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """Put a text where `find` stands for the first time; an empty `find` is the end."""

    file: str
    find: str
    put: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the user did to `file`, and what the next version does to it.

    `after` and `answers` change the blueprint and the answers, `template` stands for a
    template that was changed; all begin with the blueprint in SHOP. `apart`: both sides
    touch different things, so a merge that knows the language finds no conflict.
    """

    name: str
    file: str
    user: tuple[Edit, ...]
    after: tuple[tuple[str, str], ...] = ()
    template: tuple[Edit, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    apart: bool = True
    crlf: bool = False


@dataclass(frozen=True, slots=True)
class Trees:
    """Three whole projects: as last rendered, as the user has it, as rendered now."""

    base: Files
    ours: dict[PurePosixPath, bytes]
    theirs: Files


def after(file: str, find: str, more: str) -> Edit:
    """Insert behind a text."""
    return Edit(file, find, find + more)


def before(file: str, find: str, more: str) -> Edit:
    """Insert in front of a text."""
    return Edit(file, find, more + find)


def trees(scenario: Scenario) -> Trees:
    """Render both versions and make the edits."""
    text = SHOP.read_text("utf-8")
    base = _rendered(text, ())
    for find, put in scenario.after:
        text = _replaced(text, find, put, scenario.name)
    theirs = _edited(_rendered(text, scenario.answers), scenario.template, scenario.name)
    ours = _edited(base, scenario.user, scenario.name)
    end = "\r\n" if scenario.crlf else "\n"
    mine = {path: it.replace("\n", end).encode() for path, it in ours.items()}
    return Trees(base, mine, theirs)


def sides(scenario: Scenario) -> tuple[bytes, bytes, bytes]:
    """Return the file of a scenario: base, ours, theirs."""
    path, made = PurePosixPath(scenario.file), trees(scenario)
    return made.base[path].encode(), made.ours[path], made.theirs[path].encode()


@cache
def _rendered(text: str, answers: tuple[tuple[str, str], ...]) -> Files:
    return render(Answers.model_validate(dict(answers)), Blueprint.parse(text))


def _edited(files: Files, edits: tuple[Edit, ...], name: str) -> dict[PurePosixPath, str]:
    made = dict(files)
    for edit in edits:
        path = PurePosixPath(edit.file)
        made[path] = (
            _replaced(made[path], edit.find, edit.put, name) if edit.find else made[path] + edit.put
        )
    return made


def _replaced(text: str, find: str, put: str, name: str) -> str:
    assert find in text, f"{name}: there is no {find!r}"
    return text.replace(find, put, 1)
