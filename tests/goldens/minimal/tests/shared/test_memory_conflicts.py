"""The store in memory, when two want to change the same: one of them is told."""

from dataclasses import dataclass, replace

import pytest

from notes.shared.errors import ConcurrentChange
from notes.shared.memory import (
    MemoryRepository,
    MemoryStore,
    MemoryTable,
    MemoryTransaction,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boat:
    name: str
    berth: int | None = None


BOATS: MemoryTable[Boat, str] = MemoryTable("boat", "name", lambda boat: boat.name)


class Visit:
    """A transaction, and the boats as it sees them."""

    def __init__(self, store: MemoryStore) -> None:
        self.transaction = MemoryTransaction(store)
        self.boats = MemoryRepository(self.transaction, BOATS)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


async def moored(store: MemoryStore, boat: Boat) -> None:
    visit = Visit(store)
    await visit.boats.add(boat)
    await visit.transaction.commit()


@pytest.mark.parametrize("removes", [True, False])
async def test_the_second_of_two_writers_loses(store: MemoryStore, *, removes: bool) -> None:
    await moored(store, Boat(name="Ada"))
    first, second = Visit(store), Visit(store)
    ada = await first.boats.get("Ada")
    await second.boats.get("Ada")
    await first.boats.save(replace(ada, berth=1))
    await first.transaction.commit()

    if removes:
        await second.boats.remove(ada)
    else:
        await second.boats.save(replace(ada, berth=2))
    with pytest.raises(ConcurrentChange) as refusal:
        await second.transaction.commit()

    assert (refusal.value.resource, refusal.value.identity) == ("boat", "Ada")
    assert 0 < refusal.value.expected < refusal.value.actual
    assert store.all(BOATS) == [Boat(name="Ada", berth=1)]


async def test_a_change_of_what_was_removed_meanwhile_loses(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada"))
    first, second = Visit(store), Visit(store)
    ada = await first.boats.get("Ada")
    await second.boats.get("Ada")
    await first.boats.remove(ada)
    await first.transaction.commit()

    await second.boats.save(replace(ada, berth=2))
    with pytest.raises(ConcurrentChange) as refusal:
        await second.transaction.commit()

    assert refusal.value.actual == 0


async def test_what_came_back_under_an_old_identity_is_something_else(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada"))
    slow, quick = Visit(store), Visit(store)
    ada = await slow.boats.get("Ada")
    await quick.boats.remove(await quick.boats.get("Ada"))
    await quick.transaction.commit()
    await moored(store, Boat(name="Ada", berth=7))

    await slow.boats.save(replace(ada, berth=2))
    with pytest.raises(ConcurrentChange):
        await slow.transaction.commit()

    assert store.all(BOATS) == [Boat(name="Ada", berth=7)]


async def test_one_of_many_writers_wins(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada"))
    visits = [Visit(store) for _ in range(8)]
    for number, visit in enumerate(visits):
        await visit.boats.save(replace(await visit.boats.get("Ada"), berth=number))
    refused = 0

    for visit in visits:
        try:
            await visit.transaction.commit()
        except ConcurrentChange:
            refused += 1

    assert refused == 7
    assert store.all(BOATS) == [Boat(name="Ada", berth=0)]
