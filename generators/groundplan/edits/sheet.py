"""A blueprint's text in lines, and changes of it that leave every other byte alone.

Positions count the characters of the text with LF ends and without a byte order mark, as
the reader sees it; what is written gets the ends of the lines around it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..blueprint.reader import Node
from ..errors import Place

MARK = "\ufeff"
KEPT = re.compile(r"[|>][0-9]*[+]")


@dataclass(frozen=True, slots=True)
class Splice:
    """Put a text in the place of what stands from one position to another."""

    start: int
    end: int
    text: str = ""


class Sheet:
    """A text and its lines, counted from 0."""

    def __init__(self, raw: str) -> None:
        """Remember which lines end in CRLF."""
        self.raw = raw
        self.offset = len(MARK) if raw.startswith(MARK) else 0
        found = [it.start() - self.offset for it in re.finditer("\r\n", raw)]
        self.returns = [position - number for number, position in enumerate(found)]
        self.text = raw[self.offset :].replace("\r\n", "\n")
        self.starts = [0, *(it.end() for it in re.finditer("\n", self.text))]

    @cached_property
    def lines(self) -> list[str]:
        """Return the lines without their ends."""
        return self.text.split("\n")

    def number(self, index: int) -> int:
        """Return the line of a position."""
        return bisect_right(self.starts, index) - 1

    def end(self, number: int) -> int:
        """Return the position after the last character of a line."""
        return self.starts[number] + len(self.lines[number])

    def is_blank(self, number: int) -> bool:
        """Say whether a line is there and holds nothing."""
        return number < len(self.lines) and not self.lines[number].strip()

    def comment(self, number: int) -> int | None:
        """Return the column of the comment that a line consists of, or None."""
        line = self.lines[number] if number < len(self.lines) else ""
        bare = line.lstrip()
        return len(line) - len(bare) if bare.startswith("#") else None

    def is_first(self, node: Node) -> bool:
        """Say whether only blanks stand before a node on its line."""
        return not self.lines[node.line][: node.column].strip()

    def last_line(self, node: Node) -> int:
        """Return the line in which a node ends."""
        while node.kind != "text" and not self.has_braces(node):
            node = (list(node.entries.values())[-1][1] if node.entries else None) or node.items[-1]
        number = self.number(max(node.index, node.end - 1))
        if node.style not in {"|", ">"} or KEPT.match(self.text, node.index):
            return number
        while number > node.line and self.is_blank(number):
            number -= 1
        return number

    def has_braces(self, node: Node) -> bool:
        """Say whether a mapping or list is written with braces or brackets."""
        return node.kind != "text" and self.text[node.index : node.index + 1] in {"{", "["}

    def after(self, number: int, column: int) -> int:
        """Return the last line of what ends in a line: with the deeper comments below it."""
        last, probe = number, number + 1
        while probe < len(self.lines):
            indent = self.comment(probe)
            if indent is not None and indent > column:
                last = probe
            elif not self.is_blank(probe):
                break
            probe += 1
        return last

    def before(self, number: int, column: int, floor: int) -> int:
        """Return the first line of what begins in a line: with the comments that belong to it.

        They stand directly above, in its column, below the line `floor`.
        """
        while number - 1 > floor and self.comment(number - 1) == column:
            number -= 1
        return number

    def without_lines(self, numbers: Iterable[int]) -> list[Splice]:
        """Return the changes that take whole lines out."""
        splices: list[Splice] = []
        for number in sorted(set(numbers)):
            start = self.starts[number]
            end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
            if splices and splices[-1].end == start:
                start = splices.pop().start
            splices.append(Splice(start, end))
        last = splices[-1]
        if last.end == len(self.text) and not self.text.endswith("\n"):
            splices[-1] = Splice(max(0, last.start - 1), last.end)
        return splices

    def spliced(self, splices: Sequence[Splice]) -> str:
        """Return the raw text with some changes."""
        pieces, done = [], 0
        for splice in sorted(splices, key=lambda it: it.start):
            start = self._raw(splice.start)
            pieces += [self.raw[done:start], splice.text.replace("\n", self._ending(splice.start))]
            done = self._raw(splice.end)
        return "".join([*pieces, self.raw[done:]])

    def _raw(self, position: int) -> int:
        """Return where a position is in the raw text."""
        return self.offset + position + bisect_left(self.returns, position)

    def _ending(self, position: int) -> str:
        """Return how the line at a position ends; where it does not, how the one before does."""
        found = self.text.find("\n", position)
        if found < 0:
            found = self.text.rfind("\n", 0, position)
        at = bisect_left(self.returns, found)
        return "\r\n" if found >= 0 and self.returns[at : at + 1] == [found] else "\n"


def place_before(place: Place, old: Sheet, new: Sheet, splices: Sequence[Splice]) -> Place:
    """Return where a place of the changed text was; what is new has the place it would get."""
    line = min(place.line, len(new.lines)) - 1
    index = new.starts[line] + min(place.column - 1, len(new.lines[line]))
    for splice in sorted(splices, key=lambda it: it.start):
        if index < splice.start:
            break
        if index < splice.start + len(splice.text):
            return place
        index += splice.end - splice.start - len(splice.text)
    number = old.number(index)
    return Place(place.file, number + 1, index - old.starts[number] + 1)
