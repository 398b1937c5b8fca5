"""What rows that are there already get in a new column that cannot be empty."""

import datetime as dt
import json
from base64 import b64encode
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ...blueprint.domain import Field, Shape
from ...blueprint.terms import AggregateRef, Ask, Constant, Member, Scalar, ValueRef
from ...sinks import py
from ..classes import key_of
from ..code import Code, code
from ..samples import plain
from ..types import DT, UUID_, Types, literal

EPOCH = dt.date(1970, 1, 1)
ZERO: dict[Scalar, Any] = {
    Scalar.INT: 0,
    Scalar.FLOAT: 0.0,
    Scalar.DECIMAL: Decimal(0),
    Scalar.DATE: EPOCH,
    Scalar.DATETIME: dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
    Scalar.DURATION: dt.timedelta(),
}
NOW = {Ask.NOW: "dt.datetime.now(dt.UTC)", Ask.TODAY: "dt.datetime.now(dt.UTC).date()"}


@dataclass(frozen=True, slots=True)
class Fill:
    """A value, as a revision writes it; `made_up` where the blueprint does not give it."""

    value: Code
    made_up: bool


def fill_of(types: Types, field: Field, *, canonical: bool = False) -> Fill:
    """Return what rows that are there get in the column of a field.

    `canonical` writes a number without what does not count, as SQLite compares it as a text.
    """
    if field.many:
        made = _listed(types, field)
        return Fill(code(made), made_up=made != "[]")
    if isinstance(field.default, Decimal) and canonical:
        return Fill(code(py(f"{field.default.normalize() + 0:f}")), made_up=False)
    if field.default is not None:
        return Fill(_constant(field.default), made_up=False)
    return Fill(_zero(types, field), made_up=True)


def json_of(field: Field) -> str:
    """Write what a field holds when it is left out as JSON; empty where that is nothing."""
    match field.default:
        case None:
            return "[]" if field.many == "*" else ""
        case Ask():
            return ""
        case Member():
            return json.dumps(field.default.name)
        case dt.timedelta():
            return str(field.default // dt.timedelta(microseconds=1))
        case dt.date():
            return json.dumps(field.default.isoformat())
        case bool() | int() | float() | str():
            return json.dumps(field.default)
    return json.dumps(str(field.default))


def _constant(constant: Constant) -> Code:
    match constant:
        case Ask():
            return code(NOW[constant], DT)
        case Member():
            return code(py(constant.name))
        case Decimal():
            return code(py(str(constant)))
        case dt.timedelta():
            return code(str(constant // dt.timedelta(microseconds=1)))
    return literal(constant)  # type: ignore[arg-type]


def _zero(types: Types, field: Field) -> Code:
    """Make up the smallest value that the field takes."""
    scalar, value = types.plain(field.type)
    if scalar is None and value is not None and value.shape is Shape.ENUM:
        return code(py(value.members[0]))
    limits = bounded_by(types, field)
    match scalar:
        case Scalar.BOOL:
            return code("False")
        case Scalar.UUID:
            return code("UUID(int=0)", UUID_)
        case Scalar.JSON:
            return code('""')
        case Scalar.STR | Scalar.URL | Scalar.BYTES:
            return _text(limits)
    return _constant(_within(limits))


def bounded_by(types: Types, field: Field) -> Field:
    """Return the field whose bounds count: that of a value, or of the key it refers to."""
    match field.type:
        case ValueRef():
            return types.domain.value(field.type).fields[0]
        case AggregateRef():
            return bounded_by(types, key_of(types.domain.aggregate(field.type).identity))
    return field


def _text(limits: Field) -> Code:
    free = limits.low in {None, 0} and not limits.pattern and limits.type is not Scalar.URL
    if free:
        return code('b""' if limits.type is Scalar.BYTES else '""')
    made = plain(limits, 0, 0)
    return made if made is not None else code('""')


def _within(limits: Field) -> Any:
    zero = ZERO[limits.type]  # type: ignore[index]
    low: Any = limits.low
    high: Any = limits.high
    if low is not None and zero < low:
        return zero + (low - zero)
    if high is not None and zero > high:
        return zero + (high - zero)
    return zero


def _json(types: Types, field: Field) -> str:
    """Make up what stands in JSON for a field, as Python writes it."""
    if field.many:
        return _listed(types, field)
    given = json_of(field)
    if given:
        return repr(json.loads(given))
    ref = field.type
    if isinstance(ref, ValueRef) and types.domain.value(ref).shape is Shape.RECORD:
        inner = [it for it in types.domain.value(ref).fields if not it.optional]
        return f"{{{', '.join(f'{py(it.name)}: {_json(types, it)}' for it in inner)}}}"
    scalar, _ = types.plain(ref)
    if scalar is None:
        return str(_zero(types, field))
    limits = bounded_by(types, field)
    match scalar:
        case Scalar.UUID:
            return py("00000000-0000-0000-0000-000000000000")
        case Scalar.DATE | Scalar.DATETIME:
            return py(_within(limits).isoformat())
        case Scalar.DECIMAL:
            return py(str(_within(limits)))
        case Scalar.BYTES:
            return py(b64encode(bytes(int(str(limits.low or 0)))).decode())
    return str(_zero(types, field))


def _listed(types: Types, field: Field) -> str:
    """Make up the items of a list, as few as there may be."""
    items = max(int(str(field.low or 0)), 1 if field.many == "+" else 0)
    one = _json(types, Field(name=field.name, type=field.type))
    return f"[{', '.join([one] * items)}]"
