"""Constants as a blueprint writes them: defaults, `sets`, `where`, `= text`.

Each is read by its type; a value made of one scalar reads like this scalar, with its
bounds and its pattern.
"""

import json
import math
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit
from uuid import UUID

from ..names import nearest, shown, text_fault
from .domain import Field, Value
from .fields import NUMBER
from .terms import Bound, Member, Plain, Scalar, ValueRef

INT64 = 2**63
LONGEST_SPAN = timedelta(microseconds=INT64 - 1)
LONGEST_TEXT = 2000
DIGITS = 100
UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
STAMP = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)


class LiteralError(Exception):
    """A text is no constant of its type."""

    def __init__(self, said: str, near: str | None = None) -> None:
        """Keep what is wrong, and what was probably meant."""
        super().__init__(said)
        self.said = said
        self.near = near


def read_member(text: str, value: Value) -> Member:
    """Read a member of an enumeration.

    Raises:
        LiteralError: It has no such member.
    """
    if text in value.members:
        return Member(ValueRef(value.module, value.name), text)
    near = nearest(text, value.members)
    hint = "" if near else f"; its members are {', '.join(value.members)}"
    raise LiteralError(f"{shown(text)} is no member of {value.name}{hint}", near)


def read_literal(text: str, scalar: Scalar) -> Plain:
    """Read a constant of a plain type.

    Raises:
        LiteralError: The text is none of this type, or the type has no constants.
    """
    match scalar:
        case Scalar.STR:
            return _text(text)
        case Scalar.BOOL:
            if text in {"true", "false"}:
                return text == "true"
            near = text.lower() if text.lower() in {"true", "false"} else None
            raise LiteralError(f"{shown(text)} is neither true nor false", near)
        case Scalar.INT | Scalar.FLOAT | Scalar.DECIMAL:
            return read_number(text, scalar)
        case Scalar.DATE | Scalar.DATETIME:
            return _date(text) if scalar is Scalar.DATE else _datetime(text)
        case Scalar.DURATION:
            return read_duration(text)
        case Scalar.UUID:
            return _uuid(text)
        case Scalar.URL:
            return _url(text)
    raise LiteralError(f"'{scalar}' has no constants")


def read_number(text: str, scalar: Scalar) -> int | float | Decimal:
    """Read a number as JSON writes it.

    Raises:
        LiteralError: It is none, or more than the type holds.
    """
    if not re.fullmatch(NUMBER, text):
        raise LiteralError(f"{shown(text)} is no number for '{scalar}'")
    if scalar is Scalar.INT:
        return _int(text)
    if scalar is Scalar.FLOAT:
        if not math.isfinite(float(text)):
            raise LiteralError(f"{shown(text)} is more than a float holds")
        return float(text)
    exponent = re.search(r"[eE]([-+]?)0*([0-9]+)", text)
    if len(text) > DIGITS or (exponent and (len(exponent[2]) > 2 or int(exponent[2]) > DIGITS)):
        said = f"{shown(text)} has more than {DIGITS} digits, or an exponent of more than two"
        raise LiteralError(said)
    return Decimal(text)


def _int(text: str) -> int:
    """Read a whole number of 64 bits."""
    if not re.fullmatch(r"-?[0-9]+", text):
        raise LiteralError(f"{shown(text)} is no whole number", "decimal")
    if len(text) > 20 or not -INT64 <= int(text) < INT64:
        raise LiteralError(f"{shown(text)} does not fit into 64 bits")
    return int(text)


def _text(text: str) -> str:
    """Read a text: as it stands, or a JSON string."""
    if text.startswith('"'):
        try:
            read = json.loads(text)
        except ValueError:
            raise LiteralError(f"{shown(text)} begins like a JSON string, but is none") from None
        text = str(read)
    elif not text:
        raise LiteralError("the empty text is written '\"\"'")
    elif len(text) > 1 and text[0] == text[-1] == "'":
        said = f"{shown(text)}: single quotes would be a part of the text"
        raise LiteralError(said, json.dumps(text[1:-1], ensure_ascii=False))
    fault = text_fault(text, limit=LONGEST_TEXT, edges=True)
    if fault:
        raise LiteralError(f"{shown(text)} {fault}")
    return text


def _date(text: str) -> date:
    """Read a date."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        raise LiteralError(f"{shown(text)} is no day of the calendar") from None
    hint = "'today' asks the clock" if text == "now" else "write it like 2026-01-31"
    raise LiteralError(f"{shown(text)} is no date; {hint}")


def _datetime(text: str) -> datetime:
    """Read a moment with its offset, as UTC."""
    found = STAMP.fullmatch(text)
    if not found:
        hint = "write it like 2026-01-31T12:00:00Z" if text != "today" else "'now' asks the clock"
        raise LiteralError(f"{shown(text)} is no datetime; {hint}")
    if not found.group(2):
        raise LiteralError(f"{shown(text)} lacks its offset", f"{text[:40]}Z")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise LiteralError(f"{shown(text)} is no moment of the calendar") from None


def read_duration(text: str) -> timedelta:
    """Read a duration, like `15 minutes`.

    Raises:
        LiteralError: It is none.
    """
    found = re.fullmatch(r"([0-9]{1,12}) ([a-z]+)", text)
    unit = found.group(2).removesuffix("s") if found else ""
    if not found or unit not in UNITS:
        near = nearest(unit, UNITS) if found else None
        hint = "; write it like '15 minutes', '2 hours' or '30 days'"
        said = f"{shown(text)} is no duration{'' if near else hint}"
        raise LiteralError(said, f"{found.group(1)} {near}s" if found and near else None)
    try:
        read = int(found.group(1)) * UNITS[unit]
    except OverflowError:
        read = timedelta.max
    if read > LONGEST_SPAN:
        raise LiteralError(f"{shown(text)} is longer than a duration can be")
    return read


def _uuid(text: str) -> UUID:
    """Read a UUID in its usual form."""
    form = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    if not re.fullmatch(form, text):
        raise LiteralError(f"{shown(text)} is no UUID")
    return UUID(text)


def _url(text: str) -> str:
    """Read an absolute http or https URL."""
    text = _text(text)
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
        right = parts.scheme in {"http", "https"} and has_host
    except ValueError:
        right = False
    if not right or any(char.isspace() for char in text):
        raise LiteralError(f"{shown(text)} is no absolute http or https URL")
    return text


def outside(value: Plain, field: Field, written: str = "") -> str | None:
    """Say how a constant, as it is written, breaks the bounds or the pattern of a field."""
    size: object = value
    what = shown(written or value)
    if isinstance(value, str):
        size = len(value)
        what = f"{shown(value)} has {size} character{'s' * (size != 1)}, which"
    if not isinstance(size, bool) and _beyond(size, field.low, field.high):
        return f"{what} is outside {bounds(field)}"
    if not isinstance(value, str) or not field.pattern:
        return None
    if re.fullmatch(field.pattern, value, re.ASCII):
        return None
    return f"{shown(value)} does not match the pattern {shown(field.pattern)}"


def _beyond(size: object, low: Bound | None, high: Bound | None) -> bool:
    """Say whether a size is below or above its bounds."""
    if not isinstance(size, int | float | Decimal):
        return False
    return (isinstance(low, int | float | Decimal) and size < low) or (
        isinstance(high, int | float | Decimal) and size > high
    )


def bounds(field: Field) -> str:
    """Print the range of a field."""
    ends = ("" if it is None else str(it).removesuffix(".0") for it in (field.low, field.high))
    return "..".join(ends)
