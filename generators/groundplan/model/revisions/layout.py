"""The tables of a blueprint, each column with the field that it holds.

A path names what is the same thing in two blueprints: the module, the aggregate and, for
the table of a list, its field; for a column, the fields that lead to it. What no field
declares has a path that begins with an empty name.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ...answers import Answers
from ...blueprint import Blueprint
from ...blueprint.domain import Domain, Field, Shape
from ...blueprint.terms import EntityRef, Scalar, Type, ValueRef
from ..modules import ModuleBuilder
from ..schemas import Crossing
from ..storage import kept_of
from ..storage.columns import Column, Columns, fields_of, record_of
from ..storage.rows import Items, Stored
from ..storage.tables import Table
from ..types import Types
from .documents import Meaning, Part, Path
from .fills import json_of

STATE = ("", "state")
VERSION = ("", "version")
POSITION = ("", "position")
WHOSE = ("", "whose")
MARK = "mark"


@dataclass(frozen=True, slots=True)
class Held:
    """A column; `field` is what it holds, None where no field declares it.

    `within` leads to the optional value that it is a part of, the innermost one; `members`
    are the words that it may hold, where only these are: states, or those of a value.
    """

    path: Path
    column: Column
    holds: Meaning
    field: Field | None = None
    within: Path = ()
    members: tuple[str, ...] = ()
    first: str = ""  # what a row that is there already is given: a state

    @property
    def name(self) -> str:
        """Return the name of the column."""
        return self.column.name

    @property
    def is_part(self) -> bool:
        """Say whether it is empty only where the optional value is absent that it is a part of."""
        return bool(self.within) and self.field is not None and not self.field.optional

    def is_firm_in(self, value: Path) -> bool:
        """Say whether it is there wherever the value of this path is."""
        inside = self.path[: len(value)] == value and len(self.within) <= len(value)
        return inside and self.field is not None and not self.field.optional

    @property
    def is_mark(self) -> bool:
        """Say whether it tells equal values, as only the program can compute."""
        return self.path[:2] == ("", MARK)


@dataclass(frozen=True, slots=True)
class Laid:
    """A table; `root` is the path of the table that its rows belong to, its own for a root.

    `listed` is the list whose items are its rows, None for a root.
    """

    path: Path
    table: Table
    columns: tuple[Held, ...]
    types: Types
    listed: Field | None = None

    @property
    def name(self) -> str:
        """Return the name of the table."""
        return self.table.name

    @property
    def whose(self) -> tuple[str, str]:
        """Return the column that says whose list a row stands in, and the key that it refers to."""
        return next((it.name, it.owner[0]) for it in self.table.columns.listed if it.owner[0])

    @property
    def root(self) -> Path:
        """Return the path of the aggregate's table."""
        return (*self.path[:2], "")


def layout_of(answers: Answers, blueprint: Blueprint) -> tuple[Laid, ...]:
    """Lay out the tables, each after those that it refers to; none without a database."""
    answers = answers.completed(blueprint)
    if answers.database == "memory":
        return ()
    types = Types(blueprint.domain, answers.package)
    crossing, cqrs = Crossing(blueprint.domain), answers.application == "cqrs"
    builders = (ModuleBuilder(types, it, crossing, cqrs=cqrs) for it in blueprint.domain.modules)
    kept = kept_of(types, [it.facts() for it in builders])
    return tuple(laid for it in kept for stored in it.stored for laid in _tables(types, stored))


def _tables(types: Types, stored: Stored) -> Iterator[Laid]:
    path = (stored.module.name, stored.aggregate.name)
    columns = _Columns(types, stored.columns)
    yield Laid((*path, ""), stored.table, tuple(columns.of_root(stored)), types)
    for items in stored.items:
        columns = _Columns(types, items.columns)
        listed = next(it for it in stored.aggregate.fields if it.name == items.entity.holder)
        held = tuple(columns.of_items(items))
        yield Laid((*path, listed.name), items.table, held, types, listed)


class _Columns:
    """Goes through the columns of a table, and says what each holds."""

    def __init__(self, types: Types, columns: Columns) -> None:
        self.types = types
        self.columns = columns

    def of_root(self, stored: Stored) -> Iterator[Held]:
        aggregate = stored.aggregate
        if not aggregate.has_key:
            key = aggregate.identity.name
            yield self._plain((key,), key)
        for field in stored.plain:
            yield from self._fields(field, ())
        if aggregate.states:
            begun = [to for it in aggregate.commands for to in it.moves if not to.source]
            first = begun[0].targets[0] if begun else aggregate.states[0]
            yield self._plain(STATE, "state", first=first, members=aggregate.states)
        for name, mark in stored.marks.items():
            field = next(it for it in stored.plain if it.name == name)
            holds = held_by(self.types.domain, field)
            yield Held(("", MARK, name), self.columns[mark], holds)
        yield self._plain(VERSION, stored.told.version)

    def of_items(self, items: Items) -> Iterator[Held]:
        yield self._plain(WHOSE, items.whose)
        for field in items.entity.fields:
            yield from self._fields(field, ())
        yield self._plain(POSITION, items.position)

    def _plain(
        self, path: Path, name: str, *, first: str = "", members: tuple[str, ...] = ()
    ) -> Held:
        column = self.columns[name]
        return Held(path, column, column.kind or Scalar.JSON, first=first, members=members)

    def _fields(self, field: Field, parents: Path, within: Path = ()) -> Iterator[Held]:
        path = (*parents, field.name)
        record = record_of(self.types.domain, field)
        if record is None:
            column, holds = self.columns["_".join(path)], held_by(self.types.domain, field)
            members = members_of(self.types, field.type)
            yield Held(path, column, holds, field, within, members=members)
            return
        for inner in record:
            yield from self._fields(inner, path, path if field.optional else within)


def members_of(types: Types, ref: Type) -> tuple[str, ...]:
    """Return the words of a value that is one of some, also where it is the key referred to."""
    _, value = types.plain(ref)
    return value.members if value is not None else ()


def held_by(domain: Domain, field: Field) -> Meaning:
    """Say what one value of a field is, as it is stored."""
    return _meaning(domain, field.type)


def _meaning(domain: Domain, ref: Type) -> Meaning:
    parts = fields_of(domain, ref)
    if parts is not None:
        return tuple(
            Part(it.name, _meaning(domain, it.type), bool(it.many), it.optional, json_of(it))
            for it in parts
        )
    if isinstance(ref, EntityRef):
        raise TypeError(f"{ref} has a table of its own")
    if isinstance(ref, ValueRef):
        value = domain.value(ref)
        return Scalar.STR if value.shape is Shape.ENUM else _meaning(domain, value.fields[0].type)
    if isinstance(ref, Scalar):
        return Scalar.STR if ref is Scalar.URL else ref
    return _meaning(domain, domain.aggregate(ref).identity.type)
