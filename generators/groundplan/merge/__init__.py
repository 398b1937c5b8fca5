"""Merge the user's file with a new render, over the render it came from.

Unchanged sides cost nothing. Lines come first (`git merge-file`); where lines conflict in
Python, names decide: imports, classes, functions, parameters, items of a list. A marker is
left only where two sides really changed one thing. What the user typed is counted before
and after, so that no way of merging can lose it: where one would, the next is taken.

Layout stays the user's. A file is never formatted as a whole to make it merge, since that
would rewrite lines nobody asked about; but code that differs from the last render in
layout alone, comments included, counts as unedited.
"""

import ast
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

import yaml

from .lines import merged_lines
from .pieces import Conflict, Version, assembled
from .rows import merged_rows
from .tokens import lost
from .wrapping import Wrapped, wrapped

__all__ = ["Conflict", "Merged", "merged"]

_NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
How = Literal["same", "ours", "theirs", "lines", "structure", "kept"]


@dataclass(frozen=True, slots=True)
class Merged:
    """The bytes to write; how they came about, and where somebody has to look.

    `kept`: these are the user's bytes, and the new ones are nowhere in them.
    """

    text: bytes
    conflicts: tuple[Conflict, ...] = ()
    how: How = "lines"


@dataclass(frozen=True, slots=True)
class Draft:
    """A merged text before it is wrapped again."""

    text: str
    conflicts: tuple[Conflict, ...]
    how: How


def merged(path: PurePosixPath, *, base: bytes | None, ours: bytes, theirs: bytes) -> Merged:
    """Merge what the user has with what is rendered now, over what was rendered last.

    `base` is None where both sides added the file: then `ours` is kept. Line ends, a byte
    order mark and a missing end of the last line are the user's.

    Raises:
        EnvironmentFailed: There is no git, or no room for its files.
    """
    if ours == theirs:
        return Merged(ours, how="same")
    if ours == base:
        return Merged(theirs, how="theirs")
    if theirs == base:
        return Merged(ours, how="ours")
    mine = wrapped(ours)
    last, new = wrapped(base or b""), wrapped(theirs)
    if base is None or mine is None or last is None or new is None:
        return _kept(ours)
    return _unwrapped(path, Version(last.text, mine.text, new.text), mine, last)


def _unwrapped(path: PurePosixPath, sides: Version[str], mine: Wrapped, last: Wrapped) -> Merged:
    """Merge texts without what wraps them, and give the result the user's wrapping."""
    if sides.ours in {sides.theirs, sides.base} or sides.theirs == sides.base:
        how: How = "theirs" if sides.ours == sides.base else "ours"
        text = sides.theirs if how == "theirs" else sides.ours
        return Merged(mine.around(text, last), how=how)
    for draft in _drafts(path, sides):
        if _keeps_all(sides, draft):
            return Merged(mine.around(draft.text, last), draft.conflicts, draft.how)
    return _kept(mine.around(mine.text, mine))


def _kept(ours: bytes) -> Merged:
    return Merged(ours, (Conflict(1, ""),), "kept")


def _keeps_all(sides: Version[str], draft: Draft) -> bool:
    """Say whether what both sides wrote is there; theirs may be named in a conflict."""
    if lost(sides.base, sides.ours, draft.text, sides.theirs):
        return False
    return bool(draft.conflicts) or not lost(sides.base, sides.theirs, draft.text, sides.ours)


def _drafts(path: PurePosixPath, sides: Version[str]) -> Iterator[Draft]:
    """Merge in one way after the other, the best first."""
    lines = merged_lines(sides)
    clean = lines is not None and not lines.conflicts
    if lines and clean and not _broken(path, sides, lines.text):
        yield Draft(lines.text, (), "lines")
    structure = _by_structure(path, sides)
    if structure and (clean or not lines or len(structure.conflicts) <= len(lines.conflicts)):
        yield structure
    if lines:
        # Where lines merge to what is no Python, or define a name twice, somebody has to look.
        yield Draft(lines.text, lines.conflicts or (Conflict(1, ""),), "lines")


def _by_structure(path: PurePosixPath, sides: Version[str]) -> Draft | None:
    """Merge Python by names, and lists in other files by rows."""
    if path.suffix == ".py":
        # It takes long to load, and hardly any file needs it.
        from .python import merged_python  # noqa: PLC0415

        pieces = merged_python(sides)
    else:
        pieces = merged_rows(path, sides)
    if pieces is None:
        return None
    text, conflicts = assembled(pieces)
    if not conflicts and _unreadable(path, sides, text):
        return None
    return Draft(text, conflicts, "structure")


def _broken(path: PurePosixPath, sides: Version[str], text: str) -> bool:
    """Say whether a merged file is worse than its sides: unreadable, or a name twice."""
    if path.suffix != ".py":
        return _unreadable(path, sides, text)
    try:
        found, known = _defined(text), [_defined(side) for side in sides]
    except _NO_PYTHON:
        return _unreadable(path, sides, text)
    return any(count > max(it[name] for it in known) for name, count in found.items() if count > 1)


def _unreadable(path: PurePosixPath, sides: Version[str], text: str) -> bool:
    parses = _PARSERS.get(path.suffix)
    return parses is not None and not parses(text) and all(map(parses, sides))


def _defined(text: str) -> Counter[str]:
    """Count each class, function and field by its qualified name."""
    found: Counter[str] = Counter()
    todo: list[tuple[str, ast.stmt]] = [("", it) for it in ast.parse(text).body]
    while todo:
        where, node = todo.pop()
        match node:
            case ast.ClassDef():
                found[f"{where}{node.name}"] += 1
                todo += [(f"{where}{node.name}.", it) for it in node.body]
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found[f"{where}{node.name}"] += 1
            case ast.AnnAssign(target=ast.Name(id=name)):
                found[f"{where}{name}"] += 1
    return found


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except _NO_PYTHON:
        return False
    return True


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_yaml(text: str) -> bool:
    try:
        list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except (ValueError, yaml.YAMLError, RecursionError):
        return False
    return True


_PARSERS: dict[str, Callable[[str], bool]] = {
    ".py": _is_python,
    ".toml": _is_toml,
    ".yml": _is_yaml,
    ".yaml": _is_yaml,
}
