"""What a blueprint calls otherwise than the last one did, by the `was` of its parts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ..blueprint.parts import Named


@dataclass(frozen=True, slots=True)
class Renamed:
    """A part with another name; `path` are the keys that lead to it in the new blueprint."""

    path: tuple[str, ...]
    was: str
    old: object
    new: Named


def renamed(old: BaseModel | None, new: BaseModel, path: tuple[str, ...] = ()) -> Iterator[Renamed]:
    """Go through the parts of two blueprints that were renamed, outer ones first."""
    for key in type(new).model_fields:
        parts, known = (_mapping(getattr(it, key, None)) for it in (new, old))
        for name, part in parts.items():
            was = name
            if isinstance(part, Named):
                was = next((it for it in part.was if it in known), name)
                if was != name:
                    yield Renamed((*path, key, name), was, known[was], part)
            before = known.get(was)
            if isinstance(part, BaseModel) and isinstance(before, BaseModel):
                yield from renamed(before, part, (*path, key, name))


def _mapping(held: object) -> Mapping[str, Any]:
    return held if isinstance(held, dict) else {}
