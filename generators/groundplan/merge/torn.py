"""Find where both sides took something with a name away, and each put another in its place."""

from collections.abc import Collection

from .parts import Part
from .pieces import Marked, ThreeWay, clash

Keyed = dict[str, Part]


def torn(keyed: ThreeWay[Keyed]) -> list[ThreeWay[Keyed]]:
    """Return these stretches: nobody can tell whether each is one thing with two edits.

    Imports are left out: two of them may well be needed.
    """
    was, mine, new = (it.keys() for it in keyed)
    kept, shared = was & mine & new, mine & new
    base = _by_place(keyed.base, kept, was - mine - new)
    ours = _by_place(keyed.ours, kept, mine - was - shared)
    theirs = _by_place(keyed.theirs, kept, new - was - shared)
    places = ours.keys() & theirs.keys()
    return [ThreeWay(parts, ours[it], theirs[it]) for it, parts in base.items() if it in places]


def _by_place(side: Keyed, kept: Collection[str], wanted: Collection[str]) -> dict[str, Keyed]:
    """Sort parts by what stands above them on all sides."""
    found: dict[str, Keyed] = {}
    place = ""
    for name, part in side.items():
        if name in kept:
            place = name
        elif name in wanted and part.where != "imports":
            found.setdefault(place, {})[name] = part
    return found


def torn_apart(sides: ThreeWay[Keyed], where: str) -> Marked:
    """Put markers around a stretch."""
    first = next(iter(sides.base.values())).where
    texts = ThreeWay(*("".join(part.text for part in it.values()) for it in sides))
    return clash(texts, ".".join(filter(None, (where, first))))
