"""What a blueprint calls otherwise than the last one did, by the `was` of its parts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

from ..blueprint import Blueprint
from ..blueprint.document import Document, EventPart
from ..blueprint.parts import Named

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Renamed:
    """A part with another name; `path` are the keys that lead to it in the new blueprint.

    `reused`: another part beside it has the old name now.
    """

    path: tuple[str, ...]
    was: str
    old: object
    new: Named
    reused: bool


def only_new_renames(old: Blueprint, new: Blueprint) -> Blueprint:
    """Return the new blueprint without each `was` that the last one had already.

    Such a rename is done, and the old name may belong to something else since.
    """
    return replace(new, document=_without_done(_whole(old), new.document))


def renamed(old: Blueprint, new: Blueprint) -> Iterator[Renamed]:
    """Go through the parts of two blueprints that were renamed, outer ones first."""
    return _renamed(_whole(old), new.document, ())


def _whole(blueprint: Blueprint) -> Document:
    """Return the document with all events: most are only named by the command that emits them."""
    modules = dict(blueprint.document.modules)
    for module in blueprint.domain.modules:
        aggregates = dict(modules[module.name].aggregates)
        for it in module.aggregates:
            part = aggregates[it.name]
            events = {event.name: EventPart(version=1) for event in it.events} | part.events
            aggregates[it.name] = part.model_copy(update={"events": events})
        update = {"aggregates": aggregates}
        modules[module.name] = modules[module.name].model_copy(update=update)
    return blueprint.document.model_copy(update={"modules": modules})


def _without_done(old: BaseModel, new: Model) -> Model:
    changed = {}
    for key in type(new).model_fields:
        parts, known = (_mapping(getattr(it, key, None)) for it in (new, old))
        kept = {name: _left(part, known, name) for name, part in parts.items()}
        if any(part is not parts[name] for name, part in kept.items()):
            changed[key] = kept
    return new.model_copy(update=changed) if changed else new


def _left(part: Any, known: Mapping[str, Any], name: str) -> Any:
    """Return a part with what is left of its earlier names, and of those inside of it."""
    if not isinstance(part, BaseModel):
        return part
    if isinstance(part, Named):
        selves = [known[it] for it in (name, *part.was) if it in known]
        left = [it for it in part.was if not any(it in self.was for self in selves)]
        part = part if left == part.was else part.model_copy(update={"was": left})
    before = known.get(_before(part, name, known))
    return _without_done(before, part) if isinstance(before, BaseModel) else part


def _before(part: object, name: str, known: Mapping[str, Any]) -> str:
    """Return what a part was called in the last blueprint, if it was there."""
    was = part.was if isinstance(part, Named) else ()
    return next((it for it in was if it in known), name)


def _renamed(old: BaseModel, new: BaseModel, path: tuple[str, ...]) -> Iterator[Renamed]:
    for key in type(new).model_fields:
        parts, known = (_mapping(getattr(it, key, None)) for it in (new, old))
        for name, part in parts.items():
            was = _before(part, name, known)
            if was != name:
                yield Renamed((*path, key, name), was, known[was], part, reused=was in parts)
            before = known.get(was)
            if isinstance(part, BaseModel) and isinstance(before, BaseModel):
                yield from _renamed(before, part, (*path, key, name))


def _mapping(held: object) -> Mapping[str, Any]:
    return held if isinstance(held, dict) else {}
