"""Types at the edge: what JSON, paths and query strings may say, each as strict as its schema.

    class ChangePriceBody(Edge):
        price: Annotated[Exact, between(Decimal(0), None)]

What comes out is what goes in. `Whole`, `Number` and `Truth` are those of JSON; in paths and
query strings, where all is text, they are `WholeText`, `NumberText` and `TruthText`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, TypeVar
from urllib.parse import unquote
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import core_schema

from shop.shared import wire
from shop.shared.checks import INT_64, URL_LENGTH, Check
from shop.shared.wire import Wire, refused

T = TypeVar("T")
B = TypeVar("B", int, float, Decimal, date, datetime, timedelta)


class Edge(BaseModel):
    """The base of requests and views: frozen, and without anything unknown."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        serialize_by_alias=True,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """Annotates a type with what its values must also be, and what its schema says of it."""

    fits: Callable[[Any], object]
    wanted: str
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Check what was read."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Add to the schema of the type."""
        return {**handler(schema), **self.schema}

    def _checked(self, value: T) -> T:
        if self.fits(value):
            return value
        raise refused(self.wanted)


class AnyJson:
    """Annotates what may be any JSON value."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Check what was parsed."""
        return core_schema.no_info_plain_validator_function(self._checked)

    def __get_pydantic_json_schema__(
        self, schema: object, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say so, all the way down."""
        itself = core_schema.definition_reference_schema("Anything")
        text = core_schema.str_schema(pattern=WITHOUT_NUL)
        no_other_keys = {"pydantic_js_updates": {"additionalProperties": False}}
        kinds: list[core_schema.CoreSchema | tuple[core_schema.CoreSchema, str]] = [
            core_schema.none_schema(),
            core_schema.bool_schema(),
            core_schema.int_schema(ge=-INT_64, le=INT_64 - 1),
            core_schema.float_schema(),
            text,
            core_schema.list_schema(itself),
            core_schema.dict_schema(text, itself, metadata=no_other_keys),
        ]
        union = core_schema.union_schema(kinds, ref="Anything")
        return handler(core_schema.definitions_schema(itself, [union]))

    def _checked(self, value: T) -> T:
        for problem in Check.json("json", value):
            raise refused(problem.removeprefix("json: "))
        return value


WITHOUT_NUL = r"^[^\x00]*$"
WEB = r"^https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[1-9][0-9]{0,3})?([/?#][!-~]*)?$"

Text = Annotated[str, Field(strict=True, pattern=WITHOUT_NUL)]
Whole = Annotated[int, Field(strict=True, ge=-INT_64, le=INT_64 - 1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Truth = Annotated[bool, Field(strict=True)]
# Whoever bounds these uses `between`: a schema cannot tell what `Field` says of them.
WholeText = Annotated[int, Field(ge=-INT_64, le=INT_64 - 1), BeforeValidator(wire.whole_text)]
NumberText = Annotated[float, Field(allow_inf_nan=False), BeforeValidator(wire.number_text)]
TruthText = Annotated[bool, BeforeValidator(wire.truth_text)]
Exact = Annotated[
    Decimal,
    Wire(wire.read_exact, wire.exact_text, {"type": "string", "pattern": wire.EXACT.pattern}),
]
Day = Annotated[
    date,
    Wire(wire.read_day, date.isoformat, {"type": "string", "format": "date"}),
]
Moment = Annotated[
    datetime,
    Wire(wire.read_moment, wire.moment_text, {"type": "string", "format": "date-time"}),
]
Span = Annotated[
    timedelta,
    Wire(wire.read_span, wire.span_text, {"type": "string", "pattern": wire.SPAN}, narrow=True),
]
Key = Annotated[
    UUID,
    Wire(wire.read_key, str, {"type": "string", "format": "uuid"}),
]
Web = Annotated[
    str,
    Wire(
        wire.read_web,
        str,
        {"type": "string", "pattern": WEB, "maxLength": URL_LENGTH},
        narrow=True,
    ),
]
Data = Annotated[
    bytes,
    Wire(
        wire.read_data,
        wire.data_text,
        {"type": "string", "contentEncoding": "base64", "pattern": wire.DATA.pattern},
    ),
]
# Spelled out, since pydantic cannot follow an alias that names itself.
Anything = Annotated[bool | int | float | str | list[Any] | dict[str, Any] | None, AnyJson()]

TOKEN = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|\(\?P|.", re.DOTALL)
CLASSES = MappingProxyType({r"\d": "0-9", r"\s": r" \t\n\r\f\v", r"\w": "A-Za-z0-9_"})

# A text in a path is split from its neighbours before its slashes are decoded.
UNQUOTED = BeforeValidator(unquote)


def between(low: B | None, high: B | None) -> Limit:
    """Want a value from `low` to `high`."""
    least, most = ("" if it is None else wire.plain_text(it) for it in (low, high))
    bounds: dict[str, object] = {"formatMinimum": least, "formatMaximum": most}
    if isinstance(high if low is None else low, int | float):
        bounds = {"minimum": low, "maximum": high}
    return Limit(
        lambda value: (low is None or low <= value) and (high is None or value <= high),
        f"must be {_span(least, most)}",
        {name: bound for name, bound in bounds.items() if bound not in {None, ""}},
    )


def sized(low: int, high: int | None = None) -> Limit:
    """Want from `low` to `high` bytes."""
    most = "" if high is None else str(high)
    return Limit(
        lambda data: low <= len(data) and (high is None or len(data) <= high),
        f"must have {_span(str(low), most)} {'byte' if (most or str(low)) == '1' else 'bytes'}",
        {"anyOf": list(_encoded(low, high))},
    )


def matching(pattern: str) -> Limit:
    """Want a text that matches the whole pattern, whose classes are those of ASCII."""
    shown = "".join(_portable(token) for token in TOKEN.findall(pattern))
    return Limit(
        re.compile(pattern, re.ASCII).fullmatch,
        f"must match {pattern}",
        {"pattern": f"^(?:{shown})$"},
    )


def _span(least: str, most: str) -> str:
    if not least:
        return f"at most {most}"
    if least == most:
        return least
    return f"from {least} to {most}" if most else f"at least {least}"


def _encoded(low: int, high: int | None) -> Iterator[dict[str, Any]]:
    """Describe so many bytes in base64, by how many are left after threes."""
    for left, end in enumerate(wire.DATA_ENDS):
        least = max(0, -((left - low) // 3))
        shown = {"pattern": f"^{wire.DATA_PIECES}{end}$", "minLength": 4 * (least + bool(end))}
        if high is None:
            yield shown
        elif 3 * least + left <= high:
            yield shown | {"maxLength": 4 * ((high - left) // 3 + bool(end))}


def _portable(token: str) -> str:
    """Spell a part of a pattern so that every dialect means the same, and never NUL."""
    if token.startswith("["):
        spelled = re.sub(r"\\[dsw]", lambda it: CLASSES[it[0]], token)
        return spelled.replace("[^", r"[^\x00", 1) if token.startswith("[^") else spelled
    if token in CLASSES:
        return f"[{CLASSES[token]}]"
    if token.lower() in CLASSES:
        return rf"[^{CLASSES[token.lower()]}\x00]"
    return {".": r"[^\n\x00]", "(?P": "(?"}.get(token, token)
