"""Fields: from a line and where it stands to a field with a type, bounds and a default."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ..names import field_taken, proposed, shown, snake_fault
from .context import Context, Fields, Home
from .domain import Field, Shape
from .fields import Line, LineError, read_line
from .literals import LiteralError, outside, read_literal, read_member, read_number
from .parts import FieldPart
from .patterns import check_pattern
from .reader import Path
from .resolve_types import find_type, spell_type
from .terms import AggregateRef, Ask, Bound, Constant, EntityRef, Scalar, Type, ValueRef
from .texts import check_doc

LONGEST_LENGTH = 1_000_000
# Of what must be there: every request holds as much, and every sample of a test.
LONGEST_LOW, MOST_ITEMS = 100_000, 1000
COUNTED = frozenset({Scalar.STR, Scalar.BYTES})
NUMBERS = frozenset({Scalar.INT, Scalar.FLOAT, Scalar.DECIMAL})
CLOCKS = {"now": (Scalar.DATETIME, Ask.NOW), "today": (Scalar.DATE, Ask.TODAY)}


@dataclass(frozen=True, slots=True)
class Position:
    """Where a field stands, and what may stand there."""

    of: str
    json: bool = True
    entities: bool = True
    unique: bool = False
    clock: bool = False
    plain: bool = False
    bare: bool = False


OF_VALUE = Position("a value", json=False, entities=False)
OF_SCALAR = Position("a value", json=False, entities=False, plain=True, bare=True)
OF_ENTITY = Position("an entity", json=False, entities=False, clock=True)
OF_AGGREGATE = Position("an aggregate", unique=True, clock=True)
OF_COMMAND = Position("a command")
OF_EVENT = Position("an event")
OF_QUERY = Position("a query", json=False, entities=False, plain=True)
OF_VIEW = Position("a view")
OF_PORT = Position("a port")


def resolve_fields(
    context: Context,
    home: Home | None,
    parts: Mapping[str, FieldPart],
    path: Path,
    position: Position,
) -> Fields:
    """Resolve some fields; a wrong one is None."""
    return {
        name: resolve_field(context, home, part, (*path, name), position)
        for name, part in parts.items()
    }


def line_path(context: Context, path: Path) -> Path:
    """Return the path of a field's line, in the short and in the long form."""
    return (*path, "is") if context.ledger.source.node(path).kind == "mapping" else path


def resolve_field(
    context: Context,
    home: Home | None,
    part: FieldPart,
    path: Path,
    position: Position,
) -> Field | None:
    """Resolve one field; None when it is wrong, and told."""
    named = check_field_name(context, str(path[-1]), path)
    check_doc(context, part.doc, path)
    field = _completed(context, home, part, path, position, str(path[-1]))
    return field if named else None


def resolve_scalar(
    context: Context,
    home: Home | None,
    part: FieldPart,
    path: Path,
) -> Field | None:
    """Resolve what a value with `is` is made of: a field called `value`."""
    return _completed(context, home, part, path, OF_SCALAR, "value")


def _completed(  # noqa: PLR0913, PLR0917
    context: Context,
    home: Home | None,
    part: FieldPart,
    path: Path,
    position: Position,
    name: str,
) -> Field | None:
    """Resolve the line, then the pattern, then the default, which has to fit both."""
    where = line_path(context, path)
    field = resolve_line(context, home, part.line, where, position)
    if field is None:
        return None
    field = replace(
        field,
        name=name,
        pattern=part.pattern or "",
        samples=tuple(part.samples),
        pii=part.pii or _is_personal_key(context, field.type),
        doc=part.doc or "",
        line=context.ledger.source.line(path),
    )
    samples = check_pattern(context, field, path)
    if samples is None:
        return None
    if samples != field.samples:
        field = replace(field, samples=samples)
    line = read_line(part.line)
    if line.default is None:
        return field
    default = _default(context, field, line, where, position)
    return None if default is None else replace(field, default=default)


