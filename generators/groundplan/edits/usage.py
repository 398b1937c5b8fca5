"""Say who still uses what somebody wants to take out."""

import re
from collections.abc import Iterable
from dataclasses import replace

from ..blueprint.reader import Node, Path, Source
from ..errors import Problem
from .kinds import KINDS

SECTIONS = frozenset(home[-1] for kind in KINDS for home in kind.homes)
SENDING = ("steps", "undo", "else")

USES = {
    "": "is of this type",
    "adds": "adds to it",
    "asks": "asks it",
    "changes": "changes its items",
    "each": "goes through it",
    "emits": "emits it",
    "examples": "names it in an example",
    "from": "is kept from it",
    "is": "is of this type",
    "key": "has it as its key",
    "public": "makes it public",
    "removes": "removes from it",
    "returns": "returns it",
    "search": "searches it",
    "sets": "sets it",
    "takes": "takes it",
    "then": "sends it",
    "when": "waits for it",
    "where": "looks at it",
    "with": "passes it on",
}
"""What a part does with a name, by the key under which it stands."""


def uses(source: Source, name: str, problems: Iterable[Problem]) -> list[Problem]:
    """Put into words who uses a name, where a problem stands at one that uses it."""
    return [_told(source, name, it) for it in problems]


def _told(source: Source, name: str, problem: Problem) -> Problem:
    """Say who uses a name at the place of a problem, if that is what stands there."""
    path = _path_at(source, problem.place.line - 1, problem.place.column - 1)
    if not path:
        return problem
    is_key = isinstance(path[-1], str) and source.place(path, key=True) == problem.place
    words = path[-1] if is_key else source.node(path).text
    owner, key = _owner(path)
    found = re.search(rf"\b{re.escape(name)}\b(\.?)", str(words))
    if not owner or found is None:
        return problem
    use = "sends it" if key in SENDING else USES.get(key, f"names it under '{key}'")
    use = "uses it" if found[1] else use
    return replace(problem, said=f"{owner} {use}", nearest=None)


def _owner(path: Path) -> tuple[str, str]:
    """Return the dotted name of the part that holds a path, and the key below it."""
    names: list[str] = []
    steps = iter(path)
    for step in steps:
        if step not in SECTIONS:
            return ".".join(names), str(step)
        names.append(str(next(steps, "")))
    return ".".join(names), ""


def _path_at(source: Source, line: int, column: int) -> Path:
    """Return the path of what stands at a place; lines and columns are counted from 0."""
    node = source.root
    path: Path = ()
    while (inner := _inner(node, (line, column))) is not None:
        step, node = inner
        path = (*path, step)
    return path


def _inner(node: Node, spot: tuple[int, int]) -> tuple[str | int, Node] | None:
    """Return the last part of a node that does not begin after a spot."""
    parts: list[tuple[str | int, Node, Node]] = [
        *((name, key, value) for name, (key, value) in node.entries.items()),
        *((number, item, item) for number, item in enumerate(node.items)),
    ]
    before = [it for it in parts if (it[1].line, it[1].column) <= spot]
    return (before[-1][0], before[-1][2]) if before else None
