"""Find brackets and the items in them, in Python and in TOML: they share strings and comments.

This is no parser. What it takes apart is put together again from the same characters, and
a merged text is parsed afterwards.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<string>(?i:[rbuft]{0,2})(?:\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}
               |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    |(?P<comment>\#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)|(?P<end>\n)
    |(?P<other>\w+|[^\w\s])
    """,
    re.VERBOSE | re.DOTALL,
)
_NAMED = re.compile(r"\s*(\*{0,2}\w+|\"[^\"]*\"|'[^']*'|[\w.]+)\s*(?:[:=](?!=)|$)")
_REQUIREMENT = re.compile(r"\s*[\"']([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?\s*(?:[<>=!~;@].*)?[\"']\s*$")
DEPTH = 60  # brackets in brackets
CHAIN = 600  # tokens that may hang on each other, such as a + b + c


@dataclass(frozen=True, slots=True)
class Group:
    """A bracket of the outermost level: `text[start:stop]` is between its two signs."""

    start: int
    stop: int
    commas: tuple[int, ...]
    comments: bool


def groups(text: str) -> tuple[Group, ...] | None:
    """Return the outermost brackets, in order; None if they do not match."""
    found: list[Group] = []
    depth, start = 0, 0
    commas: list[int] = []
    comments = False
    for token in _TOKEN.finditer(text):
        match token.lastgroup:
            case "open":
                depth += 1
                if depth == 1:
                    start, commas, comments = token.end(), [], False
            case "close":
                depth -= 1
                if depth < 0:
                    return None
                if depth == 0:
                    found.append(Group(start, token.start(), tuple(commas), comments))
            case "comma" if depth == 1:
                commas.append(token.start())
            case "comment":
                comments = True
    return tuple(found) if depth == 0 else None


def strings(text: str) -> Iterator[tuple[int, int]]:
    """Go through where the texts in a text begin and stop."""
    return (it.span() for it in _TOKEN.finditer(text) if it.lastgroup == "string")


def too_deep(text: str) -> bool:
    """Say whether a parser that calls itself might run out of stack on a text."""
    chains = [0]
    for token in _TOKEN.finditer(text):
        match token.lastgroup:
            case "open":
                chains[-1] += 1
                chains.append(0)
            case "close":
                chains = chains[:-1] or [0]
            case "comma":
                chains[-1] = 0
            case "end":
                chains = [0] if len(chains) == 1 else chains
            case "string" | "other":
                chains[-1] += 1
        if len(chains) > DEPTH or sum(chains) > CHAIN:
            return True
    return False


def inline_items(text: str, group: Group) -> Iterator[str]:
    """Go through the items of a bracket, without white space around them."""
    begin = group.start
    for comma in (*group.commas, group.stop):
        if item := text[begin:comma].strip():
            yield item
        begin = comma + 1


def item_name(text: str) -> str:
    """Return what an item is called: its keyword, key, requirement, else all of it."""
    plain = text.strip().removesuffix(",").strip()
    if found := _REQUIREMENT.match(plain):
        return re.sub(r"[-_.]+", "-", found[1]).lower()
    found = _NAMED.match(plain)
    return found[1].lstrip("*") or found[1] if found else plain