def _is_personal_key(context: Context, kind: Type) -> bool:
    """Say whether a type is the identity of something whose key is personal."""
    if not isinstance(kind, AggregateRef):
        return False
    part = context.root(kind).part
    key = part.fields.get(part.key) if part.key else None
    return key is not None and key.pii


def check_field_name(context: Context, name: str, path: Path) -> bool:
    """Tell what is wrong with the name of a field or parameter; say whether it is right."""
    fault = snake_fault(name)
    if fault:
        near = proposed(name, style="snake")
        context.ledger.wrong(path, fault, near if near != name else None, key=True)
        return False
    taken = field_taken(name)
    if taken:
        near = name.removeprefix("model_") if name.startswith("model_") else f"{name}_"
        context.ledger.wrong(path, f"{shown(name)} {taken}", near or None, key=True)
        return False
    return True


def resolve_line(
    context: Context,
    home: Home | None,
    text: str,
    path: Path,
    position: Position,
) -> Field | None:
    """Resolve a line to a field without a name; its default stays unread."""
    try:
        line = read_line(text)
    except LineError as wrong:
        context.ledger.broken_line(path, wrong)
        return None
    kind = find_type(context, home, line, path)
    if kind is None:
        return None
    try:
        _check_parts(context, line, kind, position)
        low, high = _bounds(line, kind)
    except LineError as wrong:
        context.ledger.broken_line(path, wrong)
        return None
    if isinstance(kind, ValueRef) and context.values.get(kind) is None:
        return None
    return Field(
        "",
        kind,
        # One place decides whether a list may be empty, however its line says it.
        many="+" if line.many and low else line.many,
        low=low,
        high=high,
        optional=line.optional,
        unique=line.unique,
    )


def _check_parts(context: Context, line: Line, kind: Type, position: Position) -> None:
    """Check that every part of a line may stand where the line stands."""
    at = line.at
    if position.bare:
        for part in ("many", "optional", "unique", "default"):
            if part in at and getattr(line, part):
                said = "a value made of one scalar is just a type and a range"
                raise LineError(at[part], f"{said}; its fields say the rest")
    if kind is Scalar.JSON and not position.json:
        raise LineError(at["type"], f"{position.of} cannot hold 'json'")
    if isinstance(kind, EntityRef):
        _check_entity(line, position)
    if position.plain:
        _check_plain(context, line, kind, position)
    if line.unique and not position.unique:
        raise LineError(
            at["unique"], f"only fields of an aggregate are unique, not of {position.of}"
        )
    if line.unique and kind is Scalar.JSON:
        raise LineError(at["unique"], "'json' cannot be unique")
    _check_together(line)


def _check_together(line: Line) -> None:
    """Check that the parts of a line go together."""
    at = line.at
    for part in ("optional", "unique", "default") if line.many else ():
        if part in at:
            name = part if part == "default" else f"'{part}'"
            raise LineError(at[part], f"a list takes no {name}")
    if line.optional and line.default is not None:
        said = "what is optional has no default; take one of them away"
        raise LineError(at["optional"], said)


def _check_entity(line: Line, position: Position) -> None:
    """Check that an entity may stand here."""
    name, at = line.type, line.at
    if not position.entities:
        said = f"{position.of} cannot hold the entity {shown(name)}; make it a value"
        raise LineError(at["type"], said)
    if not line.many:
        raise LineError(
            at["type"],
            f"{shown(name)} is an entity and stands in lists only; a single one is a value",
            f"{name}*",
        )


def _check_plain(context: Context, line: Line, kind: Type, position: Position) -> None:
    """Check that a type is plain: a scalar, a value of one, an enumeration, a reference."""
    at = line.at["type"]
    if line.many:
        raise LineError(line.at["many"], f"{position.of} takes no list here")
    if position.bare and not isinstance(kind, Scalar):
        raise LineError(at, f"'is' holds a plain type, not {shown(line.type)}")
    if isinstance(kind, ValueRef):
        value = context.values.get(kind)
        if value is not None and value.shape is Shape.RECORD:
            raise LineError(at, f"{shown(line.type)} has fields; {position.of} takes plain values")


