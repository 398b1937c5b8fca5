"""How types are read from the text of the wire, and how they are written.

What is read may also be the Python value: requests are made of text, views of values. No
message shows what was given, since it may be personal.

Sources: ISO 8601, 2019 (durations); RFC 3339, 2002 (moments); RFC 4648, 2006 (base64).
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from shop.shared.checks import INT_64, Check

T = TypeVar("T")

WHOLE = re.compile("-?(0|[1-9][0-9]*)")
NUMBER = re.compile(WHOLE.pattern + r"(\.[0-9]+)?([Ee][+-]?[0-9]+)?")
EXACT = re.compile(r"^-?[0-9]{1,1000}(\.[0-9]{1,1000})?$")
DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
MOMENT = re.compile(
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})$"
)
_SECONDS = r"[0-9]{1,8}(\.[0-9]{1,6})?S"
_MINUTES = "([0-9]{1,8}M(" + _SECONDS + ")?|" + _SECONDS + ")"
_HOURS = "T([0-9]{1,8}H" + _MINUTES + "?|" + _MINUTES + ")"
_SPAN = "([0-9]{1,7}W|[0-9]{1,8}D(" + _HOURS + ")?|" + _HOURS + ")"
# A schema cannot count: it allows eight digits of days, and the longest duration of all.
SPAN = "^P(" + _SPAN + r"|106751991DT4H54\.775807S)$"
LONG_SPAN = re.compile("P(" + _SPAN + "|[0-9]{9}D(" + _HOURS + ")?)")
KEY = re.compile(r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")
# Base64 is in pieces of three bytes; the last one is told by how many bytes it has.
DATA_PIECES = "([A-Za-z0-9+/]{4})*"
DATA_ENDS = ("", "[A-Za-z0-9+/][AQgw]==", "[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=")
DATA = re.compile("^" + DATA_PIECES + "(" + "|".join(DATA_ENDS) + ")$")
MICROSECONDS = MappingProxyType(
    {"W": 604_800_000_000, "D": 86_400_000_000, "H": 3_600_000_000, "M": 60_000_000, "S": 1_000_000}
)


@dataclass(frozen=True, slots=True, eq=False)
class Wire(Generic[T]):
    """Annotates a type: how it is read, how it is written, and what its schema says.

    A `narrow` pattern allows less than is read, so it is a promise of requests alone.
    """

    read: Callable[[object], T]
    write: Callable[[T], object]
    schema: Mapping[str, Any]
    narrow: bool = False

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read and write by these functions alone."""
        written = core_schema.plain_serializer_function_ser_schema(self.write)
        return core_schema.no_info_plain_validator_function(self.read, serialization=written)

    def __get_pydantic_json_schema__(
        self, schema: object, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say what is read and written."""
        hidden = "pattern" if self.narrow and handler.mode == "serialization" else ""
        return {name: it for name, it in self.schema.items() if name != hidden}


def refused(wanted: str) -> PydanticCustomError:
    """Make the error that says what is wanted."""
    return PydanticCustomError("edge", wanted)


def whole_text(given: object) -> object:
    """Want a text, if it is one, to write an integer as JSON does."""
    if isinstance(given, str) and not WHOLE.fullmatch(given):
        raise refused("must be a whole number, such as 10")
    return given


def number_text(given: object) -> object:
    """Want a text, if it is one, to write a number as JSON does."""
    if isinstance(given, str) and not NUMBER.fullmatch(given):
        raise refused("must be a number, such as 1.5")
    return given


def truth_text(given: object) -> object:
    """Want a text, if it is one, to write a truth as JSON does."""
    if isinstance(given, str) and given not in {"true", "false"}:
        raise refused("must be true or false")
    return given


def read_exact(given: object) -> Decimal:
    """Read a decimal number in plain notation."""
    if isinstance(given, Decimal):
        return given
    if isinstance(given, str) and EXACT.fullmatch(given):
        number = Decimal(given)
        return number or number.copy_abs()  # not every database keeps the sign of a zero
    raise refused('must be a decimal number as text, such as "1.50"')


def exact_text(number: Decimal) -> str:
    """Write a decimal number in plain notation."""
    return format(number, "f")


def read_day(given: object) -> date:
    """Read a date."""
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        if isinstance(given, str) and DAY.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        raise refused("must be a day of the calendar") from None
    raise refused("must be a date, such as 2024-02-29")


def read_moment(given: object) -> datetime:
    """Read a moment, from any offset into UTC."""
    try:
        if isinstance(given, str) and MOMENT.fullmatch(given):
            return datetime.fromisoformat(given.upper()).astimezone(UTC)
        if isinstance(given, datetime) and given.tzinfo is not None:
            return given.astimezone(UTC)
    except (ValueError, OverflowError):
        raise refused("must be a moment of the calendar, also in UTC") from None
    raise refused("must be a moment with its offset, such as 2024-02-29T12:30:00Z")


def moment_text(moment: datetime) -> str:
    """Write a moment in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_span(given: object) -> timedelta:
    """Read a duration without years and months, whose lengths vary."""
    if isinstance(given, timedelta):
        return given
    if isinstance(given, str) and LONG_SPAN.fullmatch(given):
        parts = re.findall(r"([0-9.]+)([WDHMS])", given)
        length = sum(int(Decimal(count) * MICROSECONDS[unit]) for count, unit in parts)
        if length < INT_64:
            return timedelta(microseconds=length)
    raise refused("must be a duration such as PT15M, of at most 64 bits of microseconds")


def span_text(span: timedelta) -> str:
    """Write a duration in days, hours, minutes and seconds."""
    minutes, seconds = divmod(span.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days = f"{span.days}D" if span.days else ""
    clock = f"{hours}H" if hours else ""
    clock += f"{minutes}M" if minutes else ""
    if span.microseconds:
        clock += f"{seconds}.{span.microseconds:06}S"
    elif seconds or not (days or clock):
        clock += f"{seconds}S"
    return f"P{days}T{clock}" if clock else f"P{days}"


def read_key(given: object) -> UUID:
    """Read a UUID."""
    if isinstance(given, UUID):
        return given
    if isinstance(given, str) and KEY.fullmatch(given):
        return UUID(given)
    raise refused("must be a UUID, such as 018de9a0-5c3b-7c1e-8000-000000000000")


def read_web(given: object) -> str:
    """Read an address of the web."""
    if not isinstance(given, str):
        raise refused("must be text")
    for problem in Check.url("url", given):
        raise refused(problem.removeprefix("url: "))
    return given


def read_data(given: object) -> bytes:
    """Read bytes in base64."""
    if isinstance(given, bytes):
        return given
    if isinstance(given, str) and DATA.fullmatch(given):
        return b64decode(given)
    raise refused("must be bytes in base64")


def data_text(data: bytes) -> str:
    """Write bytes in base64."""
    return b64encode(data).decode()


def plain_text(value: float | Decimal | date | timedelta) -> str:
    """Write a value as it stands in JSON."""
    match value:
        case int() | float():
            return str(value)
        case Decimal():
            return exact_text(value)
        case datetime():
            return moment_text(value)
        case date():
            return value.isoformat()
    return span_text(value)
