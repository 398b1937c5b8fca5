"""The list field that holds the items of an entity: each is right only with the other."""

import re
from dataclasses import replace

from ..blueprint.reader import Source
from ..names import plural, snake
from .kinds import IN_AGGREGATE, kind_called
from .spelling import Entry, Value
from .spots import Spot, entry_at

HOME = (*IN_AGGREGATE, "fields")


def new_holder(source: Source, entity: Spot) -> tuple[Spot, Entry] | None:
    """Return a list field for an entity to be added; None where there is one, or no room."""
    if _holder_names(source, entity):
        return None
    kind = kind_called("field")
    name = snake(plural(entity.name))
    spot = Spot(kind, HOME, (*entity.names[:-1], name))
    if entry_at(source, spot.path) is not None:
        return None
    return spot, Entry(name, Value.read(kind, f"{entity.name}*"))


def old_holders(source: Source, entity: Spot) -> list[Spot]:
    """Return the list fields of an entity to be removed."""
    spot = Spot(kind_called("field"), HOME, entity.names)
    names = _holder_names(source, entity)
    return [replace(spot, names=(*entity.names[:-1], it)) for it in names]


def _holder_names(source: Source, entity: Spot) -> list[str]:
    fields = entry_at(source, (*entity.holder, "fields"))
    held = re.compile(rf"{re.escape(entity.name)}[*+]")
    found = fields[1].plain() if fields else None
    types = found if isinstance(found, dict) else {}
    said = {name: it.get("is") if isinstance(it, dict) else it for name, it in types.items()}
    return [name for name, it in said.items() if held.match(str(it))]
