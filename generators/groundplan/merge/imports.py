"""Merge imports: the names of a statement are a set, and neighbours are kept sorted."""

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .parts import WIDTH, settled
from .pieces import Piece, ThreeWay

_FROM = re.compile(
    r"(from\s+[.\w]+\s+import)\s*(?:\(\s*([^()#]*?)\s*\)|([^()#]*?))[ \t]*\n", re.ASCII
)
_WHOLE = re.compile(r"\s*(?:from\s[^\n()#]*(?:\([^()#]*\))?|import\s[^\n#]*)\n")
_IMPORT = re.compile(r"\s*(?:from\s+([.\w]+)\s+import|import\s+([.\w]+))\b")


def from_blend(sides: ThreeWay[str | None]) -> str | None:
    """Merge `from x import ...` by names; None where there are comments or odd names."""
    found = [_FROM.fullmatch(it.lstrip()) if it else None for it in sides]
    base, ours, theirs = (_names(it) for it in found)
    if sides.ours is None or found[1] is None or found[2] is None or sides.theirs is None:
        return None
    if sides.base is not None and found[0] is None:
        return None
    kept = [it for it in ours if it in theirs or it not in base]
    added = [it for it in theirs if it not in base and it not in ours]
    names = [*kept, *added]
    if not names or settled(*_stars(base, ours, theirs)) is None:
        return None
    if ours == sorted(ours, key=_name_key) and theirs == sorted(theirs, key=_name_key):
        names.sort(key=_name_key)
    margin = sides.ours[: len(sides.ours) - len(sides.ours.lstrip())]
    return _printed(margin, found[1][1], names, exploded=any(_exploded(it) for it in sides))


def _names(found: re.Match[str] | None) -> list[str]:
    text = (found[2] or found[3] or "") if found else ""
    return [" ".join(it.split()) for it in text.split(",") if it.strip()]


def _stars(*sides: list[str]) -> Iterator[str]:
    for names in sides:
        yield "all" if "*" in names else "some"


def _exploded(text: str | None) -> bool:
    return bool(text and re.search(r",\s*\)", text))


def _printed(margin: str, head: str, names: list[str], *, exploded: bool) -> str:
    line = f"{margin}{head} {', '.join(names)}\n"
    if not exploded and len(line) <= WIDTH + 1:
        return line
    return f"{margin}{head} (\n{''.join(f'{margin}    {it},{chr(10)}' for it in names)}{margin})\n"


def _name_key(name: str) -> tuple[int, str, str]:
    """Sort as ruff does: CONSTANTS, Classes, the rest."""
    plain = name.partition(" ")[0]
    kind = 0 if plain.isupper() and len(plain) > 1 else 1 if plain[:1].isupper() else 2
    return kind, plain.lower(), plain


def sorted_imports(pieces: list[Piece], sides: ThreeWay[str]) -> list[Piece]:
    """Sort imports that stand together, where both sides had theirs sorted."""
    if not all(
        run == sorted(run, key=_import_key)
        for it in (sides.ours, sides.theirs)
        for run in _runs(it)
    ):
        return pieces
    return list(_with_sorted(pieces))


def _with_sorted(pieces: Sequence[Piece]) -> Iterator[Piece]:
    groups: list[list[str]] = []
    for piece in pieces:
        if not piece:
            continue
        if not isinstance(piece, str) or not _WHOLE.fullmatch(piece):
            yield from _sorted(groups)
            groups = []
            yield piece
        elif not groups or (piece.startswith("\n") and not _twice(groups[-1][-1], piece)):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    yield from _sorted(groups)


def _twice(before: str, piece: str) -> bool:
    """Say whether both sides began the same group here: each brought its blank line."""
    both = before.startswith("\n") and piece.startswith("\n")
    return (
        both and _import_key(before)[2].partition(".")[0] == _import_key(piece)[2].partition(".")[0]
    )


def _sorted(groups: Sequence[Sequence[str]]) -> Iterator[str]:
    """Sort groups that follow each other; what is Python's own goes to the group of its own."""
    blanks = [it[0][: len(it[0]) - len(it[0].lstrip("\n"))] for it in groups]
    plain = [[it.lstrip("\n") for it in group] for group in groups]
    for above, group in pairwise(plain):
        stray = [it for it in group if _is_standard(it)]
        if stray and len(stray) < len(group) and all(map(_is_standard, above)):
            above.extend(stray)
            group[:] = [it for it in group if it not in stray]
    for blank, group in zip(blanks, plain, strict=True):
        for number, it in enumerate(sorted(group, key=_import_key)):
            yield it if number else blank + it


def _is_standard(text: str) -> bool:
    return _import_key(text)[2].partition(".")[0] in sys.stdlib_module_names


def _runs(text: str) -> Iterator[list[str]]:
    """Go through the groups of imports of a file, each a list of first lines."""
    run: list[str] = []
    for line in text.split("\n"):
        if _IMPORT.match(line):
            run.append(line)
        elif not line.startswith((" ", ")")):
            yield run
            run = []
    yield run


def _import_key(text: str) -> tuple[bool, int, str]:
    """Sort as ruff does: `import` first, then `from`, by module; farther relatives first."""
    found = _IMPORT.match(text)
    module = (found[1] or found[2]) if found else ""
    dots = len(module) - len(module.lstrip("."))
    return bool(found and found[1]), -dots, module.lower()
