"""Read Python as if texts stood in double quotes, and give what is written the user's again.

Which quotes stand around a text is a formatter's choice, so they are no edit. A text is as long
in other quotes, and everything keeps its place. A text with a quote in it, or with three quotes
around it, is left alone: formatters leave it alone, too.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import repeat

from .brackets import strings

LONG = 1000  # texts, from which on frequent lines are no anchors: it would take too long
_PLAIN = re.compile(r"[a-z]*(['\"])[^'\"]*\1", re.IGNORECASE)

Span = tuple[int, int]  # where a text begins, without its prefix, and where it stops


def plain(text: str) -> str:
    """Return Python with its texts in double quotes."""
    return _put(text, _spans(text), repeat('"'))


def requoted(text: str, mine: str) -> str:
    """Put the texts of plain Python in the quotes that the user has around them in `mine`.

    What took the place of a text has its quotes, and what is new has those of most texts.
    """
    own, spans = _spans(mine), _spans(text)
    quotes = [mine[start] for start, _ in own]
    if "'" not in quotes:
        return text
    usual = "'" if quotes.count("'") * 2 > len(quotes) else '"'
    found = [usual] * len(spans)
    was, now = _lines(plain(mine), own), _lines(text, spans)
    matcher = SequenceMatcher(None, was, now, autojunk=len(now) > LONG)
    for _, start, stop, low, high in matcher.get_opcodes():
        if stop - start == high - low:
            found[low:high] = quotes[start:stop]
    return _put(text, spans, found)


def _spans(text: str) -> list[Span]:
    found = (_PLAIN.fullmatch(text, *span) for span in strings(text))
    return [(it.start(1), it.end()) for it in found if it]


def _lines(text: str, spans: Iterable[Span]) -> list[str]:
    """Return the line that each text begins on."""
    starts = ((text.rfind("\n", 0, start) + 1, start) for start, _ in spans)
    return [text[line : text.find("\n", start)] for line, start in starts]


def _put(text: str, spans: Iterable[Span], quotes: Iterable[str]) -> str:
    """Put texts in other quotes."""
    signs = list(text)
    for (start, stop), quote in zip(spans, quotes, strict=False):
        signs[start] = signs[stop - 1] = quote
    return "".join(signs)
