"""Refuse what lies outside a type: lengths, ranges, patterns, and what no store can hold.

    Check.all("Product", Check.text("name", self.name, low=2, high=120))

All problems come at once, in one `Invalid`. None, the absent optional, passes. No
message shows a value, since it may be personal.
"""

import math
import re
import sys
from collections.abc import Callable, Hashable, Iterable, Sized
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

from notes.shared.errors import Invalid

N = TypeVar("N", int, float, Decimal, date, datetime, timedelta)
T = TypeVar("T")
Problems: TypeAlias = tuple[str, ...]
Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None

INT_64 = 2**63
LARGEST = sys.float_info.max
LONGEST_SPAN = timedelta(microseconds=INT_64 - 1)
URL_LENGTH = 2000
DIGITS = 1000  # of a decimal number, on either side of the point
TOO_MANY_DIGITS = f"must have at most {DIGITS:,} digits before and after the point"
DEPTH = 100  # of lists and objects in JSON
WANTED_JSON = f"must be JSON, with integers of 64 bits, without NUL, and {DEPTH} levels at most"
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
OUTSIDE_URLS = re.compile(r"[\s\x00-\x1f\x7f]")


class Check:
    """The checks, in a class so that no field's name can hide them."""

    @staticmethod
    def all(subject: str, *found: Problems) -> None:
        """Refuse the subject if a check found anything.

        Raises:
            Invalid: All that was found.
        """
        if problems := [problem for problems in found for problem in problems]:
            raise Invalid(subject, problems)

    @staticmethod
    def text(
        name: str,
        text: str | None,
        *,
        low: int = 0,
        high: int | None = None,
        pattern: str | None = None,
    ) -> Problems:
        """Want between `low` and `high` characters that match the whole pattern."""
        if text is None:
            return ()
        storable = not UNSTORABLE.search(text)
        sized = low <= len(text) and (high is None or len(text) <= high)
        if storable and sized and _matches(pattern, text):
            return ()
        found = _unless(name, storable, "has a character that no store holds")
        found += _sized(name, text, low, high, "characters")
        return found if _matches(pattern, text) else (*found, f"{name}: must match {pattern}")

    @staticmethod
    def data(name: str, data: bytes | None, *, low: int = 0, high: int | None = None) -> Problems:
        """Want between `low` and `high` bytes."""
        return () if data is None else _sized(name, data, low, high, "bytes")

    @staticmethod
    def items(name: str, items: Sized, *, low: int = 0, high: int | None = None) -> Problems:
        """Want between `low` and `high` items."""
        return _sized(name, items, low, high, "items")

    @staticmethod
    def whole(
        name: str, number: int | None, *, low: int | None = None, high: int | None = None
    ) -> Problems:
        """Want an integer of 64 bits from `low` to `high`."""
        if number is None:
            return ()
        fits = -INT_64 <= number < INT_64
        return _unless(name, fits, "must have at most 64 bits") + _ranged(name, number, low, high)

    @staticmethod
    def number(
        name: str, number: float | None, *, low: float | None = None, high: float | None = None
    ) -> Problems:
        """Want a finite number from `low` to `high`."""
        if number is None:
            return ()
        if not abs(number) <= LARGEST:  # nor is what is no number
            return (f"{name}: must be finite",)
        return _ranged(name, number, low, high)

    @staticmethod
    def exact(
        name: str,
        number: Decimal | None,
        *,
        low: Decimal | None = None,
        high: Decimal | None = None,
    ) -> Problems:
        """Want a finite decimal number from `low` to `high`, which any store holds exactly."""
        if number is None:
            return ()
        if not number.is_finite():
            return (f"{name}: must be finite",)
        fits = number.adjusted() < DIGITS and int(number.as_tuple().exponent) >= -DIGITS
        return _unless(name, fits, TOO_MANY_DIGITS) + _ranged(name, number, low, high)

    @staticmethod
    def day(
        name: str, day: date | None, *, low: date | None = None, high: date | None = None
    ) -> Problems:
        """Want a date from `low` to `high`; a moment is none, though its class says so."""
        if isinstance(day, datetime):
            return (f"{name}: must be a date without a time",)
        return () if day is None else _ranged(name, day, low, high)

    @staticmethod
    def moment(
        name: str,
        moment: datetime | None,
        *,
        low: datetime | None = None,
        high: datetime | None = None,
    ) -> Problems:
        """Want a moment in UTC from `low` to `high`."""
        if moment is None:
            return ()
        if moment.utcoffset() != timedelta(0):
            return (f"{name}: must be in UTC",)
        return _ranged(name, moment, low, high)

    @staticmethod
    def span(
        name: str,
        span: timedelta | None,
        *,
        low: timedelta = timedelta(0),
        high: timedelta = LONGEST_SPAN,
    ) -> Problems:
        """Want a duration from `low` to `high`, at most 64 bits of microseconds."""
        return () if span is None else _ranged(name, span, low, high)

    @staticmethod
    def url(name: str, url: str | None, *, low: int = 0, high: int = URL_LENGTH) -> Problems:
        """Want an absolute address of the web of at most 2,000 characters."""
        if url is None:
            return ()
        return (
            *Check.text(name, url, low=low, high=high),
            *_unless(name, _is_web_address(url), "must begin with http:// or https:// and a host"),
        )

    @staticmethod
    def json(name: str, value: object) -> Problems:
        """Want nothing but what JSON can hold, with integers of 64 bits."""
        return _unless(name, _is_json(value), WANTED_JSON)

    @staticmethod
    def distinct(name: str, keys: Iterable[Hashable]) -> Problems:
        """Want no key twice."""
        listed = list(keys)
        return _unless(name, len(set(listed)) == len(listed), "has the same key twice")

    @staticmethod
    def rule(name: str, words: str, *, holds: bool) -> Problems:
        """Want a rule to hold."""
        return _unless(name, holds, words)

    @staticmethod
    def each(name: str, items: Iterable[T], check: Callable[[str, T], Problems]) -> Problems:
        """Want every item to pass a check, such as `Check.text`."""
        return tuple(
            problem
            for index, item in enumerate(items)
            for problem in check(f"{name}[{index}]", item)
        )