def _bounds(line: Line, kind: Type) -> tuple[Bound | None, Bound | None]:
    """Read the range of a line by its type."""
    if not line.ranged:
        return None, None
    at = line.at["range"]
    counts = bool(line.many) or kind in COUNTED
    if not counts and kind not in NUMBERS:
        what = (
            "its own bounds stand where it is declared"
            if isinstance(kind, ValueRef)
            else ("a range bounds numbers, lengths of str and bytes, and items of a list")
        )
        raise LineError(at, f"a range is of no use to {shown(line.type)}; {what}")
    scalar = kind if isinstance(kind, Scalar) and not counts else Scalar.INT
    high_at = at + len(line.low) + 2
    low = _end(line.low, scalar, at, counts=counts)
    high = _end(line.high, scalar, high_at, counts=counts)
    least = max(low or 0, 1 if line.many == "+" else 0) if counts else low
    if high is not None and least is not None and high < least:
        raise LineError(at, f"the range {line.low}..{line.high} is empty")
    most = MOST_ITEMS if line.many else LONGEST_LOW
    if counts and low is not None and low > most:
        said = f"{line.low} at least is more than every request can be asked to hold"
        raise LineError(at, f"{said}; ask for {most:,} at most")
    if counts and high == 0:
        raise LineError(at, f"the range {line.low}..0 leaves room for nothing")
    if line.many == "+" and low == 0:
        raise LineError(at, "'+' asks for one at least, the range for none; write '*' or '1..'")
    return low, high


def _end(text: str, scalar: Scalar, at: int, *, counts: bool) -> int | float | Decimal | None:
    """Read one end of a range."""
    if not text:
        return None
    try:
        number = read_number(text, scalar)
    except LiteralError as wrong:
        raise LineError(at, wrong.said) from None
    if counts and not 0 <= number <= LONGEST_LENGTH:
        raise LineError(at, f"a length or a count is from 0 to {LONGEST_LENGTH:,}, not {text}")
    return number


def _default(
    context: Context,
    field: Field,
    line: Line,
    path: Path,
    position: Position,
) -> Constant | None:
    """Read the default of a field; tell what is wrong with it."""
    text = line.default or ""
    if text in CLOCKS and CLOCKS[text][0] is field.type and not position.clock:
        said = f"'{text}' asks the clock, which only aggregates and entities can"
        context.ledger.wrong(path, said, at=line.at["default"])
        return None
    if text in CLOCKS and CLOCKS[text][0] is field.type:
        return CLOCKS[text][1]
    try:
        return constant(context, field, text)
    except LiteralError as wrong:
        context.ledger.wrong(path, wrong.said, wrong.near, at=line.at["default"])
    return None


def has_member(context: Context, kind: Type, name: str) -> bool:
    """Say whether a type is a choice that has this member."""
    value = context.values.get(kind) if isinstance(kind, ValueRef) else None
    return value is not None and name in value.members


def constant(context: Context, field: Field, text: str) -> Constant:
    """Read a constant for a field, within its bounds.

    Raises:
        LiteralError: It is none, or outside.
    """
    kind = field.type
    if field.many:
        raise LiteralError("a list has no constant")
    if isinstance(kind, AggregateRef):
        raise LiteralError(f"a reference to {spell_type(kind)} has no constant")
    inner = field
    if isinstance(kind, ValueRef):
        value = context.values.get(kind)
        if value is None or value.shape is Shape.RECORD:
            raise LiteralError(f"{spell_type(kind)} has fields, so it has no constant")
        if value.shape is Shape.ENUM:
            return read_member(text, value)
        inner = value.fields[0]
    if not isinstance(inner.type, Scalar):
        raise LiteralError(f"{spell_type(kind)} has no constant")
    read = read_literal(text, inner.type)
    said = outside(read, inner, text)
    if said:
        raise LiteralError(said)
    return read
