"""Which table and column of a blueprint was which one before: by name and by `was`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...blueprint import Blueprint
from ...blueprint.document import AggregatePart
from ...blueprint.domain import Aggregate, Domain, Field
from ...blueprint.parts import Named
from ...blueprint.terms import EntityRef, Type, ValueRef
from ..storage.columns import fields_of
from .documents import Path
from .layout import MARK

Column = tuple[Path, Path]  # of its table, and its own


@dataclass(frozen=True, slots=True)
class Links:
    """What became what. Shape: new -> old; `fields` lead to columns, or to what is in them."""

    tables: Mapping[Path, Path]
    fields: Mapping[Column, Path]

    def before(self, table: Path, path: Path) -> Path:
        """Return the path that a column of a table had, if it was there."""
        if path[:1] != ("",):
            return self.fields.get((table, path), ())
        if path[1] == MARK:
            return ("", MARK, *self.fields.get((table, path[2:]), ("",)))
        return path

    def turned(self) -> "Links":
        """Return the way back."""
        return Links(
            {old: new for new, old in self.tables.items()},
            {(self.tables[at], old): new for (at, new), old in self.fields.items()},
        )


def links_of(old: Blueprint, new: Blueprint) -> Links:
    """Compare the names of two blueprints."""
    tables: dict[Path, Path] = {}
    fields: dict[Column, Path] = {}
    for table, was, pairs in _Comparison(old, new).tables():
        tables[table] = was
        fields |= {(table, path): before for path, before in pairs}
    return Links(tables, fields)


def followed(
    parts: Mapping[str, Named], names: Iterable[str], known: Iterable[str]
) -> dict[str, str]:
    """Return what each name was before; what is new is not in it, nor what another one was."""
    there = set(known)
    found = {}
    for name in names:
        was = parts[name].was if name in parts else ()
        if (old := next((it for it in was if it in there), None)) is not None:
            found[name] = old
    taken = set(found.values())
    return {
        name: found.get(name, name)
        for name in names
        if name in found or (name in there and name not in taken)
    }


Pairs = Iterator[tuple[Path, Path]]


class _Comparison:
    """Two blueprints side by side."""

    def __init__(self, old: Blueprint, new: Blueprint) -> None:
        self.old = old.domain
        self.new = new.domain
        self.document = new.document

    def tables(self) -> Iterator[tuple[Path, Path, Pairs]]:
        """Go through all tables that there were, with the fields that there were."""
        parts = self.document.modules
        names = [it.name for it in self.new.modules]
        modules = followed(parts, names, [it.name for it in self.old.modules])
        for name, was in modules.items():
            old = {it.name: it for it in self.old.module(was).aggregates}
            new = {it.name: it for it in self.new.module(name).aggregates}
            for title, before in followed(parts[name].aggregates, new, old).items():
                part = parts[name].aggregates[title]
                yield from self._aggregate(new[title], old[before], part)

    def _aggregate(
        self, new: Aggregate, old: Aggregate, part: AggregatePart
    ) -> Iterator[tuple[Path, Path, Pairs]]:
        path, was = (new.module, new.name), (old.module, old.name)
        yield (*path, ""), (*was, ""), self._fields(_all(new), _all(old), part.fields)
        there = {it.holder: it for it in old.entities}
        holders = {it.holder: it for it in new.entities}
        for holder, before in followed(part.fields, holders, there).items():
            entity = holders[holder]
            inner = part.entities[entity.name].fields
            pairs = self._fields(entity.fields, there[before].fields, inner)
            yield (*path, holder), (*was, before), pairs

    def _fields(
        self, new: tuple[Field, ...], old: tuple[Field, ...], parts: Mapping[str, Named]
    ) -> Pairs:
        """Go through the fields that there were, and through those inside of values."""
        known = {it.name: it for it in old}
        named = {it.name: it for it in new}
        for name, was in followed(parts, named, known).items():
            yield (name,), (was,)
            inside, before = self._inside(named[name], self.new), self._inside(known[was], self.old)
            if inside and before:
                inner = self._parts(named[name].type)
                for path, there in self._fields(inside, before, inner):
                    yield (name, *path), (was, *there)

    @staticmethod
    def _inside(field: Field, domain: Domain) -> tuple[Field, ...]:
        if isinstance(field.type, EntityRef):
            return ()
        return fields_of(domain, field.type) or ()

    def _parts(self, ref: Type) -> Mapping[str, Named]:
        """Return how the fields of a value are written."""
        if not isinstance(ref, ValueRef):
            return {}
        home = self.document.modules[ref.module] if ref.module else self.document
        return home.values[ref.name].fields or {}


def _all(aggregate: Aggregate) -> tuple[Field, ...]:
    """Return the fields of an aggregate, its identity among them."""
    return aggregate.fields if aggregate.has_key else (aggregate.identity, *aggregate.fields)
