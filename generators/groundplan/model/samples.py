"""Sample values for tests: Python expressions that are valid, and different from each other.

Pure and deterministic: the sample of a field depends on the field, its position among its
neighbours and an index. What a type cannot give (a third truth) is None.
"""

import datetime as dt
import math
import sys
from collections.abc import Iterable
from decimal import Context, Decimal, localcontext
from typing import Any

from ..blueprint.domain import Field, Shape, Value
from ..blueprint.terms import AggregateRef, Bound, EntityRef, Scalar, Type, ValueRef
from ..sinks import py
from .classes import limits_of
from .code import Code, Import, code, joined
from .types import Types, literal

DOUBLES = "tests.doubles"
COUNTED = Import(DOUBLES, "counted_id")
FIRST_DAY = dt.date(2024, 3, 1)
FIRST_MOMENT = dt.datetime(2024, 3, 1, 9, 30, tzinfo=dt.UTC)
LONG = 60  # characters; longer texts are written as a product
WANTED_ITEMS = 2
EXACT = Context(prec=1000)  # digits: more than any bound has, so that a step never vanishes
STEPS = 1000  # more than a sample is ever away from a bound
ENDS: dict[Type, tuple[Any, Any]] = {
    Scalar.INT: (-(2**63), 2**63 - 1),
    Scalar.FLOAT: (-sys.float_info.max, sys.float_info.max),
}


class Samples:
    """Makes samples of the types of one project."""

    def __init__(self, types: Types) -> None:
        """Make samples of these types."""
        self.types = types
        self._values: dict[tuple[ValueRef, int, int], Code | None] = {}

    def of(self, field: Field, index: int = 0, salt: int = 0) -> Code | None:
        """Write the sample of a field with this index, different from those before it."""
        if not field.many:
            return self.one(field, index, salt)
        most = items_of(field, WANTED_ITEMS)
        tries = (
            self.listed(field, count, index * count, salt)
            for count in range(most, items_of(field, 0) - 1, -1)
        )
        return next((it for it in tries if it is not None), None)

    def sure(self, field: Field, index: int = 0, salt: int = 0) -> Code:
        """Write the sample with this index, or the last one before it."""
        for smaller in range(index, -1, -1):
            if (made := self.of(field, smaller, salt)) is not None:
                return made
        return code("()" if field.many else "None")

    def listed(self, field: Field, count: int, begin: int = 0, salt: int = 0) -> Code | None:
        """Write a list of this many items, beginning with the item of that index."""
        single = Field(name=field.name, type=field.type)
        if isinstance(field.type, EntityRef):
            items = [self.one(single, begin + it, salt) for it in range(count)]
        else:
            made = [self.one(single, begin + it, salt) for it in range(count)]
            items = [it if it is not None else self.sure(single, 0, salt) for it in made]
        found = [it for it in items if it is not None]
        if len(found) < count:
            return None
        listed = joined(found)
        return listed.within("(", ",)" if count == 1 else ")")

    def one(self, field: Field, index: int, salt: int) -> Code | None:
        """Write a sample of one item of the field's type."""
        match field.type:
            case Scalar():
                return plain(field, index, salt)
            case AggregateRef():
                return self.identity(field.type, index, salt)
            case ValueRef():
                return self._value(field.type, index, salt)
        entity = self.types.domain.entity(field.type)
        return self._record(field.type, entity.fields, index, salt, key=entity.key)

    def identity(self, ref: AggregateRef, index: int, salt: int = 0) -> Code | None:
        """Write an identity of an aggregate."""
        target = self.types.domain.aggregate(ref)
        limits = limits_of(self.types, Field(target.identity.name, ref)) or target.identity
        made = self.one(limits, index, salt)
        if made is None or target.has_key:
            return made
        return self.types.wrapped_identity(made, target)

    def _value(self, ref: ValueRef, index: int, salt: int) -> Code | None:
        """Write a value; many fields are of the same, so each is written once."""
        asked = ref, index, salt
        if asked not in self._values:
            self._values[asked] = self._value_of(*asked)
        return self._values[asked]

    def _value_of(self, ref: ValueRef, index: int, salt: int) -> Code | None:
        value = self.types.domain.value(ref)
        match value.shape:
            case Shape.ENUM:
                return self._member(ref, value, index, salt)
            case Shape.SCALAR:
                made = plain(value.fields[0], index, salt, called=value.name.lower())
                if made is not None and value.fields[0].type is Scalar.BOOL:
                    made = made.within("value=")  # so that nobody asks what is true
                return None if made is None else self.types.wrapped(made, ref)
        return self._record(ref, value.fields, index, salt)

    def _member(self, ref: ValueRef, value: Value, index: int, salt: int) -> Code | None:
        count = len(value.members)
        if index >= count:
            return None
        enum = self.types.of(ref)
        return enum.within("", f".{value.members[(salt + index) % count].upper()}")

    def _record(
        self, ref: Type, fields: tuple[Field, ...], index: int, salt: int, key: str = ""
    ) -> Code | None:
        """Write a record; an earlier index never gave the same, nor the same key."""
        made = self.pairs(fields, index, salt)
        before = [self.pairs(fields, it, salt) for it in range(index)]
        if key:
            before = [{key: it[key]} for it in before]
            if {key: made[key]} in before:
                return None
        elif made in before:
            return None
        name = self.types.of(ref)
        given = joined(it.within(f"{field}=") for field, it in made.items())
        return Code(f"{name}({given})", name.needs | given.needs)

    def pairs(self, fields: Iterable[Field], index: int, salt: int = 0) -> dict[str, Code]:
        """Write a sample of each field, by name."""
        return {
            field.name: self.sure(field, index, salt + position)
            for position, field in enumerate(fields)
        }


