"""Tables of our own: what a transaction keeps, and what it refuses."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, ForeignKey, MetaData, UniqueConstraint, delete, event, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.shared.columns import Base
from shop.shared.database import Database
from shop.shared.errors import (
    AlreadyExists,
    ConcurrentChange,
    Invalid,
    NotFound,
    Unsure,
)
from shop.shared.sql import SqlRepository, SqlTransaction
from shop.shared.sql_tables import SqlList, SqlTable, Unreadable

from tests.database import sqlite_url_of
from tests.doubles import FixedClock


class SerializationFailure(Exception):
    """What PostgreSQL says of a race."""

    sqlstate = "40001"


class Harbour(Base):
    """Tables that no migration makes."""

    __abstract__ = True
    metadata = MetaData()


class SailRow(Harbour):
    __tablename__ = "sails"

    boat: Mapped[str] = mapped_column(ForeignKey("boats.name"), primary_key=True)
    number: Mapped[Decimal] = mapped_column(primary_key=True)


class BoatRow(Harbour):
    __tablename__ = "boats"
    __table_args__ = (UniqueConstraint("berth", name="uq_boats_berth"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    berth: Mapped[int | None]
    version: Mapped[int]
    sails: Mapped[list[SailRow]] = relationship(lazy="selectin", viewonly=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boat:
    name: str
    berth: int | None = None
    sails: tuple[Decimal | int, ...] = ()

    def __post_init__(self) -> None:
        if self.berth == 0:
            raise Invalid("boat", ["berth: must be at least 1"])


def sails_of(boat: Boat) -> list[dict[str, Any]]:
    return [{"boat": boat.name, "number": it} for it in boat.sails]


BOATS: SqlTable[Boat, str, BoatRow] = SqlTable(
    resource="boat",
    key="name",
    row=BoatRow,
    identity=lambda boat: boat.name,
    read=lambda row: Boat(
        name=row.name, berth=row.berth, sails=tuple(it.number for it in row.sails)
    ),
    values=lambda boat: {"name": boat.name, "berth": boat.berth},
    lists=(SqlList(SailRow, "boat", sails_of),),
    unique={"berth": frozenset({"berth"})},
    personal=True,
)
ADA = Boat(name="Ada", berth=1, sails=(1, 2))


class Boats(SqlRepository[Boat, str, BoatRow]):
    """All boats, as a transaction sees them."""

    def __init__(self, database: Database) -> None:
        self.transaction = SqlTransaction(database, FixedClock())
        super().__init__(self.transaction, BOATS)

    async def at(self, berth: int) -> tuple[Boat, ...]:
        return await self._having(BoatRow.berth == berth, lambda boat: boat.berth == berth)

    async def end(self) -> None:
        """Commit, and give the connection back whatever comes of it."""
        try:
            await self.transaction.commit()
        finally:
            await self.transaction.close()


@pytest.fixture(scope="module")
async def built(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Database]:
    database = Database(sqlite_url_of(tmp_path_factory.mktemp("harbour") / "harbour.db"))
    async with database.engine.begin() as connection:
        await connection.run_sync(Harbour.metadata.create_all)
    yield database
    await database.close()


@pytest.fixture
async def harbour(built: Database) -> Database:
    async with built.engine.begin() as connection:
        for table in reversed(Harbour.metadata.sorted_tables):
            await connection.execute(delete(table))
    return built


@pytest.fixture
async def moored(harbour: Database) -> Database:
    boats = Boats(harbour)
    await boats.add(ADA)
    await boats.end()
    return harbour


async def kept(harbour: Database, name: str = "Ada") -> Boat:
    boats = Boats(harbour)
    try:
        return await boats.get(name)
    finally:
        await boats.transaction.close()


async def test_what_is_added_is_kept_with_its_lists(moored: Database) -> None:
    assert await kept(moored) == ADA


async def test_what_is_not_there_is_not_shown_in_the_refusal(moored: Database) -> None:
    with pytest.raises(NotFound, match=r"^there is no boat \*\*\*$"):
        await kept(moored, "Eve")


async def test_what_is_changed_replaces_lists_that_differ(moored: Database) -> None:
    for number in (Decimal(3), Decimal("3.0")):  # which are equal
        boats = Boats(moored)

        await boats.save(replace(await boats.get("Ada"), berth=2, sails=(number,)))
        await boats.end()

        assert repr(await kept(moored)) == repr(Boat(name="Ada", berth=2, sails=(number,)))


async def test_what_is_removed_makes_way(moored: Database) -> None:
    boats, other = Boats(moored), Boats(moored)
    await boats.remove(await boats.get("Ada"))
    await boats.add(replace(ADA, sails=()))
    await boats.end()
    assert await kept(moored) == replace(ADA, sails=())

    await other.remove(await other.get("Ada"))
    await other.end()

    with pytest.raises(NotFound):
        await kept(moored)


async def test_what_comes_and_goes_in_one_transaction_leaves_nothing(harbour: Database) -> None:
    boats = Boats(harbour)
    await boats.add(ADA)
    await boats.remove(ADA)
    await boats.end()

    with pytest.raises(NotFound):
        await kept(harbour)


@pytest.mark.parametrize("removes", [True, False])
async def test_the_second_of_two_writers_loses(moored: Database, *, removes: bool) -> None:
    first, second = Boats(moored), Boats(moored)
    ada = await first.get("Ada")
    await second.get("Ada")
    await first.save(replace(ada, berth=2))
    await first.end()

    if removes:
        await second.remove(ada)
    else:
        await second.save(replace(ada, berth=3))
    with pytest.raises(ConcurrentChange) as refusal:
        await second.end()

    assert (refusal.value.resource, refusal.value.identity) == ("boat", "***")
    assert refusal.value.actual == refusal.value.expected + 1
    assert (await kept(moored)).berth == 2


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (DBAPIError("COMMIT", None, SerializationFailure()), ConcurrentChange),
        (OperationalError("COMMIT", None, OSError()), Unsure),
    ],
    ids=["a lost race", "silence"],
)
async def test_what_only_the_commit_tells_is_told(
    moored: Database, told: DBAPIError, kind: type[Exception]
) -> None:
    boats = Boats(moored)
    await boats.save(replace(await boats.get("Ada"), berth=2))
    commits = iter(["of what was read"])

    def lose(_: Connection) -> None:
        if not next(commits, ""):
            raise told

    event.listen(moored.engine.sync_engine, "commit", lose)
    try:
        with pytest.raises(kind) as refusal:
            await boats.transaction.commit()
    finally:
        event.remove(moored.engine.sync_engine, "commit", lose)
        await boats.transaction.rollback()
        await boats.transaction.close()

    assert "Ada" not in str(refusal.value)
    assert await kept(moored) == ADA


def test_a_row_of_what_no_type_takes_is_told_by_its_key() -> None:
    boats = replace(BOATS, read=lambda it: Boat(name=it.name, berth=int(it.name)), personal=False)

    with pytest.raises(Unreadable, match=r"^the row raft of boats holds what its types refuse$"):
        boats.made(BoatRow(name="raft"))


async def test_a_row_that_is_no_boat_is_no_fault_of_who_reads(moored: Database) -> None:
    async with moored.engine.begin() as connection:
        await connection.execute(update(BoatRow).values(berth=0))

    with pytest.raises(Unreadable, match=r"^the row \*\*\* of boats holds what its types refuse$"):
        await kept(moored)
    boats = Boats(moored)
    with pytest.raises(Unreadable):
        await boats.at(0)
    await boats.transaction.close()


@pytest.mark.parametrize(
    ("rival", "field"), [(replace(ADA, berth=2), "name"), (replace(ADA, name="Eve"), "berth")]
)
async def test_what_is_taken_is_named(moored: Database, rival: Boat, field: str) -> None:
    boats = Boats(moored)
    await boats.add(rival)

    with pytest.raises(AlreadyExists) as refusal:
        await boats.end()

    assert refusal.value.field == field
    assert await kept(moored) == ADA


async def test_nothing_is_added_twice_in_one_transaction(harbour: Database) -> None:
    boats = Boats(harbour)
    await boats.add(ADA)

    with pytest.raises(AlreadyExists):
        await boats.add(ADA)
    await boats.transaction.close()


async def test_what_was_not_loaded_is_not_changed(moored: Database) -> None:
    boats = Boats(moored)

    with pytest.raises(LookupError, match="load the boat in the unit of work"):
        await boats.save(ADA)
    await boats.transaction.close()


async def test_a_search_sees_what_the_transaction_changed(moored: Database) -> None:
    boats = Boats(moored)
    eve = Boat(name="Eve", berth=1)

    assert await boats.at(1) == (ADA,)
    await boats.save(replace(ADA, berth=2))
    await boats.add(eve)

    assert await boats.at(1) == (eve,)
    assert await boats.at(2) == (replace(ADA, berth=2),)
    await boats.transaction.rollback()
    await boats.transaction.close()
