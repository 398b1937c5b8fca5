"""Take a call or a display apart, without parsing it.

The expressions are ours: one line, no comment, and no operator directly before a bracket. A
parser would say the same, many times slower, and they are taken apart again on every level.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARK = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()\[\]{},:]""")
_CALLED = re.compile(r"[\w.]+")
_NAMED = re.compile(r"[^\W\d]\w*=(?!=)|\*\*")
_LOOP = re.compile(r"\bfor\b")


class Pieces(NamedTuple):
    """What opens a call or a display, its items with what names each, what closes it."""

    opened: str
    items: list[tuple[str, str]]
    closed: str


def pieces_of(expression: str) -> Pieces | None:
    """Return the pieces of a call or a display; None for what is neither, or a comprehension."""
    if expression[-1:] not in {")", "]", "}"}:
        return None
    cuts = _Cuts(expression)
    before, mark = expression[: cuts.begin], expression[cuts.begin]
    if cuts.end != len(expression) or _LOOP.search(cuts.inside):
        return None
    if before and not (mark == "(" and _CALLED.fullmatch(cuts.outside)):
        return None
    items = list(_items(expression, cuts, keyed=mark == "{"))
    if before:
        return Pieces(f"{before}(", [argument_of(value) for _, value in items], ")")
    if mark == "(" and items and not cuts.commas:
        return pieces_of(items[0][1])  # no tuple, but what stands in brackets of its own
    return Pieces(mark, items, expression[-1])


class _Cuts:
    """Where the last bracket of an expression opens and closes, and what parts its items."""

    def __init__(self, expression: str) -> None:
        """Go through the expression once."""
        self.begin = self.end = 0
        self.commas: list[int] = []
        self.colons: list[int] = []
        self.outside = self.inside = ""  # what is neither a text nor in brackets, and one level in
        depth = at = 0
        for found in _MARK.finditer(expression):
            begin, end = found.span()
            mark = expression[begin]
            if depth == 0:
                self.outside += expression[at:begin]
            elif depth == 1:
                self.inside += expression[at:begin]
            if mark in "([{":
                depth += 1
                if depth == 1:
                    self.begin, self.inside, self.commas, self.colons = begin, "", [], []
            elif mark in ")]}":
                depth -= 1
                self.end = end
            elif depth == 1 and mark == ",":
                self.commas.append(begin)
            elif depth == 1 and mark == ":":
                self.colons.append(end)
            elif depth == 0 and mark in ",:":
                self.outside += mark
            at = end
        self.outside += expression[at:]


def _items(expression: str, cuts: _Cuts, *, keyed: bool) -> Iterator[tuple[str, str]]:
    """Yield the items between the brackets; those of a dictionary with their keys."""
    begin = cuts.begin + 1
    colons = iter(cuts.colons if keyed else ())
    for end in (*cuts.commas, cuts.end - 1):
        item = expression[begin:end].strip()
        if keyed and item.startswith("**"):
            yield "**", item[2:]
        elif keyed and (colon := next((it for it in colons if it > begin), 0)):
            yield f"{expression[begin:colon].strip()} ", expression[colon:end].strip()
        elif item:
            yield "", item
        begin = end + 1


def argument_of(item: str) -> tuple[str, str]:
    """Part the name of an argument from its value."""
    found = _NAMED.match(item)
    return (found[0], item[found.end() :]) if found else ("", item)
