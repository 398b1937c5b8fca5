"""The revision that a changed blueprint needs, behind the last one that a project has.

The files of the history are read, never imported and never changed: they are the user's.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

import jinja2

from .. import sinks
from ..errors import Refused
from ..formatter import SETTINGS, tidied
from ..model.revisions import HELPERS, STOPS, Revision
from ..renderer import ENVOPS
from ..tree import HISTORY, Tree

TEMPLATE = Path(__file__).with_name("revision.py.jinja")
COMPUTED = object()  # what only a run of the file would tell
_NUMBER = re.compile(r"(\d{1,9})_")


@dataclass(frozen=True, slots=True)
class Migration:
    """A new file of the history; `notes` is what its owner should know."""

    path: PurePosixPath
    text: str
    notes: tuple[str, ...] = ()


def migration_for(made: Revision, there: Mapping[str, str], *, settings: str = "") -> Migration:
    """Write a revision behind the last one.

    Shape: `there` are the names and texts of the history, `settings` is the pyproject.toml
    that says how Python is formatted.

    Raises:
        Refused: The history has no single end, or cannot be read.
    """
    head, known = _head(there)
    number = _next(there, known)
    path = HISTORY / f"{number}_{made.slug}.py"
    text = _text(made, number, head)
    if not made.is_check:
        _refuse_again(known[head], there[known[head]], text)
    tree = Tree({path: text, SETTINGS: settings})
    notes = tuple(f"{path.name}: {it}" for it in made.notes)
    return Migration(path, tidied(tree)[path], notes)


def _refuse_again(name: str, there: str, new: str) -> None:
    """Look whether the last revision does what a new one would do.

    Raises:
        Refused: It does, so it is left over or was never recorded.
    """
    if _upgrade(there) == _upgrade(new):
        raise Refused(
            f"{HISTORY / name} makes this change already, though nothing says that it was"
            " applied; where it is left over from an update that you took back, delete it and"
            " update again: it is written anew"
        )


def _upgrade(text: str) -> str:
    """Return what a revision does, apart from layout and comments."""
    steps = (it for it in ast.parse(text).body if isinstance(it, ast.FunctionDef))
    return next((ast.dump(it) for it in steps if it.name == "upgrade"), "")


def _text(made: Revision, number: str, head: str) -> str:
    helpers = {name: name in made.helpers for name in HELPERS}
    stop = bool(made.helpers.intersection(STOPS))
    told = {"revision": made, "number": number, "after": head, "stop": stop}
    told["several"] = len(made.changes) > 1
    told["types"] = bool(made.helpers - {"rename_key"}) or any("sa." in it for it in made.code)
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


def _next(files: Mapping[str, str], known: Iterable[str]) -> str:
    """Return the number after the highest that a file or a revision has."""
    names = [*(PurePosixPath(it).name for it in files), *(f"{it}_" for it in known)]
    numbers = [int(it[1]) for name in names if (it := _NUMBER.match(name))]
    return f"{max(numbers, default=0) + 1:04}"


def _head(files: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the revision that none comes after, and the files of all there are."""
    read = {name: _read(name, text) for name, text in sorted(files.items())}
    known = [own for own, _ in read.values() if own]
    found: dict[str, str] = {}
    after: set[str] = set()
    for name, (own, before) in read.items():
        if own in found:
            # Two branches that were each updated gave the same number.
            raise Refused(
                f"{HISTORY / found[own]} and {HISTORY / name} are both the revision {own};"
                f" call one of them {_next(files, known)}, and let its `down_revision` be the"
                " last of the others"
            )
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
    return heads[0], found


def _read(name: str, text: str) -> tuple[str, set[str]]:
    """Return which revision a file is, and which ones it comes after."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError) as wrong:
        raise Refused(f"{HISTORY / name} is no Python: {wrong}; mend it first") from None
    given = dict(_assigned(body))
    if made := [it for it in ("revision", "down_revision") if given.get(it) is COMPUTED]:
        said = f"{HISTORY / name} computes its {made[0]}; write the text there, as alembic does"
        raise Refused(said)
    own, before = given.get("revision"), given.get("down_revision")
    listed = before if isinstance(before, tuple | list) else [before]
    return (own if isinstance(own, str) else ""), {it for it in listed if isinstance(it, str)}


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, object]]:
    """Go through the names at the top of a file with their constants, or that they have none."""
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
            yield name, COMPUTED
