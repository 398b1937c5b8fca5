"""Columns that stay as they are, although the field that declares them is new.

A value that is made of fields, or taken apart into them, may keep its parts in the very
columns that the fields had. What these hold stays.
"""

from collections.abc import Iterator

from .documents import Meaning, Path
from .layout import Held, Laid
from .links import Column, Links
from .twins import twin_of

Pairs = Iterator[tuple[Path, Path]]


def with_unmoved(links: Links, old: tuple[Laid, ...], new: tuple[Laid, ...]) -> Links:
    """Link what neither a name nor `was` links, where its column is the same on both sides."""
    known = {it.path: it for it in old}
    fields: dict[Column, Path] = dict(links.fields)
    for laid in new:
        was = known.get(links.tables.get(laid.path, ()))
        if was is not None:
            fields |= {(laid.path, path): there for path, there in _unmoved(links, was, laid)}
    return Links(links.tables, fields)


def _unmoved(links: Links, old: Laid, new: Laid) -> Pairs:
    paths = {it.path for it in old.columns}
    before = {it.name: links.before(new.path, it.path) for it in new.columns}
    free = {it.name: it for it in old.columns if it.path not in before.values()}
    for now in new.columns:
        was = free.get(now.name)
        if was and before[now.name] not in paths and _is_same(old, was, new, now):
            yield now.path, was.path
            yield from _inside(now.holds, now.path, was.path)


def _is_same(old: Laid, was: Held, new: Laid, now: Held) -> bool:
    """Say whether two columns of one name are the same, bounds and patterns included."""
    if was.field is None or now.field is None or bool(was.field.many) != bool(now.field.many):
        return False
    one, other = was.column, now.column
    if (one.revised, one.nullable, was.holds) != (other.revised, other.nullable, now.holds):
        return False
    there = dict(_inside(now.holds, now.path, was.path))
    back = {it: path for path, it in there.items()}
    way = twin_of(old, was, new, now, lambda path: there.get(path, ()))
    way_back = twin_of(new, now, old, was, lambda path: back.get(path, ()))
    return not (way.is_tighter or way_back.is_tighter)


def _inside(holds: Meaning, path: Path, was: Path) -> Pairs:
    """Go through the fields of the values in a list, which have their names on both sides."""
    for part in holds if isinstance(holds, tuple) else ():
        inner, before = (*path, part.name), (*was, part.name)
        yield inner, before
        yield from _inside(part.holds, inner, before)
