"""Samples as JSON: what must stand on the wire for an expression of a test.

Worked out from the expressions and the types of the blueprint alone, so that a test of the
edge compares it with something that it did not make itself.
"""

import ast
import base64
import datetime as dt
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from ...blueprint.domain import Field, Shape
from ...blueprint.terms import AggregateRef, Scalar, Type, ValueRef
from ...sinks import py
from ..code import Code
from ..fact import fact
from ..types import Types

OPERATIONS: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Mult: operator.mul,
    ast.Sub: operator.sub,
    ast.Pow: operator.pow,
}
MADE: Mapping[str, Callable[..., Any]] = {
    "Decimal": Decimal,
    "UUID": UUID,
    "dt.date": dt.date,
    "dt.datetime": dt.datetime,
    "dt.timedelta": dt.timedelta,
    "counted_id": lambda number: UUID(f"{number:012x}70008000000000000000"),
}


class NoJson(Exception):
    """The expression is nothing that JSON can say."""


@fact
class Raw:
    """A value that a test writes as an expression, since it is long."""

    text: str


class Wire:
    """Turns expressions of tests into JSON."""

    def __init__(self, types: Types) -> None:
        """Know the types of one project."""
        self.types = types
        self._known: dict[tuple[Type, str, str], object] = {}

    def of(self, field: Field, written: Code) -> object:
        """Return the JSON of a field's sample.

        Raises:
            NoJson: It cannot be said in JSON.
        """
        asked = field.type, field.many, written.text
        if asked not in self._known:  # the same samples come again in each command
            self._known[asked] = self._of(field, _parsed(written.text))
        return self._known[asked]

    def _of(self, field: Field, node: ast.expr) -> object:
        if not field.many:
            return self._one(field.type, node)
        if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant):
            items: list[object] = self._items(field.type, node.left)
            return items * int(str(node.right.value))
        return self._items(field.type, node)

    def all(self, fields: Mapping[str, Field], written: Mapping[str, Code]) -> dict[str, object]:
        """Return the JSON object of some fields' samples, by name."""
        return {name: self.of(fields[name], it) for name, it in written.items()}

    def _items(self, ref: Type, node: ast.expr) -> list[object]:
        if not isinstance(node, ast.Tuple):
            raise NoJson
        return [self._one(ref, it) for it in node.elts]

    def _one(self, ref: Type, node: ast.expr) -> object:
        if isinstance(node, ast.Constant) and node.value is None:
            return None
        match ref:
            case Scalar():
                return encoded(ref, evaluated(node))
            case AggregateRef():
                target = self.types.domain.aggregate(ref)
                inner = node if target.has_key else _only(node)
                return self._one(target.identity.type, inner)
            case ValueRef():
                return self._value(ref, node)
        return self._record(self.types.domain.entity(ref).fields, node)

    def _value(self, ref: ValueRef, node: ast.expr) -> object:
        value = self.types.domain.value(ref)
        if value.shape is Shape.SCALAR:
            return self._one(value.fields[0].type, _only(node))
        if value.shape is Shape.RECORD:
            return self._record(value.fields, node)
        if isinstance(node, ast.Attribute):
            return next(it for it in value.members if it.upper() == node.attr)
        raise NoJson

    def _record(self, fields: tuple[Field, ...], node: ast.expr) -> object:
        if not isinstance(node, ast.Call):
            raise NoJson
        given = {it.arg: it.value for it in node.keywords}
        return {it.name: self._of(it, given[it.name]) for it in fields}


@lru_cache(maxsize=256)  # each tree of nodes is large
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _only(node: ast.expr) -> ast.expr:
    """Return the one argument of a call."""
    match node:
        case ast.Call(args=[only], keywords=[]):
            return only
        case ast.Call(args=[], keywords=[ast.keyword(value=only)]):
            return only
    raise NoJson


def evaluated(node: ast.expr) -> object:
    """Return the value of an expression as samples are written."""
    match node:
        case ast.Constant():
            return node.value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return operator.neg(evaluated(operand))  # type: ignore[arg-type]
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in OPERATIONS:
            return OPERATIONS[type(operation)](evaluated(left), evaluated(right))
        case ast.List(elts=items):
            return [evaluated(it) for it in items]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return {evaluated(key): evaluated(it) for key, it in pairs if key is not None}
        case ast.Attribute(value=ast.Name(id="dt"), attr="UTC"):
            return dt.UTC
        case ast.Call(func=ast.Attribute(value=text, attr="ljust"), args=[width, filler]):
            return str(evaluated(text)).ljust(int(str(evaluated(width))), str(evaluated(filler)))
        case ast.Call(func=made) if (maker := MADE.get(_name(made))) is not None:
            named = {str(it.arg): evaluated(it.value) for it in node.keywords}
            return maker(*map(evaluated, node.args), **named)
    raise NoJson


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=home), attr=name):
            return f"{home}.{name}"
    return ""


def encoded(scalar: Scalar, value: Any) -> object:
    """Write a plain value as JSON has it."""
    match scalar, value:
        case Scalar.DECIMAL, Decimal() if value.is_finite():
            return format(value, "f")
        case Scalar.DATE, dt.date():
            return value.isoformat()
        case Scalar.DATETIME, dt.datetime(tzinfo=dt.UTC):
            return value.isoformat().replace("+00:00", "Z")
        case Scalar.DURATION, dt.timedelta() if value >= dt.timedelta(0):
            return span(value)
        case Scalar.UUID, UUID():
            return str(value)
        case Scalar.BYTES, bytes():
            return base64.b64encode(value).decode()
        case ((Scalar.DECIMAL | Scalar.DATE | Scalar.DATETIME | Scalar.DURATION), _):
            raise NoJson
    return value


def span(value: dt.timedelta) -> str:
    """Write a duration as ISO 8601 does."""
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}" if value.microseconds else ""
    days = f"{value.days}D" if value.days else ""
    time = f"{hours}H" if hours else ""
    time += f"{minutes}M" if minutes else ""
    time += f"{seconds}{fraction}S" if seconds or fraction else ""
    return f"P{days}{f'T{time}' if time else ''}" if days or time else "PT0S"


def spelled(value: object) -> str:
    """Write JSON as Python has it."""
    match value:
        case Raw():
            return value.text
        case dict():
            return f"{{{', '.join(f'{py(key)}: {spelled(it)}' for key, it in value.items())}}}"
        case list():
            return f"[{', '.join(map(spelled, value))}]"
    return py(value)
