"""Merge files of rows: items of lists, keys, rows of tables, in TOML, YAML, Markdown, ignores.

Only a stretch that conflicts by lines comes here, and only where each of its lines is a
row of its own, known by its name. Of a file of settings the paragraphs are the rows, each a
setting below what is said of it. All else stays a conflict.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from .brackets import item_name
from .items import rewritten
from .parts import Opened, Part
from .pieces import Piece, ThreeWay, clash, clashes
from .weave import woven

LONG = 1000  # lines, from which on frequent ones are no anchors: it would take too long
_ROWS = {
    ".toml": re.compile(
        r"\s*(?:[\"'][^\"']*[\"'],|[\w.-]+\s*=\s*[^\[\"'{]*|[\w.-]+\s*=\s*\"[^\"]*\")\s*(?:#.*)?"
    ),
    ".md": re.compile(r"\s*(?:\|.*\||[-*+] .*)"),
    ".yml": re.compile(r"\s*(?:- [\w./\"'<>=!~*^-]+|[\w.-]+: [^|>&*{\[]*)"),
    "": re.compile(r"[^\s\[=]+|\w+=.*"),
}
_SETTINGS = {".env", ".env.example"}
_SETTING = re.compile(r"^(\w+)=", re.MULTILINE)
_BLANK = re.compile(r"(?<=\n)(?=\n)")
_ROWS[".yaml"] = _ROWS[".yml"]
_ROWS[".txt"] = _ROWS[".md"]


def merged_rows(path: PurePosixPath, sides: ThreeWay[str]) -> list[Piece] | None:
    """Merge what conflicts row by row; None where that settles nothing."""
    if path.name in _SETTINGS:
        return _known(ThreeWay(*map(_paragraphs, sides)))
    row = _ROWS.get(path.suffix)
    if row is None or (not path.suffix and not path.name.startswith(".")):  # ignores, not programs
        return None
    pieces: list[Piece] = []
    helped = False
    for found, changed in _stretches(ThreeWay(*(it.split("\n")[:-1] for it in sides))):
        texts = ThreeWay(*("".join(f"{it}\n" for it in lines) for lines in found))
        if not changed:
            pieces.append(texts.theirs if texts.ours == texts.base else texts.ours)
            continue
        merged = _merged(found, row)
        helped = helped or (merged is not None and not clashes(merged))
        pieces += merged if merged is not None else [clash(texts, "")]
    return pieces if helped else None


def _merged(sides: ThreeWay[list[str]], row: re.Pattern[str]) -> list[Piece] | None:
    lines = [it for side in sides for it in side]
    margins = {len(it) - len(it.lstrip()) for it in lines}
    if len(margins) != 1 or not all(row.fullmatch(it) for it in lines):
        return None
    parts = (tuple(Part(f"{it}\n", row_name(it)) for it in side) for side in sides)
    return _known(ThreeWay(*parts))


def _known(sides: ThreeWay[tuple[Part, ...]]) -> list[Piece] | None:
    """Merge rows by their names; None where these do not tell which is which."""
    base, ours, theirs = ({part.name for part in it} for it in sides)
    if any(len(names) < len(it) for names, it in zip((base, ours, theirs), sides, strict=True)):
        return None
    if rewritten(base, ours, theirs):
        return None
    return woven(ThreeWay(*map(_together, sides)))


def _paragraphs(text: str) -> tuple[Part, ...]:
    """Split a text before its blank lines; a paragraph is known by what it sets."""
    return tuple(Part(it, " ".join(_SETTING.findall(it)) or it) for it in _BLANK.split(text))


def _together(rows: tuple[Part, ...]) -> Part:
    return Part("".join(it.text for it in rows), open=lambda: Opened("names", rows))


def row_name(line: str) -> str:
    """Return what a row is known by: its key, first cell, requirement, else all of it."""
    plain = line.strip()
    if plain.startswith("|"):
        return plain.split("|")[1].strip()
    if plain.startswith(("- ", "* ", "+ ")):
        return plain[2:]
    return item_name(re.sub(r"\s+#.*", "", plain))


def _stretches(sides: ThreeWay[list[str]]) -> Iterator[tuple[ThreeWay[list[str]], bool]]:
    """Go through a file in stretches; the flag says that both sides changed one, or neighbours."""
    base = sides.base
    mine, new = _matches(base, sides.ours), _matches(base, sides.theirs)
    done = (0, 0, 0)
    for number in [*range(len(base)), len(base)]:
        ends = number == len(base)
        if not ends and (number not in mine or number not in new):
            continue
        stop = (
            number,
            *((len(sides.ours), len(sides.theirs)) if ends else (mine[number], new[number])),
        )
        cut = ThreeWay(*(it[a:b] for it, a, b in zip(sides, done, stop, strict=True)))
        if any(cut):
            yield cut, cut.ours != cut.base and cut.theirs not in (cut.base, cut.ours)
        if not ends:
            yield ThreeWay([base[number]], [base[number]], [base[number]]), False
        done = (stop[0] + 1, stop[1] + 1, stop[2] + 1)


def _matches(base: list[str], side: list[str]) -> dict[int, int]:
    """Map the lines of the base to where a side still has them."""
    blocks = SequenceMatcher(None, base, side, autojunk=len(base) > LONG).get_matching_blocks()
    return {old + step: now + step for old, now, size in blocks for step in range(size)}