def items_of(field: Field, wanted: int) -> int:
    """Return how many items a list may hold, as near as possible to what is wanted."""
    low = int(field.low) if isinstance(field.low, int) else (1 if field.many == "+" else 0)
    high = int(field.high) if isinstance(field.high, int) else wanted
    return max(low, min(wanted, high)) if high >= low else low


def plain(field: Field, index: int, salt: int, *, called: str = "") -> Code | None:
    """Write a plain sample."""
    name = called or field.name
    match field.type:
        case Scalar.STR:
            return _text(field, name, index)
        case Scalar.URL:
            return _url(field, name, index)
        case Scalar.BYTES:
            text = _bounded(f"{name} {index + 1}", field, index)
            return None if text is None else code(f"b{py(text)}" if text else 'b""')
        case Scalar.BOOL:
            return None if index > 1 else code(repr((index + salt) % 2 == 0))
        case Scalar.UUID:
            return code(f"counted_id({(salt + 1) * 1000 + index})", COUNTED)
        case Scalar.JSON:
            return code(f'{{{py(name)}: [{index + 1}, None, "text"]}}')
    made = _ordered(field, index, salt)
    return None if made is None else literal(made)


def _text(field: Field, name: str, index: int) -> Code | None:
    if field.pattern or field.samples:
        return code(py(field.samples[index])) if index < len(field.samples) else None
    low = _size(field.low, 0)
    if low > LONG:
        return code(f'"{_letter(index)}" * {low}')
    text = _bounded(f"{name.replace('_', ' ')} {index + 1}", field, index)
    return None if text is None else code(py(text))


def _bounded(text: str, field: Field, index: int) -> str | None:
    """Fit a text into bounds of length, still different for each index."""
    low, high = _size(field.low, 0), _size(field.high, len(text))
    if len(text) <= max(high, low):
        return text.ljust(low, "x")
    if high == 0:
        return "" if index == 0 else None
    return None if index >= 26**high else _spelt(index, high)


def _spelt(number: int, length: int) -> str:
    """Spell a number by that many letters."""
    letters = ""
    for _ in range(length):
        number, digit = divmod(number, 26)
        letters = chr(97 + digit) + letters
    return letters


def _letter(index: int) -> str:
    return chr(97 + index % 26)


def _size(bound: Bound | None, default: int) -> int:
    return int(bound) if isinstance(bound, int | Decimal) else default


def _url(field: Field, name: str, index: int) -> Code | None:
    path = f"https://example.org/{name}/{index + 1}"
    low, high = _size(field.low, 0), _size(field.high, 2000)
    if low > LONG:
        return code(f'"{path}/".ljust({low}, "x")')
    if len(path) <= high:
        return code(py(path.ljust(low, "x")))
    short = f"http://{_letter(index)}"
    return code(py(short.ljust(low, "x"))) if len(short) <= high and index < 26 else None


def _ordered(field: Field, index: int, salt: int) -> Any | None:
    """Return a number or a time within the bounds, so many steps from their beginning."""
    begin, step = _steps(field)
    low, high = _ends(field, step)
    if low is None and high is None:
        return begin + step * (salt + index)
    with localcontext(EXACT):
        return _within(low, high, step, index, salt)


def _ends(field: Field, step: Any) -> tuple[Any, Any]:
    """Return the bounds; where steps from one would leave the type, its end is the other."""
    low: Any = field.low
    high: Any = field.high
    if field.type in ENDS and (low is None) != (high is None):
        first, last = ENDS[field.type]
        if high is None and low + step * STEPS > last:
            return low, last
        if low is None and high - step * STEPS < first:
            return first, high
    return low, high


def _within(low: Any, high: Any, step: Any, index: int, salt: int) -> Any | None:
    """Return a number within bounds, of which one may be None."""
    if high is None:
        return low + step * (1 + salt + index)
    if low is None:
        return high - step * (1 + salt + index)
    if low == high:
        return None if index else low
    if isinstance(low, int) and isinstance(high, int):
        count = high - low + 1
        return None if index >= count else low + (salt + index) % count
    parts = 8
    return None if index >= parts - 1 else low + (high - low) / parts * ((salt + index) % 7 + 1)


def _steps(field: Field) -> tuple[Any, Any]:
    match field.type:
        case Scalar.INT:
            return 1, 1
        case Scalar.FLOAT:
            # So large a number may have no neighbour at a distance of one.
            bounds: list[Any] = [it for it in (field.low, field.high) if it is not None]
            return 1.5, max([1.0, *map(math.ulp, bounds)])
        case Scalar.DECIMAL:
            return Decimal("1.25"), Decimal(1)
        case Scalar.DATE:
            return FIRST_DAY, dt.timedelta(days=1)
        case Scalar.DATETIME:
            return FIRST_MOMENT, dt.timedelta(hours=1)
    return dt.timedelta(minutes=15), dt.timedelta(minutes=1)
