"""Merge the user's file with a new render, over the render it came from.

Unchanged sides cost nothing. Lines come first (`git merge-file`); where lines conflict in
Python, names decide: imports, classes, functions, parameters, items of a list. A marker is
left only where two sides really changed one thing. What the user typed is counted before
and after, so that no way of merging can lose it: where one would, the next is taken.

Where things have got other names, the last version and what the user kept of it are read with
those of today. Layout stays the user's. A file is never formatted as a whole to make it
merge, since that would rewrite lines nobody asked about; but code that differs from the last
render in layout alone, comments included, counts as unedited.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal

import yaml

from .captured import captured
from .lines import merged_lines
from .needed import as_added
from .pieces import Conflict, ThreeWay, assembled
from .renamed import Spellings, carried
from .rows import merged_rows
from .stale import Gone, reused, stale, used
from .tokens import lost
from .whole import flaws, is_python, missing
from .wrapping import Wrapped, wrapped

__all__ = ["Conflict", "Gone", "Merged", "Spellings", "is_python", "merged", "reused", "used"]

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


def merged(
    path: PurePosixPath,
    *,
    base: bytes | None,
    ours: bytes,
    theirs: bytes,
    spellings: Spellings = (),
) -> Merged:
    """Merge what the user has with what is rendered now, over what was rendered last.

    `base` is None where both sides added the file: then `ours` is kept. Line ends, a byte
    order mark, a missing end of the last line and the quotes of Python are the user's.
    `spellings` are pairs of what things were spelled with in the last version, and are in the
    new one.

    Raises:
        EnvironmentFailed: There is no git, or no room for its files.
    """
    if ours == theirs:
        return Merged(ours, how="same")
    if ours == base:
        return Merged(theirs, how="theirs")
    if theirs == base:
        return Merged(ours, how="ours")
    python = path.suffix == ".py"
    last, mine, new = (wrapped(it, python=python) for it in (base or b"", ours, theirs))
    if base is None or mine is None or last is None or new is None:
        return _kept(ours)
    gone = Gone.between(last.text, new.text, spellings if python else ())
    return _unwrapped(path, new.text, mine, last, gone)


def _unwrapped(
    path: PurePosixPath, theirs: str, mine: Wrapped, last: Wrapped, gone: Gone
) -> Merged:
    """Merge texts without what wraps them, and give the result the user's wrapping."""
    before = ThreeWay(last.text, mine.text, theirs)
    sides = carried(before, gone.words)
    if sides.ours in {sides.theirs, sides.base} or sides.theirs == sides.base:
        how: How = "theirs" if sides.ours == sides.base else "ours"
        text = sides.theirs if how == "theirs" else sides.ours
        # Where nothing changed but a name, the user may still have typed the old one.
        told = (*stale(text, gone), *captured(before, sides, text)) if how == "ours" else ()
        return Merged(mine.around(text, last), told, how)
    sides = as_added(sides) if path.suffix == ".py" else sides
    for draft in _drafts(path, sides):
        if _keeps_all(sides, draft):
            conflicts = (*draft.conflicts, *_stale(draft, sides.ours, gone))
            if path.suffix == ".py" and not draft.conflicts:
                conflicts = (*conflicts, *captured(before, sides, draft.text))
            elif path.suffix == ".py" and _marks(draft):
                conflicts = (*conflicts, *missing(sides, draft.text))
            return Merged(mine.around(draft.text, last), conflicts, draft.how)
    return _kept(mine.around(mine.text, mine))


def _stale(draft: Draft, ours: str, gone: Gone) -> Iterator[Conflict]:
    """Go through the old names in a draft; one with markers is no Python, so the user's is read."""
    if not draft.conflicts:
        yield from stale(draft.text, gone)
        return
    lines, mine = draft.text.split("\n"), ours.split("\n")
    for it in stale(ours, gone):
        if (line := mine[it.line - 1]) in lines:
            yield replace(it, line=lines.index(line) + 1)


def _kept(ours: bytes) -> Merged:
    return Merged(ours, (Conflict(1, ""),), "kept")


def _keeps_all(sides: ThreeWay[str], draft: Draft) -> bool:
    """Say whether what both sides wrote is there; theirs may be named between markers."""
    if lost(sides.base, sides.ours, draft.text, sides.theirs):
        return False
    return bool(_marks(draft)) or not lost(sides.base, sides.theirs, draft.text, sides.ours)


def _drafts(path: PurePosixPath, sides: ThreeWay[str]) -> Iterator[Draft]:
    """Merge in one way after the other, the best first."""
    lines = merged_lines(sides)
    clean = lines is not None and not lines.conflicts
    wrong = _flaws(path, sides, lines.text) if lines and clean else ()
    if lines and clean and not wrong:
        yield Draft(lines.text, (), "lines")
    structure = _by_structure(path, sides)
    if structure and (clean or not lines or _marks(structure) <= len(lines.conflicts)):
        yield structure
    if lines:
        # Where lines merge to what no Python takes, or lose their place, somebody has to look.
        yield Draft(lines.text, lines.conflicts or wrong or (Conflict(1, ""),), "lines")


def _by_structure(path: PurePosixPath, sides: ThreeWay[str]) -> Draft | None:
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
    wrong = () if conflicts else _flaws(path, sides, text)
    if wrong and wrong != missing(sides, text):
        return None
    return Draft(text, conflicts or wrong, "structure")


def _marks(draft: Draft) -> int:
    """Count the conflicts that have markers."""
    return sum(not it.said for it in draft.conflicts)


def _flaws(path: PurePosixPath, sides: ThreeWay[str], text: str) -> tuple[Conflict, ...]:
    """Return where a file that merged without conflict is worse than its sides."""
    if path.suffix == ".py":
        return flaws(sides, text)
    parses = _PARSERS.get(path.suffix)
    broken = parses is not None and not parses(text) and all(map(parses, sides))
    return (Conflict(1, "", f"it is no {path.suffix[1:].upper()} any more"),) if broken else ()


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_yaml(text: str) -> bool:
    """Say whether a text is YAML whose mappings have each key once."""
    try:
        return all(map(_is_single, yaml.compose_all(text, Loader=yaml.SafeLoader)))
    except (ValueError, yaml.YAMLError, RecursionError):
        return False


def _is_single(node: yaml.Node) -> bool:
    """Say whether no mapping in a document has a key twice."""
    inside: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len({*keys}) != len(keys):
            return False
        inside = [value for _, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        inside = node.value
    return all(map(_is_single, inside))


_PARSERS: dict[str, Callable[[str], bool]] = {
    ".toml": _is_toml,
    ".yml": _is_yaml,
    ".yaml": _is_yaml,
}
