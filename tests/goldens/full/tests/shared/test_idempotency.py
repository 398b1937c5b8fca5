"""Idempotency: one effect per key, however often and however close the request comes."""

import asyncio
from dataclasses import replace

import httpx2
import pytest
from fastapi import Request

from shop.shared import web
from shop.shared.edge import Whole
from shop.shared.errors import AlreadyExists
from shop.shared.memory import MemoryReceipts, MemoryStore
from shop.shared.terms import KeyReceipt, Terms

from tests.shared.harbour import BOATS, Boat, BoatBody, Harbour


class LaterBody(BoatBody):
    """What a newer release takes."""

    length: Whole | None = None


@pytest.fixture(scope="module")
def built() -> Harbour:
    return Harbour()


@pytest.fixture
def harbour(built: Harbour) -> Harbour:
    built.store = MemoryStore()
    built.receipts = []
    return built


async def moored(
    harbour: Harbour, key: str | bytes, name: str = "Ada", **more: object
) -> httpx2.Response:
    raw = key if isinstance(key, bytes) else key.encode()
    return await harbour.client.post(
        "/boats", json={"name": name, **more}, headers=[(b"Idempotency-Key", raw)]
    )


async def test_a_request_that_comes_twice_has_one_effect(harbour: Harbour) -> None:
    first = await moored(harbour, "key 1", colour="red")
    again = await moored(harbour, "key 1", colour="red")

    assert harbour.boats() == [Boat("Ada", "red")]
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() == {"name": "Ada"}
    assert first.headers["location"] == again.headers["location"] == "/boats/Ada"
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert [*harbour.store.receipts] == ["POST /boats key 1"]


async def test_what_created_nothing_is_answered_without_a_body(harbour: Harbour) -> None:
    await moored(harbour, "key")
    name, kept = harbour.store.receipts.popitem()
    harbour.store.receipts[name] = replace(kept, answer="")

    again = await moored(harbour, "key")

    assert (again.status_code, again.content) == (201, b"")
    assert "location" not in again.headers
    assert again.headers["idempotency-replayed"] == "true"


async def test_what_a_default_fills_in_is_the_same_request(harbour: Harbour) -> None:
    await moored(harbour, "key")

    again = await moored(harbour, "key", colour="white")

    assert again.headers["idempotency-replayed"] == "true"


async def test_a_newer_release_knows_a_request_again(harbour: Harbour) -> None:
    request = Request({"type": "http", "method": "POST"})

    await harbour.moor(BoatBody(name="Ada"), request, "key")
    again = await harbour.moor(LaterBody(name="Ada"), request, "key")

    assert again.headers["idempotency-replayed"] == "true"


async def test_the_order_of_an_object_is_nothing_else_asked_for(harbour: Harbour) -> None:
    for notes in ({"a": 1, "b": 2}, {"b": 2, "a": 1}):
        answer = await moored(harbour, "key", notes=notes)

        assert answer.status_code == 201


async def test_a_key_belongs_to_one_body(harbour: Harbour) -> None:
    await moored(harbour, "key")

    other = await moored(harbour, "key", "Bea")

    assert other.status_code == 409
    assert other.json()["type"] == "/problems/idempotency-mismatch"
    assert harbour.boats() == [Boat("Ada")]


async def test_each_key_is_a_request_of_its_own(harbour: Harbour) -> None:
    await moored(harbour, "key")

    again = await moored(harbour, "other")

    assert again.status_code == 409
    assert again.json()["type"] == "/problems/already-exists"


async def test_a_refused_request_may_come_again(harbour: Harbour) -> None:
    await moored(harbour, "key")
    await moored(harbour, "other")
    harbour.store.rows(BOATS).clear()

    again = await moored(harbour, "other")

    assert again.status_code == 201
    assert "idempotency-replayed" not in again.headers


async def test_who_is_slower_than_a_twin_gets_its_answer(harbour: Harbour) -> None:
    await moored(harbour, "key")
    harbour.receipts = [None]

    answer = await moored(harbour, "key")

    assert answer.status_code == 201
    assert answer.headers["idempotency-replayed"] == "true"
    assert harbour.boats() == [Boat("Ada")]


async def test_a_twin_may_also_have_taken_the_identity(harbour: Harbour) -> None:
    kept: list[KeyReceipt] = []

    async def send(terms: Terms | None) -> str:
        if terms is not None and terms.receipt is not None:
            kept.append(replace(terms.receipt, answer='"Ada"'))
        raise AlreadyExists("boat", "name")

    class Kept(MemoryReceipts):
        async def find(self, name: str) -> KeyReceipt | None:
            return next((it for it in kept if it.name == name), None)

    answer = await web.created(
        send,
        receipts=Kept(harbour.store),
        request=Request({"type": "http", "method": "POST"}),
        body=None,
        key="key",
        identity="name",
        at="/boats",
    )

    assert answer.status_code == 201
    assert answer.headers["location"] == "/boats/Ada"


async def test_a_receipt_that_is_gone_again_leaves_the_refusal(harbour: Harbour) -> None:
    await moored(harbour, "key")
    harbour.receipts = [None, None]

    answer = await moored(harbour, "key")

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/repeated"


async def test_twins_at_the_same_time_have_one_effect(harbour: Harbour) -> None:
    answers = await asyncio.gather(*(moored(harbour, "key") for _ in range(4)))

    assert {it.status_code for it in answers} == {201}
    assert {it.text for it in answers} == {'{"name":"Ada"}'}
    assert harbour.boats() == [Boat("Ada")]


@pytest.mark.parametrize("key", ["!", "a b", "~" * 255])
async def test_a_key_is_printable_ascii(harbour: Harbour, key: str) -> None:
    assert (await moored(harbour, key)).status_code == 201


@pytest.mark.parametrize("key", [b"", b"x" * 256, b"\xe9", b"a\tb"])
async def test_no_other_key_is_taken(harbour: Harbour, key: bytes) -> None:
    answer = await moored(harbour, key)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert harbour.boats() == []
