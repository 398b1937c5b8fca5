"""The terms of a change: what is kept of a request, and how its answer is written."""

import pickle
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import pytest

from notes.shared.errors import ConcurrentChange
from notes.shared.memory import (
    MemoryReceipts,
    MemoryRepository,
    MemoryStore,
    MemoryTable,
    MemoryTransaction,
)
from notes.shared.terms import KeyReceipt, Repeated, Terms, answer_of

from tests.doubles import FixedClock, counted_id

CITIES: MemoryTable[str, str] = MemoryTable("city", "name", str.lower)
RECEIPT = KeyReceipt(name="found a city 1", fingerprint="Rome")


class Size(StrEnum):
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Name:
    value: str


async def founded(store: MemoryStore, city: str, terms: Terms) -> None:
    transaction = MemoryTransaction(store)
    transaction.accept(terms)
    await MemoryRepository(transaction, CITIES).add(city)
    await transaction.commit()


@pytest.mark.parametrize(
    ("identity", "answer"),
    [
        ("Rome", '"Rome"'),
        (7, "7"),
        (Size.SMALL, '"small"'),
        (Name("Rome"), '"Rome"'),
        (counted_id(1), f'"{counted_id(1)}"'),
        (date(2024, 2, 29), '"2024-02-29"'),
        (datetime(2024, 2, 29, 12, tzinfo=UTC), '"2024-02-29T12:00:00Z"'),
        (datetime(2024, 2, 29, 12, tzinfo=timezone(timedelta(hours=2))), '"2024-02-29T10:00:00Z"'),
    ],
)
def test_an_identity_is_written_as_json(identity: object, answer: str) -> None:
    assert answer_of(identity) == answer


async def test_a_receipt_is_kept_with_the_effect() -> None:
    store = MemoryStore()

    await founded(store, "Rome", Terms(receipt=RECEIPT))

    kept = await MemoryReceipts(store).find("found a city 1")
    assert kept == KeyReceipt(name="found a city 1", fingerprint="Rome", answer='"rome"')
    assert await MemoryReceipts(store).find("found a city 2") is None


async def test_old_receipts_are_forgotten() -> None:
    store, clock = MemoryStore(), FixedClock()
    for name in ("old", "new"):
        transaction = MemoryTransaction(store, clock)
        transaction.accept(Terms(receipt=KeyReceipt(name=name, fingerprint="")))
        await transaction.commit()
        clock.advance(timedelta(hours=1))
    receipts = MemoryReceipts(store)

    await receipts.forget(before=clock.now() - timedelta(hours=1))

    assert await receipts.find("old") is None
    assert await receipts.find("new") is not None
    assert [*store.kept_at] == ["new"]


async def test_a_receipt_names_the_first_that_was_created() -> None:
    store = MemoryStore()
    transaction = MemoryTransaction(store)
    transaction.accept(Terms(receipt=RECEIPT))

    for city in ("Rome", "Ostia"):
        transaction.insert(CITIES, city)
    await transaction.commit()

    assert store.receipts[RECEIPT.name].answer == '"rome"'


def test_a_receipt_of_what_created_nothing_has_no_answer() -> None:
    assert RECEIPT.answered([]) is RECEIPT
    assert RECEIPT.answer == ""


async def test_a_request_of_the_same_name_has_no_second_effect() -> None:
    store = MemoryStore()
    await founded(store, "Rome", Terms(receipt=RECEIPT))

    with pytest.raises(Repeated) as refusal:
        await founded(store, "Ostia", Terms(receipt=RECEIPT))

    assert str(refusal.value) == "the request found a city 1 was carried out before"
    assert refusal.value.args == ("found a city 1",)
    assert pickle.loads(pickle.dumps(refusal.value)).name == "found a city 1"
    assert store.all(CITIES) == ["Rome"]


async def test_what_has_another_version_than_expected_is_refused() -> None:
    store = MemoryStore()
    await founded(store, "Rome", Terms())
    seen = store.version(CITIES, "rome")
    transaction = MemoryTransaction(store)

    transaction.accept(Terms.seen("city", "rome", seen + 1))
    with pytest.raises(ConcurrentChange) as refusal:
        transaction.load(CITIES, "rome")
    transaction.accept(Terms.seen("city", "rome", seen))

    assert refusal.value.args == ("city", "rome", seen + 1, seen)
    assert transaction.load(CITIES, "rome") == "Rome"
    assert transaction.load(CITIES, "ostia") is None


@pytest.mark.parametrize("other", [("town", "rome"), ("city", "ostia")])
async def test_a_version_is_expected_of_one_alone(other: tuple[str, str]) -> None:
    store = MemoryStore()
    await founded(store, "Rome", Terms())
    transaction = MemoryTransaction(store)

    transaction.accept(Terms.seen(*other, version=7))

    assert transaction.load(CITIES, "rome") == "Rome"


def test_what_was_seen_is_not_shown() -> None:
    terms = Terms.seen("city", "rome", 7)

    assert terms.version_of("city", "rome") == 7
    assert "rome" not in repr(terms)


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        (ConcurrentChange("city", "***", expected=7, actual=8), True),
        (ConcurrentChange("city", "rome", expected=6, actual=7), False),
        (ConcurrentChange("town", "rome", expected=7, actual=8), False),
    ],
)
def test_a_change_between_misses_the_terms_of_who_saw_that_version(
    change: ConcurrentChange, *, missed: bool
) -> None:
    assert Terms.seen("city", "rome", 7).are_missed_by(change) is missed
    assert not Terms().are_missed_by(change)
