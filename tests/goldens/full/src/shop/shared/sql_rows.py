"""Rows as the read side takes them: by Core, and without a session that watches over them.

    row = await sql_get(connection, CrateRow, "A-7")

A row is a plain object with what its class has: columns, lists of further rows where they are
`lazy="selectin"`, synonyms, properties, methods and constants. A class whose rows only a session can load
whole is refused by a TypeError.

Source: Young, CQRS Documents, 2010 (a thin read layer).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter, eq
from typing import Any, TypeVar, cast

from sqlalchemy import BinaryExpression, Column, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute, QueryableAttribute, RelationshipProperty

from shop.shared.columns import Base

R = TypeVar("R", bound=Base)
EAGER = ("selectin", "joined", "subquery", "immediate", False)  # what comes with a row unasked
AT_ONCE = 500  # owners whose lists one statement asks for: drivers take so many values at most


async def sql_get(connection: AsyncConnection, kind: type[R], identity: object) -> R | None:
    """Return the row with this identity, which is given as its column has it."""
    rows = await sql_rows(connection, kind, _by_identity(kind), {"identity": identity})
    return rows[0] if rows else None


async def sql_first(connection: AsyncConnection, kind: type[R], statement: Select[R]) -> R | None:
    """Return the first row that a statement finds."""
    rows = await sql_rows(connection, kind, statement.limit(1))
    return rows[0] if rows else None


async def sql_rows(
    connection: AsyncConnection,
    kind: type[R],
    statement: Select[R],
    values: Mapping[str, object] | None = None,
) -> Sequence[R]:
    """Return the rows that a statement finds, whose parameters have these values."""
    found = await connection.execute(statement, values)
    attributes = [*map(_attributes(kind).__getitem__, found.keys())]
    made = _plain(kind)
    rows = [made(zip(attributes, it, strict=True)) for it in found]
    for listed in _lists(kind):
        for begin in range(0, len(rows), AT_ONCE):
            await _attach(connection, listed, rows[begin : begin + AT_ONCE])
    return cast("Sequence[R]", rows)


@cache
def key_of(kind: type[Base]) -> InstrumentedAttribute[Any]:
    """Return the attribute that holds the identity of a row."""
    (column,) = kind.__mapper__.primary_key
    key: InstrumentedAttribute[Any] = getattr(kind, _attributes(kind)[column.name])
    return key


class _Row:
    """What a row holds; a repr tells nothing of it, since it may be personal."""

    def __init__(self, held: Iterable[tuple[str, object]]) -> None:
        vars(self).update(held)


@dataclass(frozen=True, slots=True)
class _List:
    """Where a row has a list, and the statement that finds the rows in it."""

    attribute: str
    key: str  # the attribute of the row that its list refers to
    kind: type[Base]
    owner: str  # the attribute by which they refer
    statement: Select[Any]


async def _attach(connection: AsyncConnection, listed: _List, rows: Sequence[_Row]) -> None:
    """Give each row its list."""
    owners = [getattr(row, listed.key) for row in rows]
    held: dict[object, list[Base]] = defaultdict(list)
    for it in await sql_rows(connection, listed.kind, listed.statement, {"owners": owners}):
        held[getattr(it, listed.owner)].append(it)
    for row, owner in zip(rows, owners, strict=True):
        setattr(row, listed.attribute, held[owner])


@cache
def _plain(kind: type[Base]) -> type[_Row]:
    """Make a class with what a row has beside its columns, and nothing that watches over them."""
    beside = {
        name: it
        for base in reversed(kind.__mro__)
        for name, it in vars(base).items()
        if not name.startswith(("__", "_sa_")) and not isinstance(it, QueryableAttribute)
    }
    beside |= {it.key: property(attrgetter(it.name)) for it in kind.__mapper__.synonyms}
    return cast("type[_Row]", type(kind.__name__, (_Row,), beside))


@cache
def _attributes(kind: type[Base]) -> Mapping[str, str]:
    """Return the attribute of each column, by their names."""
    mapper = kind.__mapper__
    for it in mapper.column_attrs:
        if not isinstance(it.columns[0], Column) or it.deferred:
            raise TypeError(f"{kind.__name__}.{it.key} is no plain column: read it with a session")
    for composite in mapper.composites:
        raise TypeError(f"{kind.__name__}.{composite.key} is no column: read it with a session")
    return {it.name: mapper.get_property_by_column(it).key for it in mapper.columns}


@cache
def _by_identity(kind: type[R]) -> Select[R]:
    return select(kind).where(key_of(kind) == bindparam("identity"))


@cache
def _lists(kind: type[Base]) -> Sequence[_List]:
    """Read off the class of a row which lists come with it, by `lazy="selectin"`."""
    found = []
    for it in kind.__mapper__.relationships:
        if it.lazy not in EAGER:
            continue
        if not _is_plain_list(it):
            raise TypeError(
                f"{kind.__name__}.{it.key} is no list by lazy='selectin' over one column:"
                " read it with a session"
            )
        ((key, owner),) = it.local_remote_pairs or ()
        statement = select(it.mapper.class_).where(owner.in_(bindparam("owners", expanding=True)))
        found.append(
            _List(
                attribute=it.key,
                key=kind.__mapper__.get_property_by_column(key).key,
                kind=it.mapper.class_,
                owner=it.mapper.get_property_by_column(owner).key,
                statement=statement.order_by(*(it.order_by or ())),
            )
        )
    return found


def _is_plain_list(held: RelationshipProperty[Any]) -> bool:
    """Say whether the rows of a list are those that refer to their owner, and no others."""
    join, listed = held.primaryjoin, held.lazy == "selectin" and held.uselist
    plain = held.secondary is None and held.collection_class in {None, list}
    return bool(listed) and plain and isinstance(join, BinaryExpression) and join.operator is eq