def _unless(name: str, fits: bool, wanted: str) -> Problems:  # noqa: FBT001
    return () if fits else (f"{name}: {wanted}",)


def _sized(name: str, held: Sized, low: int, high: int | None, unit: str) -> Problems:
    if low <= len(held) and (high is None or len(held) <= high):
        return ()
    counted = unit.removesuffix("s") if (low if high is None else high) == 1 else unit
    return (f"{name}: must have {_span(low or None, high)} {counted}",)


def _ranged(name: str, value: N, low: N | None, high: N | None) -> Problems:
    if (low is None or value >= low) and (high is None or value <= high):
        return ()
    return (f"{name}: must be {_span(low, high)}",)


def _matches(pattern: str | None, text: str) -> bool:
    return pattern is None or _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _span(low: object, high: object) -> str:
    match low, high:
        case None, _:
            return f"at most {high}"
        case _, None:
            return f"at least {low}"
    return f"{low}" if low == high else f"from {low} to {high}"


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and has_host and not OUTSIDE_URLS.search(url)


def _is_json(value: object, depth: int = 0) -> bool:
    match value:
        case None | bool():
            fits = True
        case int():
            fits = -INT_64 <= value < INT_64
        case float():
            fits = math.isfinite(value)
        case str():
            fits = not UNSTORABLE.search(value)
        case list() | dict() if depth == DEPTH:
            fits = False
        case list():
            fits = all(_is_json(item, depth + 1) for item in value)
        case dict():
            keys_fit = all(isinstance(key, str) and _is_json(key) for key in value)
            fits = keys_fit and all(_is_json(item, depth + 1) for item in value.values())
        case _:
            fits = False
    return fits
