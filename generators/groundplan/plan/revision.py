"""The revision that a changed blueprint needs, behind the last one that a project has.

The files of the history are read, never imported and never changed: they are the user's.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

import jinja2

from .. import sinks
from ..answers import Answers
from ..blueprint import Blueprint
from ..errors import Refused
from ..formatter import SETTINGS, tidied
from ..model.revisions import HELPERS, Revision, revision
from ..renderer import ENVOPS
from ..tree import HISTORY, Tree

TEMPLATE = Path(__file__).with_name("revision.py.jinja")
_NUMBER = re.compile(r"(\d{1,9})_")

Side = tuple[Answers, Blueprint]


@dataclass(frozen=True, slots=True)
class Migration:
    """A new file of the history; `notes` is what its owner should know."""

    path: PurePosixPath
    text: str
    notes: tuple[str, ...] = ()


def migration_for(
    before: Side, after: Side, files: Callable[[], Mapping[str, str]], *, settings: str = ""
) -> Migration | None:
    """Write the revision between two blueprints; None where no table changes.

    Shape: `files` reads the names and texts of the history, `settings` is the pyproject.toml
    that says how Python is formatted.

    Raises:
        Refused: The history has no single end, or cannot be read.
    """
    made = revision(before, after)
    if made is None:
        return None
    there = files()
    head, known = _head(there)
    number = _next(there, known)
    path = HISTORY / f"{number}_{made.slug}.py"
    tree = Tree({path: _text(made, number, head), SETTINGS: settings})
    text = tidied(tree)[path]
    notes = tuple(f"{path.name}: {it}" for it in made.notes)
    return Migration(path, text, notes)


def _text(made: Revision, number: str, head: str) -> str:
    helpers = {name: name in made.helpers for name in HELPERS}
    stop = bool(made.helpers - {"fill"})
    told = {"revision": made, "number": number, "after": head, "stop": stop}
    told["several"] = len(made.changes) > 1
    told["types"] = bool(made.helpers) or any("sa." in it for it in made.code)
    return _template().render(**told, **helpers)


@cache
def _template() -> jinja2.Template:
    # What is rendered is Python, so nothing is to be escaped for HTML.
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701
        **ENVOPS,
    )
    environment.filters.update(sinks.FILTERS)
    return environment.from_string(TEMPLATE.read_text("utf-8"))


def _next(files: Mapping[str, str], known: set[str]) -> str:
    """Return the number after the highest that a file or a revision has."""
    names = [*files, *(f"{it}_" for it in known)]
    numbers = [int(it[1]) for name in names if (it := _NUMBER.match(name))]
    return f"{max(numbers, default=0) + 1:04}"


def _head(files: Mapping[str, str]) -> tuple[str, set[str]]:
    """Return the revision that none comes after, and all there are."""
    found: dict[str, str] = {}
    after: set[str] = set()
    for name, text in sorted(files.items()):
        own, before = _read(name, text)
        if own:
            found[own] = name
            after |= before
    heads = [it for it in found if it not in after]
    if len(heads) > 1:
        names = ", ".join(found[it] for it in heads)
        raise Refused(
            f"{HISTORY} has {len(heads)} ends, {names};"
            ' `uv run alembic merge heads -m "merge"` makes them one'
        )
    if not heads:
        raise Refused(f"{HISTORY} has no revision to go on from; restore it from your history")
    return heads[0], set(found)


def _read(name: str, text: str) -> tuple[str, set[str]]:
    """Return which revision a file is, and which ones it comes after."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError) as wrong:
        raise Refused(f"{HISTORY / name} is no Python: {wrong}; mend it first") from None
    given = dict(_assigned(body))
    own, before = given.get("revision"), given.get("down_revision")
    listed = before if isinstance(before, tuple | list) else [before]
    return (own if isinstance(own, str) else ""), {it for it in listed if isinstance(it, str)}


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, object]]:
    """Go through the names at the top of a file that are given a constant."""
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        try:
            yield name, ast.literal_eval(value)
        except ValueError:
            continue
