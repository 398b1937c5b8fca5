"""Patterns: check that they are of the allowed kind, and make up texts that match.

Python's own parser reads the pattern; what look-around, back-references and anchors
become in its tree is refused. Samples are made by walking the same tree, always in the
same order, and each is tried before it is offered.
"""

import importlib
import itertools
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ..names import shown, text_fault
from .context import Context
from .domain import Field
from .literals import bounds, outside
from .reader import Path
from .terms import Scalar

WANTED = 3
REFUSED = {
    "ASSERT": "look-around",
    "ASSERT_NOT": "look-around",
    "GROUPREF": "a back-reference",
    "GROUPREF_EXISTS": "a back-reference",
    "AT": "an anchor",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ALPHABET = LETTERS + LETTERS.upper() + "0123456789-_.+@/:,;!?#%&=*()[]{}<>~^|$'\" "


class _UnmadeError(Exception):
    """No sample can be made for a part of a pattern."""


def check_pattern(context: Context, field: Field, path: Path) -> tuple[str, ...] | None:
    """Check pattern and samples of a field; return three samples, or fewer if that is all.

    None when something is wrong, and told.
    """
    ledger = context.ledger
    if not field.pattern and not field.samples:
        return ()
    key = "pattern" if field.pattern else "samples"
    if field.type is not Scalar.STR or field.many:
        said = f"'{key}' goes with a single 'str' only; give the items or the value their own"
        ledger.wrong((*path, key), said, key=True)
        return None
    fault = pattern_fault(field.pattern)
    if fault:
        ledger.wrong((*path, "pattern"), fault)
        return None
    if field.samples:
        return field.samples if _samples_right(context, field, path) else None
    made = made_up(field)
    if not made:
        ledger.wrong((*path, "pattern"), _unmade(field))
        return None
    return made


def _unmade(field: Field) -> str:
    """Say that no text could be made up; the range is blamed where there is one without it."""
    said = f"could be made up for {shown(field.pattern)}"
    if made_up(replace(field, low=None, high=None)):
        long = f"no text of {bounds(field)} characters"
        return f"{long} {said}; change either, or give three under 'samples'"
    return f"no text {said}; give three under 'samples'"


def _samples_right(context: Context, field: Field, path: Path) -> bool:
    """Tell which samples do not fit; say whether all do."""
    right = True
    for position, sample in enumerate(field.samples):
        said = outside(sample, field)
        fault = text_fault(sample, limit=2000, edges=True)
        if said or fault:
            said = said or f"{shown(sample)} {fault}"
            context.ledger.wrong((*path, "samples", position), said)
            right = False
    if right and len(set(field.samples)) < WANTED and field.pattern:
        said = f"{WANTED} different samples are needed, here are {len(set(field.samples))}"
        context.ledger.wrong((*path, "samples"), said, key=True)
        return False
    return right


def pattern_fault(pattern: str) -> str | None:
    """Say why a pattern is not allowed, or None."""
    fault = text_fault(pattern, limit=500, edges=True)
    if fault:
        return f"the pattern {fault}"
    try:
        tree = _tree(pattern)
        names = {name for name in _operations(tree) if name in REFUSED}
    except (re.error, OverflowError, ValueError) as wrong:
        at = getattr(wrong, "pos", None)
        where = f" at character {at + 1}" if at is not None else ""
        reason = getattr(wrong, "msg", str(wrong))
        return f"{shown(pattern)} is no regular expression: {reason}{where}"
    except RecursionError:
        return f"{shown(pattern)} is nested too deep"
    if names:
        what = " and ".join(sorted({REFUSED[name] for name in names}))
        cure = "; a pattern matches the whole text anyway" if "anchor" in what else ""
        return f"{shown(pattern)} has {what}, which is not allowed{cure}"
    return None


def _tree(pattern: str) -> Any:
    """Parse a pattern with Python's parser, and compile it to be sure."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile(pattern, re.ASCII)
            return importlib.import_module("re._parser").parse(pattern, re.ASCII)
        except Warning as wrong:
            raise ValueError(str(wrong)) from None


def _operations(tree: Any) -> Iterator[str]:
    """Yield the name of every operation in a tree."""
    for operation, argument in tree:
        yield str(operation)
        for inner in _branches(argument):
            yield from _operations(inner)


def _branches(argument: Any) -> Iterator[Any]:
    """Yield the trees inside the argument of an operation."""
    if type(argument).__name__ == "SubPattern":
        yield argument
    elif isinstance(argument, tuple | list):
        for one in argument:
            yield from _branches(one)


def made_up(field: Field) -> tuple[str, ...]:
    """Make up three texts that match a field's pattern within its bounds, or fewer."""
    low = field.low if isinstance(field.low, int) else 0
    high = field.high if isinstance(field.high, int) else 200
    try:
        tree = _tree(field.pattern)
    except (re.error, ValueError, RecursionError):
        return ()
    made: dict[str, None] = {}
    for more, turn in itertools.product(_lengths(low, high), range(12)):
        try:
            text = _Maker(turn, more).text(tree)
        except (_UnmadeError, RecursionError):
            continue
        fits = low <= len(text) <= high and not text_fault(text, limit=10**6, edges=True)
        if fits and re.fullmatch(field.pattern, text, re.ASCII):
            made[text] = None
        if len(made) == WANTED:
            break
    return tuple(made)


def _lengths(low: int, high: int) -> list[int]:
    """Return how many more repetitions than needed to try."""
    wide = [0, 1, 2, 3, 5, 8, low, max(low - 1, 0), low // 2, low // 3, high]
    near = [max(low - it, 0) for it in range(2, 12)]
    return list(dict.fromkeys(it for it in [*wide, *near] if it <= min(high, 5000)))


class _Maker:
    """Make one text from a tree; `turn` chooses the characters, `more` the lengths."""

    def __init__(self, turn: int, more: int) -> None:
        """Begin with a number of steps that no sensible pattern needs."""
        self._turn = turn
        self._more = more
        self._left = 4000

    def text(self, tree: Any) -> str:
        """Make a text for a sequence of operations."""
        return "".join(self._one(str(operation), argument) for operation, argument in tree)

    def _one(self, operation: str, argument: Any) -> str:
        """Make a text for one operation."""
        self._left -= 1
        if self._left < 0:
            raise _UnmadeError
        match operation:
            case "LITERAL":
                return chr(argument)
            case "NOT_LITERAL":
                return self._pick([it for it in ALPHABET if it != chr(argument)])
            case "ANY":
                return self._pick(ALPHABET)
            case "IN":
                return self._pick(_members(tuple(argument)))
            case "BRANCH":
                branches = argument[1]
                return self.text(branches[self._next() % len(branches)])
            case "SUBPATTERN":
                return self.text(argument[3])
            case "ATOMIC_GROUP":
                return self.text(argument)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeat(*argument)
        raise _UnmadeError(operation)

    def _repeat(self, least: int, most: int, tree: Any) -> str:
        """Repeat as often as needed, and some more where that is allowed."""
        least, most = int(least), int(most)
        if least > self._left:
            raise _UnmadeError
        more = min(self._more, most - least)
        self._more -= more
        return "".join(self.text(tree) for _ in range(least + more))

    def _pick(self, among: Sequence[str]) -> str:
        """Pick a character."""
        if not among:
            raise _UnmadeError
        return among[self._next() % len(among)]

    def _next(self) -> int:
        """Return the next number of a fixed series."""
        self._turn += 1
        return self._turn - 1


@lru_cache(maxsize=256)  # asked again for each character of each try
def _members(argument: tuple[Any, ...]) -> list[str]:
    """Return the characters to pick from for a set."""
    return [it for it in _candidates(argument) if _in(argument, it)]


def _candidates(argument: Any) -> Iterator[str]:
    """Yield the characters that a set may hold: those it names, then ordinary ones."""
    for operation, value in argument:
        if str(operation) == "LITERAL":
            yield chr(value)
        elif str(operation) == "RANGE":
            yield from map(chr, range(value[0], min(value[1], value[0] + 60) + 1))
    yield from ALPHABET


def _in(argument: Any, char: str) -> bool:
    """Say whether a set holds a character."""
    negated = bool(argument) and str(argument[0][0]) == "NEGATE"
    return any(_holds(str(it), value, char) for it, value in argument) is not negated


def _holds(operation: str, value: Any, char: str) -> bool:
    """Say whether one part of a set holds a character."""
    if operation == "LITERAL":
        return bool(ord(char) == value)
    if operation == "RANGE":
        return bool(value[0] <= ord(char) <= value[1])
    if operation == "CATEGORY":
        kinds = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
        name = str(value).removeprefix("CATEGORY_")
        found = re.fullmatch(kinds[name.removeprefix("NOT_")], char, re.ASCII) is not None
        return found is not name.startswith("NOT_")
    return False
