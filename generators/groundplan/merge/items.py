"""Name the items of a list as three sides have it, so that an edit is not two items.

An item without keyword or key is its own text: where both sides took one such item away and
something else came in its place, nobody can tell an edit from a removal and an addition.
"""

import re
from collections import Counter
from collections.abc import Collection

from .brackets import item_name
from .pieces import ThreeWay

_KEYWORD = re.compile(r"\*\*|\w+\s*=(?!=)")
_CALL = re.compile(r"\*{0,2}([\w.]+)\s*[\[(]\s*(\"[^\"\n]*\"|'[^'\n]*')?")


def item_names(sides: ThreeWay[list[str]]) -> ThreeWay[list[str]]:
    """Name items alike on all sides: a call by what it calls and its first text, if that tells."""
    calls = ThreeWay(*([_call(it) for it in items] for items in sides))
    known = _telling(calls)
    base, ours, theirs = (
        [call if call in known else item_name(it) for it, call in zip(items, found, strict=True)]
        for items, found in zip(sides, calls, strict=True)
    )
    return ThreeWay(base, ours, theirs)


def _call(text: str) -> str:
    """Return what an item without a name of its own calls, and the text it begins with."""
    plain = text.strip().removesuffix(",").strip()
    found = _CALL.match(plain) if item_name(plain) == plain else None
    return f"{found[1]}({found[2] or ''}" if found else ""


def _telling(calls: ThreeWay[list[str]]) -> set[str]:
    """Return the calls that stand for one item: once in the base, at most once on each side.

    One that the base has not is an addition. With a text it still tells which; without, two
    sides may well add a call of one function each.
    """
    base, ours, theirs = map(Counter, calls)
    once = {it for it in {*ours, *theirs, *base} if it and max(ours[it], theirs[it], base[it]) == 1}
    return {it for it in once if base[it] or it.endswith(("'", '"'))}


def rewritten(base: Collection[str], ours: Collection[str], theirs: Collection[str]) -> bool:
    """Say whether both sides took one item away, and one put another in its place.

    What both put in place of it alike is no other.
    """
    was, mine, new = set(base), set(ours), set(theirs)
    replaced = len(was - mine - new) - len((mine & new) - was)
    return replaced > 0 and bool((mine ^ new) - was)


def is_placed(sides: ThreeWay[list[str]]) -> bool:
    """Say whether both sides add arguments at one place, and nothing else tells them apart.

    A call among arguments is none of them: what takes calls takes a list, as `gather` does.
    """
    base, ours, theirs = ([it.strip().removesuffix(",").strip() for it in side] for side in sides)
    mine, new = (_added(base, side) for side in (ours, theirs))
    return any(mine[it] - new[it] and new[it] - mine[it] for it in mine.keys() & new.keys())


def _added(base: list[str], side: list[str]) -> dict[str, set[str]]:
    """Return which plain arguments a side adds, by the one of the base that they follow."""
    found: dict[str, set[str]] = {}
    place = ""
    for argument in side:
        if argument in base:
            place = argument
        elif not _KEYWORD.match(argument) and not _CALL.match(argument):
            found.setdefault(place, set()).add(argument)
    return found
