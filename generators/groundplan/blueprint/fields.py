"""The one-line field grammar: `TYPE[* | +] [min..max] [optional] [unique] [= default]`.

Only the line is read here; what its words mean is looked up later. Every part knows its
offset in the line, so that an error can point at it.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ..names import nearest, shown

SHAPE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?)([*+]?)")
NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
RANGE = re.compile(rf"({NUMBER})?\.\.({NUMBER})?")
DASHED = re.compile(rf"({NUMBER})-({NUMBER})")
COMPARED = re.compile(rf"([<>])\s*(=?)\s*({NUMBER})?(?!\S)")
ORDER = ("range", "optional", "unique", "default")
WRITTEN = "write 'min..max', 'min..' or '..max'"
GRAMMAR = "TYPE min..max optional unique = default"


class LineError(Exception):
    """A line breaks the grammar; `at` is the offset of the first wrong character."""

    def __init__(self, at: int, said: str, near: str | None = None) -> None:
        """Keep what is wrong, where, and what was probably meant."""
        super().__init__(said)
        self.at = at
        self.said = said
        self.near = near


@dataclass(frozen=True, slots=True)
class Line:
    """A field's line, in parts; a part that is left out is "", a default is None.

    `at` holds the offset of each part that stands there, by its name.
    """

    type: str
    many: str = ""
    low: str = ""
    high: str = ""
    optional: bool = False
    unique: bool = False
    default: str | None = None
    at: dict[str, int] = field(default_factory=dict, compare=False)

    @property
    def ranged(self) -> bool:
        """Say whether a range is given."""
        return bool(self.low or self.high)

    def __str__(self) -> str:
        """Print the line as it is written."""
        parts = [f"{self.type}{self.many}"]
        if self.ranged:
            parts.append(f"{self.low}..{self.high}")
        parts += ["optional"] * self.optional + ["unique"] * self.unique
        if self.default is not None:
            parts.append(f"= {self.default}")
        return " ".join(parts)


@lru_cache(maxsize=1024)  # each is asked for twice, and aggregates have fields alike
def read_line(text: str) -> Line:
    """Read a field's line.

    Raises:
        LineError: It breaks the grammar.
    """
    kind, rest = _kind(text)
    found: dict[str, str] = {}
    at = {"type": kind.start(1), "many": kind.start(2)}
    for token in re.finditer(r"\S+", text[rest:]):
        start, word = rest + token.start(), token.group()
        part = _part(text, start, word)
        _in_order(part, found, start, word)
        at[part] = start
        if part == "default":
            found[part], at[part] = _literal(text, start)
            break
        found[part] = word
    low, high = _ends(found.get("range"))
    return Line(
        type=kind.group(1),
        many=kind.group(2),
        low=low,
        high=high,
        optional="optional" in found,
        unique="unique" in found,
        default=found.get("default"),
        at=at,
    )


def _kind(text: str) -> tuple[re.Match[str], int]:
    """Read the type at the beginning; return it and the offset after it."""
    start = len(text) - len(text.lstrip(" "))
    found = SHAPE.match(text, start)
    if not found:
        said = (
            f"a type was expected instead of {shown(text[start:])}" if text else "a type is missing"
        )
        raise LineError(start, f"{said}; a field is '{GRAMMAR}'")
    end = found.end()
    follows = text[end : end + 1]
    if not follows.strip():
        return found, end
    name = found.group(1)
    if follows == "?":
        raise LineError(end, f"'?' means nothing here; write '{name} optional'")
    compared = COMPARED.match(text, end)
    if compared and compared[3]:
        raise LineError(end, _no_comparison(compared))
    if follows in "[<(" and re.match(r"[-.]?[.0-9]", text[end + 1 :]):
        cure = _unbracketed(found.group(), text[end + 1 :])
        raise LineError(end, f"{shown(follows)} means nothing here; {cure}")
    if follows in "[<(":
        item = re.match(r"[A-Za-z0-9_.]*", text[end + 1 :])
        inner = item.group() if item and item.group() else name
        raise LineError(end, f"{shown(follows)} means nothing here; a list is '{inner}*'")
    if follows in "*+":
        raise LineError(end, f"one of '*' and '+' is enough: '{name}{found.group(2)}'")
    stuck = re.match(r"([a-z]+)([0-9]+)\.\.", text[start:])
    if stuck:
        at = start + stuck.end(1)
        rest = text[at:].split(maxsplit=1)[0]
        raise LineError(at, f"leave a blank before the range: '{stuck[1]} {rest}'")
    if follows in ".-0123456789=":
        rest = text[end:].strip()
        rest = f"= {rest[1:].lstrip()}" if follows == "=" else rest
        raise LineError(end, f"leave a blank after the type: '{found.group()} {rest}'")
    raise LineError(end, f"{shown(text[end:].split(maxsplit=1)[0])} does not belong to a type")


def _unbracketed(kind: str, inner: str) -> str:
    """Say how a range is written that stands in brackets; a single number is the largest."""
    inside = re.split(r"[])>]", inner, maxsplit=1)[0].replace(" ", "")
    dashed = DASHED.fullmatch(inside)
    if dashed:
        inside = f"{dashed[1]}..{dashed[2]}"
    elif re.fullmatch(NUMBER, inside):
        inside = f"..{inside}"
    if RANGE.fullmatch(inside) and inside != "..":
        return f"write '{kind} {inside}'"
    return f"a range is '{kind} min..max'"


def _no_comparison(found: re.Match[str]) -> str:
    """Say how a range is written instead of a comparison."""
    sign, equal, number = found.groups()
    if number is None:
        cure = "'min..'" if sign == ">" else "'..max'"
    else:
        cure = f"{number}.." if sign == ">" else f"..{number}"
    within = "" if equal or number is None else f", with {number} in it"
    return f"'{sign}{equal}' means nothing here; a range is {cure}{within}"


def _part(text: str, start: int, word: str) -> str:
    """Say which part of the line a word is."""
    if word in {"optional", "unique"}:
        return word
    if word == "=":
        return "default"
    if ".." in word:
        if word[-1] in "*+" and RANGE.fullmatch(word[:-1]):
            said = f"'{word[-1]}' follows the type, and a range after it bounds the number of items"
            raise LineError(start + len(word) - 1, f"{said}; items get bounds from a value")
        if not RANGE.fullmatch(word) or word == "..":
            raise LineError(start, f"{shown(word)} is no range; {WRITTEN}")
        return "range"
    compared = COMPARED.match(text, start)
    if compared:
        raise LineError(start, _no_comparison(compared))
    if re.match(rf"{NUMBER} [a-z]+\.\.", text[start:]):
        raise LineError(start, "a range has no units, and a duration has no range")
    raise _meaningless(start, word)


def _meaningless(start: int, word: str) -> LineError:
    """Say what was probably meant by a word that is no part of a line."""
    if word in {"*", "+"}:
        return LineError(start, f"'{word}' follows the type without a blank")
    if word.startswith("="):
        return LineError(start, f"leave a blank after '=': '= {word[1:]}'")
    if word.lower() in {"required", "mandatory"}:
        return LineError(start, f"{shown(word)} is what every field is; leave it out")
    if word.lower() in {"null", "nullable", "none", "?"}:
        return LineError(start, f"{shown(word)} means nothing here", "optional")
    if re.fullmatch(NUMBER, word):
        return LineError(start, f"a range has two dots: '{word}..', '..{word}' or '{word}..{word}'")
    if dashed := DASHED.fullmatch(word):
        said = f"{shown(word)} is no range; a range is {dashed[1]}..{dashed[2]}"
        return LineError(start, said)
    near = nearest(word, ("optional", "unique"))
    hint = "" if near else f"; a field is '{GRAMMAR}'"
    return LineError(start, f"{shown(word)} means nothing here{hint}", near)


def _in_order(part: str, found: dict[str, str], start: int, word: str) -> None:
    """Refuse a part that stands twice or too late."""
    if part in found:
        raise LineError(start, f"{shown(word)}: a second {part}; keep one")
    late = [it for it in found if ORDER.index(it) > ORDER.index(part)]
    if late:
        raise LineError(start, f"{shown(word)} stands too late; the order is '{GRAMMAR}'")


def _literal(text: str, start: int) -> tuple[str, int]:
    """Read the default to the end of the line; return it and its offset."""
    rest = text[start + 1 :]
    literal = rest.strip(" ")
    if not literal:
        raise LineError(start, "a default is missing after '='; the empty text is '\"\"'")
    return literal, start + 1 + len(rest) - len(rest.lstrip(" "))


def _ends(word: str | None) -> tuple[str, str]:
    """Return both ends of a range."""
    found = RANGE.fullmatch(word or "..")
    return (found.group(1) or "", found.group(2) or "") if found else ("", "")
