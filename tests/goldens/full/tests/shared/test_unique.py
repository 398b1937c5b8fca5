"""What is unique: a commit says the same of it in memory and in tables, in any order."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from shop.shared.database import Database
from shop.shared.errors import AlreadyExists
from shop.shared.memory import (
    MemoryRepository,
    MemoryStore,
    MemoryTable,
    MemoryTransaction,
)

from tests.shared.test_sql import Boat, Boats, Harbour

Steps = list[tuple[str, int]]
GONE = 0  # no berth: the boat is removed
TABLE: MemoryTable[Boat, str] = MemoryTable(
    resource="boat",
    key="name",
    identity=lambda boat: boat.name,
    unique=(("berth", lambda boat: boat.berth),),
)


class MemoryBoats(MemoryRepository[Boat, str]):
    """All boats, in memory."""

    def __init__(self, store: MemoryStore) -> None:
        self.transaction = MemoryTransaction(store)
        super().__init__(self.transaction, TABLE)

    async def end(self) -> None:
        """Commit."""
        await self.transaction.commit()


@pytest.fixture
async def harbour(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(Harbour.metadata.create_all)
    yield database
    async with database.engine.begin() as connection:
        await connection.run_sync(Harbour.metadata.drop_all)
    await database.close()


async def refused(boats: Boats | MemoryBoats, steps: Steps) -> bool:
    """Take all steps in one transaction; say whether the commit was refused."""
    for name, berth in steps:
        if name == "Cleo":
            await boats.add(Boat(name=name, berth=berth))
        elif berth == GONE:
            await boats.remove(await boats.get(name))
        else:
            await boats.save(replace(await boats.get(name), berth=berth))
    try:
        await boats.end()
    except AlreadyExists:
        return True
    return False


@pytest.mark.parametrize(
    ("steps", "is_refused"),
    [
        ([("Ada", 2), ("Bea", 1)], True),
        ([("Ada", 2), ("Bea", 3)], True),
        ([("Bea", 3), ("Ada", 2)], False),
        ([("Cleo", 1), ("Ada", GONE)], False),
        ([("Ada", GONE), ("Cleo", 1)], False),
        ([("Ada", 2), ("Bea", GONE)], False),
    ],
)
async def test_what_goes_makes_way_and_else_one_comes_after_the_other(
    harbour: Database, steps: Steps, *, is_refused: bool
) -> None:
    store = MemoryStore()
    for boats in (Boats(harbour), MemoryBoats(store)):
        await boats.add(Boat(name="Ada", berth=1))
        await boats.add(Boat(name="Bea", berth=2))
        await boats.end()

    assert await refused(Boats(harbour), steps) is is_refused
    assert await refused(MemoryBoats(store), steps) is is_refused
