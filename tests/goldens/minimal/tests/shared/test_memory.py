"""The store in memory: it keeps the promises of a real one."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from notes.shared.errors import (
    AlreadyExists,
    DomainError,
    NotFound,
)
from notes.shared.memory import (
    MemoryRepository,
    MemoryStore,
    MemoryTable,
    MemoryTransaction,
)

from tests.doubles import BEGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Boat:
    name: str
    berth: int | None = None
    crew: list[str] = field(default_factory=list)


BOATS: MemoryTable[Boat, str] = MemoryTable(
    "boat",
    "name",
    lambda boat: boat.name,
    unique=(("berth", lambda boat: boat.berth),),
)


class Harbour(MemoryRepository[Boat, str]):
    def in_sight(self) -> Iterable[str]:
        return [boat.name for boat in self._all()]


class Visit:
    """A transaction, and the boats as it sees them."""

    def __init__(self, store: MemoryStore) -> None:
        self.transaction = MemoryTransaction(store)
        self.boats = Harbour(self.transaction, BOATS)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


async def moored(store: MemoryStore, *boats: Boat) -> None:
    visit = Visit(store)
    for boat in boats:
        await visit.boats.add(boat)
    await visit.transaction.commit()


async def test_what_is_committed_is_seen_by_others(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada"))

    assert await Visit(store).boats.get("Ada") == Boat(name="Ada")
    assert store.all(BOATS) == [Boat(name="Ada")]
    assert [store.version(BOATS, name) > 0 for name in ("Ada", "Bea")] == [True, False]


async def test_what_is_not_there_is_named_unless_that_is_personal(store: MemoryStore) -> None:
    people = MemoryTable("person", "email", str.lower, personal=True)

    with pytest.raises(NotFound) as missing:
        await Visit(store).boats.get("Ada")
    with pytest.raises(NotFound) as hidden:
        await MemoryRepository(MemoryTransaction(store), people).get("ada@example.org")

    assert missing.value.args == ("boat", "Ada")
    assert hidden.value.args == ("person", "***")


async def test_what_is_not_committed_is_seen_by_its_own_transaction_only(
    store: MemoryStore,
) -> None:
    visit = Visit(store)

    await visit.boats.add(Boat(name="Ada"))

    assert await visit.boats.get("Ada") == Boat(name="Ada")
    assert visit.boats.in_sight() == ["Ada"]
    with pytest.raises(NotFound):
        await Visit(store).boats.get("Ada")
    assert store.all(BOATS) == []


async def test_own_changes_are_seen_before_the_commit(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada"), Boat(name="Bea"))
    visit = Visit(store)
    ada, bea = await visit.boats.get("Ada"), await visit.boats.get("Bea")

    await visit.boats.save(replace(ada, berth=4))
    await visit.boats.remove(bea)

    assert (await visit.boats.get("Ada")).berth == 4
    assert visit.boats.in_sight() == ["Ada"]
    with pytest.raises(NotFound):
        await visit.boats.get("Bea")


async def test_a_rollback_forgets_all_changes(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada"))
    visit = Visit(store)
    await visit.boats.remove(await visit.boats.get("Ada"))
    await visit.boats.add(Boat(name="Bea"))

    await visit.transaction.rollback()
    await visit.transaction.commit()

    assert store.all(BOATS) == [Boat(name="Ada")]


async def test_a_closed_transaction_holds_nothing(store: MemoryStore) -> None:
    visit = Visit(store)
    await visit.boats.add(Boat(name="Ada"))

    await visit.transaction.close()
    await visit.transaction.commit()

    assert store.all(BOATS) == []


async def test_aggregates_are_copied_in_and_out(store: MemoryStore) -> None:
    given = Boat(name="Ada", crew=["Kim"])
    await moored(store, given)
    given.crew.append("given")
    got = await Visit(store).boats.get("Ada")
    got.crew.append("got")
    store.all(BOATS)[0].crew.append("read")

    assert (await Visit(store).boats.get("Ada")).crew == ["Kim"]


async def test_two_changes_in_one_transaction_are_one(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada", berth=1))
    visit = Visit(store)
    await visit.boats.save(replace(await visit.boats.get("Ada"), crew=["Kim"]))
    await visit.boats.save(replace(await visit.boats.get("Ada"), crew=["Lou"]))

    await visit.transaction.commit()

    assert store.all(BOATS) == [Boat(name="Ada", berth=1, crew=["Lou"])]


async def test_an_identity_that_is_taken_is_refused(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada", berth=1))
    visit = Visit(store)
    await visit.boats.add(Boat(name="Ada", berth=2))

    with pytest.raises(AlreadyExists) as refusal:
        await visit.transaction.commit()

    assert (refusal.value.resource, refusal.value.field) == ("boat", "name")
    assert store.all(BOATS) == [Boat(name="Ada", berth=1)]


async def test_nothing_is_added_twice(store: MemoryStore) -> None:
    visit = Visit(store)
    await visit.boats.add(Boat(name="Ada", berth=1))

    with pytest.raises(AlreadyExists) as refusal:
        await visit.boats.add(Boat(name="Ada", berth=2))

    assert refusal.value.args == ("boat", "name")


async def test_what_was_loaded_cannot_be_added_over(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada", berth=1))
    visit = Visit(store)
    await visit.boats.get("Ada")
    await visit.boats.add(Boat(name="Ada", berth=2))
    await visit.boats.save(Boat(name="Ada", berth=3))

    with pytest.raises(AlreadyExists):
        await visit.transaction.commit()

    assert store.all(BOATS) == [Boat(name="Ada", berth=1)]


async def test_a_removed_identity_is_free_at_once(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada", berth=1))
    visit = Visit(store)

    await visit.boats.remove(await visit.boats.get("Ada"))
    await visit.boats.add(Boat(name="Ada", berth=2))
    await visit.transaction.commit()

    assert store.all(BOATS) == [Boat(name="Ada", berth=2)]


async def test_what_is_added_and_removed_was_never_there(store: MemoryStore) -> None:
    visit = Visit(store)
    await visit.boats.add(Boat(name="Ada"))
    await visit.boats.remove(await visit.boats.get("Ada"))

    await visit.transaction.commit()

    assert store.all(BOATS) == []


@pytest.mark.parametrize("boat", [Boat(name="Ada", berth=2), Boat(name="Nobody")])
async def test_only_what_was_loaded_can_be_changed(store: MemoryStore, boat: Boat) -> None:
    await moored(store, Boat(name="Ada"))

    with pytest.raises(LookupError, match="load the boat in the unit of work that changes it"):
        await Visit(store).boats.save(boat)
    with pytest.raises(LookupError):
        await Visit(store).boats.remove(boat)


async def test_what_was_removed_cannot_be_saved(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada"))
    visit = Visit(store)
    ada = await visit.boats.get("Ada")
    await visit.boats.remove(ada)

    with pytest.raises(LookupError):
        await visit.boats.save(ada)


@pytest.mark.parametrize(
    ("added", "fits"),
    [
        ([Boat(name="Bea", berth=1)], False),
        ([Boat(name="Bea", berth=2), Boat(name="Cleo", berth=2)], False),
        ([Boat(name="Bea", berth=2), Boat(name="Cleo", berth=3)], True),
        ([Boat(name="Bea"), Boat(name="Cleo")], True),
    ],
)
async def test_a_unique_field_is_had_once_or_not_at_all(
    store: MemoryStore, added: list[Boat], *, fits: bool
) -> None:
    there = Boat(name="Ada", berth=1)
    await moored(store, there)
    refusals: list[DomainError] = []

    try:
        await moored(store, *added)
    except AlreadyExists as refusal:
        refusals.append(refusal)

    assert [str(it) for it in refusals] == ([] if fits else ["another boat has this berth"])
    assert store.all(BOATS) == [there, *(added if fits else [])]


async def test_two_cannot_swap_what_is_unique_in_one_step(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada", berth=1), Boat(name="Bea", berth=2))
    visit = Visit(store)
    ada, bea = await visit.boats.get("Ada"), await visit.boats.get("Bea")

    await visit.boats.save(replace(ada, berth=2))
    await visit.boats.save(replace(bea, berth=1))

    with pytest.raises(AlreadyExists):  # as a table would
        await visit.transaction.commit()


async def test_no_version_comes_twice_in_any_process(store: MemoryStore) -> None:
    versions = [store.next_version(BEGIN) for _ in range(2)]
    later = MemoryStore().next_version(BEGIN + timedelta(microseconds=2))

    assert versions[0] < versions[1] < later


async def test_a_refused_commit_changes_nothing(store: MemoryStore) -> None:
    await moored(store, Boat(name="Ada", berth=1))
    visit = Visit(store)
    await visit.boats.add(Boat(name="Bea", berth=2))
    await visit.boats.add(Boat(name="Cleo", berth=1))

    with pytest.raises(AlreadyExists):
        await visit.transaction.commit()

    assert store.all(BOATS) == [Boat(name="Ada", berth=1)]


async def test_two_tables_share_a_transaction_but_no_identities(store: MemoryStore) -> None:
    other: MemoryTable[Boat, str] = MemoryTable("wreck", "name", lambda boat: boat.name)
    visit = Visit(store)
    wrecks = MemoryRepository(visit.transaction, other)

    await visit.boats.add(Boat(name="Ada", berth=1))
    await wrecks.add(Boat(name="Ada"))
    await visit.transaction.commit()

    assert store.all(BOATS) == [Boat(name="Ada", berth=1)]
    assert store.all(other) == [Boat(name="Ada")]
    with pytest.raises(NotFound, match="there is no wreck Bea"):
        await wrecks.get("Bea")
