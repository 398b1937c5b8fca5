"""Lists of items: there must be keys enough to tell as many apart as a list asks for."""

from collections.abc import Iterator

from ..names import shown
from .context import Context, Root
from .domain import Field, Shape
from .reader import Path
from .resolve_fields import line_path
from .terms import AggregateRef, EntityRef, Scalar, ValueRef


def check_room(context: Context) -> None:
    """Refuse a list that asks for more items than can be told apart."""
    for root in context.roots():
        for item in root.items.values():
            kind = EntityRef(root.home.name, root.name, item.name)
            key = item.fields.get(item.key)
            room = _room(context, key) if key else None
            for field, path in _fields(root):
                if field.type == kind and room is not None and _least(field) > room:
                    said = f"only {room} can be told apart by {shown(item.key)}"
                    said = f"{said}; ask for fewer than {_least(field)}, or give it more room"
                    context.ledger.wrong(line_path(context, path), said)


def _fields(root: Root) -> Iterator[tuple[Field, Path]]:
    """Go through the fields of an aggregate, and those that its commands and events declare."""
    for name, field in root.fields.items():
        if field:
            yield field, (*root.path, "fields", name)
    for name, command in root.commands.items():
        own = root.command_parts[name].takes
        if command is None or not isinstance(own, dict):
            continue
        for field in (it.field for it in command.takes if it.field.name in own):
            yield field, (*root.at("commands", name), "takes", field.name)
    for name, event in root.events.items():
        declared = root.event_parts[name].fields if name in root.event_parts else None
        for field in event.fields if event and declared else ():
            yield field, (*root.at("events", name), "fields", field.name)


def _least(field: Field) -> int:
    return field.low if isinstance(field.low, int) else 0


def _room(context: Context, field: Field) -> int | None:
    """Count what a field may hold; None where that is a lot, or not known."""
    match field.type:
        case Scalar.INT if isinstance(field.low, int) and isinstance(field.high, int):
            return field.high - field.low + 1
        case AggregateRef() as ref if (identity := context.root(ref).identity) is not None:
            return _room(context, identity)
        case ValueRef() as ref if (value := context.values.get(ref)) is not None:
            if value.shape is Shape.ENUM:
                return len(value.members)
            return _room(context, value.fields[0]) if value.shape is Shape.SCALAR else None
    return None
