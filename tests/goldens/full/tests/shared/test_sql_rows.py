"""Rows of our own: what the read side finds, and the lists that come with it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, ForeignKey, MetaData, and_, event, insert, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import (
    Mapped,
    column_property,
    composite,
    foreign,
    mapped_column,
    relationship,
    synonym,
)

from shop.shared import sql_rows
from shop.shared.columns import Base
from shop.shared.database import Database
from shop.shared.sql_rows import key_of, sql_first, sql_get


class Orchard(Base):
    """Tables that no migration makes."""

    __abstract__ = True
    metadata = MetaData()


class AppleRow(Orchard):
    __tablename__ = "apples"

    tree_: Mapped[str] = mapped_column("tree", ForeignKey("trees.name"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    tree: Mapped["TreeRow"] = relationship(lambda: TreeRow, viewonly=True)


class TreeRow(Orchard):
    __tablename__ = "trees"
    KIND = "tree"

    name_: Mapped[str] = mapped_column("name", primary_key=True)
    height: Mapped[int | None]
    size: Mapped[int | None] = synonym("height")
    apples: Mapped[list[AppleRow]] = relationship(
        lazy="selectin",
        order_by=AppleRow.number.desc(),
        viewonly=True,
    )

    @property
    def label(self) -> str:
        return self._called(self.KIND)

    def _called(self, kind: str) -> str:
        return f"{kind} {self.name_}"

    @hybrid_property
    def tall(self) -> bool:
        return (self.height or 0) > 9


class WormRow(Orchard):
    __tablename__ = "worms"

    number: Mapped[int] = mapped_column(primary_key=True)
    tree_: Mapped[str] = mapped_column("tree", ForeignKey("trees.name"))
    tree: Mapped[TreeRow] = relationship(lazy="selectin", viewonly=True)


class RootRow(Orchard):
    __tablename__ = "roots"

    number: Mapped[int] = mapped_column(primary_key=True)
    double: Mapped[int] = column_property(number * 2)


class LeafRow(Orchard):
    __tablename__ = "leaves"

    number: Mapped[int] = mapped_column(primary_key=True)
    shape: Mapped[str] = mapped_column(deferred=True)


@dataclass(frozen=True)
class Place:
    line: int
    column: int


class RowRow(Orchard):
    __tablename__ = "rows"

    number: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[Place] = composite(mapped_column("line"), mapped_column("column"))


class NutRow(Orchard):
    __tablename__ = "nuts"

    name: Mapped[str] = mapped_column(primary_key=True)
    apples: Mapped[list[AppleRow]] = relationship(
        lazy="selectin",
        primaryjoin=lambda: and_(NutRow.name == foreign(AppleRow.tree_), AppleRow.number > 1),
        viewonly=True,
    )


class SeedRow(Orchard):
    __tablename__ = "seeds"

    name: Mapped[str] = mapped_column(primary_key=True)
    apples: Mapped[set[AppleRow]] = relationship(
        lazy="selectin",
        primaryjoin=lambda: SeedRow.name == foreign(AppleRow.tree_),
        viewonly=True,
    )


@pytest.fixture
async def orchard(database: Database) -> AsyncIterator[Database]:
    async with database.engine.begin() as connection:
        await connection.run_sync(Orchard.metadata.create_all)
        await connection.execute(
            insert(TreeRow), [{"name": "ash"}, {"name": "elm"}, {"name": "oak"}]
        )
        apples = [{"tree": "ash", "number": 1}, {"tree": "oak", "number": 2}]
        await connection.execute(insert(AppleRow), [*apples, {"tree": "oak", "number": 3}])
    yield database
    async with database.engine.begin() as connection:
        await connection.run_sync(Orchard.metadata.drop_all)


async def test_a_row_comes_with_its_list(orchard: Database) -> None:
    async with orchard.reading() as connection:
        oak = await sql_get(connection, TreeRow, "oak")

    assert oak is not None
    assert (oak.name_, oak.height) == ("oak", None)
    assert [(it.tree_, it.number) for it in oak.apples] == [("oak", 3), ("oak", 2)]
    assert not any(hasattr(it, "tree") for it in oak.apples)  # nobody asked for it


async def test_a_row_has_what_its_class_has_beside_columns(orchard: Database) -> None:
    async with orchard.reading() as connection:
        oak = await sql_get(connection, TreeRow, "oak")

    assert oak is not None
    assert (oak.KIND, oak.label, oak.tall, oak.size) == ("tree", "tree oak", False, None)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (WormRow, "WormRow.tree is no list by lazy='selectin' over one column: read it"),
        (NutRow, "NutRow.apples is no list by lazy='selectin' over one column: read it"),
        (SeedRow, "SeedRow.apples is no list by lazy='selectin' over one column: read it"),
        (RootRow, "RootRow.double is no plain column: read it with a session"),
        (RowRow, "RowRow.place is no column: read it with a session"),
        (LeafRow, "LeafRow.shape is no plain column: read it with a session"),
    ],
)
async def test_what_only_a_session_can_load_is_refused(
    orchard: Database, kind: type[Base], said: str
) -> None:
    async with orchard.reading() as connection:
        with pytest.raises(TypeError, match=said):
            await sql_rows.sql_rows(connection, kind, select(kind))


async def test_what_is_not_there_is_none(orchard: Database) -> None:
    async with orchard.reading() as connection:
        yew = await sql_get(connection, TreeRow, "yew")
        tall = await sql_first(connection, TreeRow, select(TreeRow).where(TreeRow.height > 1))

    assert yew is None
    assert tall is None


async def test_the_first_of_several_is_taken(orchard: Database) -> None:
    async with orchard.reading() as connection:
        first = await sql_first(connection, TreeRow, select(TreeRow).order_by(TreeRow.name_.desc()))

    assert first is not None
    assert first.name_ == "oak"


@pytest.mark.parametrize(("at_once", "statements"), [(500, 2), (2, 3), (1, 4)])
async def test_lists_are_asked_for_at_once_and_not_row_by_row(
    orchard: Database, monkeypatch: pytest.MonkeyPatch, at_once: int, statements: int
) -> None:
    monkeypatch.setattr(sql_rows, "AT_ONCE", at_once)
    asked = []

    def note(_: Connection, statement: object, *__: object) -> None:
        asked.append(statement)

    event.listen(orchard.engine.sync_engine, "before_execute", note)
    try:
        async with orchard.reading() as connection:
            trees = await sql_rows.sql_rows(connection, TreeRow, select(TreeRow))
    finally:
        event.remove(orchard.engine.sync_engine, "before_execute", note)

    assert len(asked) == statements
    assert {it.name_: [apple.number for apple in it.apples] for it in trees} == {
        "ash": [1],
        "elm": [],
        "oak": [3, 2],
    }


async def test_a_row_is_not_shown(orchard: Database) -> None:
    async with orchard.reading() as connection:
        oak = await sql_get(connection, TreeRow, "oak")

    assert "oak" not in repr(oak)


def test_the_key_is_found_by_its_attribute() -> None:
    assert key_of(TreeRow).key == "name_"
