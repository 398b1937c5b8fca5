"""What a merge is put together from: settled text, and stretches that two sides changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

YOURS, LAST, NEW = "yours", "last version", "new version"
_MARKS = {
    ("", f"{'<' * 7} {YOURS}"): YOURS,
    (YOURS, f"{'|' * 7} {LAST}"): LAST,
    (LAST, "=" * 7): NEW,
    (NEW, f"{'>' * 7} {NEW}"): "",
}  # where a line leads to from one side of a marked stretch


@dataclass(frozen=True, slots=True)
class ThreeWay(Generic[T]):
    """One thing as the three sides have it."""

    base: T
    ours: T
    theirs: T

    def __iter__(self) -> Iterator[T]:
        """Go through the sides: base, ours, theirs."""
        return iter((self.base, self.ours, self.theirs))


@dataclass(frozen=True, slots=True)
class Conflict:
    """A stretch that two sides really changed, or a place where somebody has to look."""

    line: int  # in the merged text, counted from 1
    where: str  # a qualified name in Python ("Order.confirm", "imports"), "" elsewhere
    said: str = ""  # what is the matter where no markers stand: "is there twice"


@dataclass(frozen=True, slots=True)
class Marked:
    """Text with markers in it; `lines` says on which lines they begin, counted from 1."""

    text: str
    lines: tuple[int, ...]
    where: str = ""


Piece = str | Marked


def clash(sides: ThreeWay[str], where: str) -> Marked:
    """Put markers around what three sides have in one place."""
    ours, base, theirs = (_whole(it) for it in (sides.ours, sides.base, sides.theirs))
    text = f"{'<' * 7} {YOURS}\n{ours}{'|' * 7} {LAST}\n{base}{'=' * 7}\n{theirs}{'>' * 7} {NEW}\n"
    return Marked(text, (1,), where)


def chosen(text: str, side: str) -> str:
    """Return a text with what one side has between markers; lines of the others are empty."""
    lines: list[str] = []
    at = ""
    for line in text.split("\n"):
        is_mark = (at, line) in _MARKS
        at = _MARKS.get((at, line), at)
        lines.append("" if is_mark or at not in {"", side} else line)
    return "\n".join(lines)


def _whole(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def clashes(pieces: Sequence[Piece]) -> int:
    """Count the conflicts."""
    return sum(len(it.lines) for it in pieces if isinstance(it, Marked))


def assembled(pieces: Sequence[Piece]) -> tuple[str, tuple[Conflict, ...]]:
    """Return the text and where its conflicts are."""
    texts: list[str] = []
    conflicts: list[Conflict] = []
    above = 0
    for piece in pieces:
        text = piece if isinstance(piece, str) else piece.text
        if isinstance(piece, Marked):
            conflicts += [Conflict(above + line, piece.where) for line in piece.lines]
        texts.append(text)
        above += text.count("\n")
    return "".join(texts), tuple(conflicts)
