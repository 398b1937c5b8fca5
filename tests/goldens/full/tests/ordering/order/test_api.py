"""Order over HTTP: what is answered, on what terms, and as what JSON."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shop.ordering import schemas
from shop.ordering.model import Order
from shop.ordering.repository import ORDERS
from shop.ordering.values import OrderLine, OrderState
from shop.shared.messages import Stamp
from shop.shared.values import Currency, Email, Money, OrderId, Sku

from tests.doubles import BEGIN, counted_id
from tests.ordering.order import samples
from tests.ordering.order.samples import ORDER
from tests.ordering.served import ServedOrdering, fresh
from tests.served import refuses, takes

PLACE_ORDER = {
    "customer": "a@b",
    "lines": [
        {"sku": "ABC-3456", "quantity": 3, "unit_price": {"amount": "4", "currency": "USD"}},
        {"sku": "BCD-4567", "quantity": 4, "unit_price": {"amount": "5", "currency": "GBP"}},
    ],
    "total": {"amount": "3", "currency": "EUR"},
    "note": "note 1",
}
CANCEL_ORDER = {"reason": "reason 2"}


@pytest.fixture
def served() -> ServedOrdering:
    return fresh()


async def keep(served: ServedOrdering, *rows: Order) -> None:
    async with served.bench.work() as work:
        for row in rows:
            await work.orders.add(row)
        await work.commit()


async def test_place_order(served: ServedOrdering) -> None:
    answer = await served.client.post("/ordering/orders", json=PLACE_ORDER)

    changed, event = samples.place(
        order=OrderId(counted_id(1)),
        stamp=Stamp(event_id=counted_id(2), at=BEGIN),
    )
    assert answer.status_code == 201
    assert answer.json() == {"id": "00000000-0001-7000-8000-000000000000"}
    place = "/ordering/orders/00000000-0001-7000-8000-000000000000"
    assert answer.headers["location"] == place
    assert served.bench.store.all(ORDERS) == [changed]
    assert served.bench.heard == [event]


async def test_place_order_with_little(served: ServedOrdering) -> None:
    answer = await served.client.post(
        "/ordering/orders",
        json={
            "customer": "a@b",
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 3,
                    "unit_price": {"amount": "4", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
            "total": {"amount": "3", "currency": "EUR"},
        },
    )

    changed = Order(
        id=OrderId(counted_id(1)),
        customer=Email("a@b"),
        lines=(
            OrderLine(
                sku=Sku("ABC-3456"),
                quantity=3,
                unit_price=Money(amount=Decimal(4), currency=Currency.USD),
            ),
            OrderLine(
                sku=Sku("BCD-4567"),
                quantity=4,
                unit_price=Money(amount=Decimal(5), currency=Currency.GBP),
            ),
        ),
        total=Money(amount=Decimal(3), currency=Currency.EUR),
        note=None,
        state=OrderState.PLACED,
    )
    assert answer.status_code == 201
    assert served.bench.store.all(ORDERS) == [changed]


async def test_place_order_twice_under_one_key_has_one_effect(served: ServedOrdering) -> None:
    first = await served.client.post(
        "/ordering/orders",
        json=PLACE_ORDER,
        headers={"Idempotency-Key": "once"},
    )
    again = await served.client.post(
        "/ordering/orders",
        json=PLACE_ORDER,
        headers={"Idempotency-Key": "once"},
    )

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"]
    assert len(served.bench.store.all(ORDERS)) == 1
    await served.refuses(
        409,
        "idempotency-mismatch",
        "POST",
        "/ordering/orders",
        json={**PLACE_ORDER, "customer": "b@c"},
        headers={"Idempotency-Key": "once"},
    )


def test_place_order_has_its_bounds() -> None:
    takes(
        schemas.PlaceOrderBody,
        PLACE_ORDER,
        {"customer": "a@b"},
        {"customer": "b@c"},
        {"customer": "c@d"},
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 2,
                    "unit_price": {"amount": "3", "currency": "EUR"},
                },
            ],
        },
        {"note": ""},
        {"note": "x" * 500},
        {"note": None},
    )
    refuses(
        schemas.PlaceOrderBody,
        PLACE_ORDER,
        {"customer": ""},
        {"customer": "?"},
        {"customer": "é"},
        {"customer": None},
        {"lines": []},
        {
            "lines": [
                {"sku": "", "quantity": 3, "unit_price": {"amount": "4", "currency": "USD"}},
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {"sku": "?", "quantity": 3, "unit_price": {"amount": "4", "currency": "USD"}},
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {"sku": "é", "quantity": 3, "unit_price": {"amount": "4", "currency": "USD"}},
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 0,
                    "unit_price": {"amount": "4", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 100,
                    "unit_price": {"amount": "4", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": "strange",
                    "unit_price": {"amount": "4", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {"sku": "ABC-3456", "quantity": 3, "unit_price": "strange"},
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 3,
                    "unit_price": {"amount": "-0.01", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {
            "lines": [
                {
                    "sku": "ABC-3456",
                    "quantity": 3,
                    "unit_price": {"amount": "strange", "currency": "USD"},
                },
                {
                    "sku": "BCD-4567",
                    "quantity": 4,
                    "unit_price": {"amount": "5", "currency": "GBP"},
                },
            ],
        },
        {"total": "strange"},
        {"total": {"amount": "-0.01", "currency": "EUR"}},
        {"total": {"amount": "strange", "currency": "EUR"}},
        {"total": {"amount": None, "currency": "EUR"}},
        {"total": {"amount": "3", "currency": "strange"}},
        {"total": {"amount": "3", "currency": None}},
        {"total": None},
        {"note": "x" * 501},
        {"note": "\0"},
    )


async def test_place_order_is_refused(served: ServedOrdering) -> None:
    path = "/ordering/orders"
    await served.refuses(422, "invalid", "POST", path, json={**PLACE_ORDER, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(ORDERS) == []


async def test_confirm_order(served: ServedOrdering) -> None:
    given = ORDER
    await keep(served, given)

    answer = await served.client.post(
        "/ordering/orders/00000000-01f5-7000-8000-000000000000/confirm-order",
        headers={"If-Match": served.tag(ORDERS, given.id)},
    )

    changed, event = samples.confirm(given)
    assert answer.status_code == 204
    assert answer.content == b""
    assert served.bench.store.all(ORDERS) == [changed]
    assert served.bench.heard == [event]


async def test_confirm_order_is_refused(served: ServedOrdering) -> None:
    path = "/ordering/orders/00000000-01f5-7000-8000-000000000000/confirm-order"
    await served.refuses(404, "not-found", "POST", path)
    await served.refuses(422, "invalid", "POST", "/ordering/orders/strange/confirm-order")
    given = ORDER
    await keep(served, given)
    await served.refuses(412, "precondition-failed", "POST", path, headers={"If-Match": '"999"'})

    assert served.bench.store.all(ORDERS) == [given]


async def test_confirm_order_in_another_state(served: ServedOrdering) -> None:
    given = replace(ORDER, state=OrderState.CONFIRMED)
    await keep(served, given)

    await served.refuses(
        409,
        "illegal-move",
        "POST",
        "/ordering/orders/00000000-01f5-7000-8000-000000000000/confirm-order",
    )


async def test_ship_order(served: ServedOrdering) -> None:
    given = replace(ORDER, state=OrderState.CONFIRMED)
    await keep(served, given)

    answer = await served.client.post(
        "/ordering/orders/00000000-01f5-7000-8000-000000000000/ship-order",
        headers={"If-Match": served.tag(ORDERS, given.id)},
    )

    changed, event = samples.ship(given)
    assert answer.status_code == 204
    assert answer.content == b""
    assert served.bench.store.all(ORDERS) == [changed]
    assert served.bench.heard == [event]


async def test_ship_order_is_refused(served: ServedOrdering) -> None:
    path = "/ordering/orders/00000000-01f5-7000-8000-000000000000/ship-order"
    await served.refuses(404, "not-found", "POST", path)
    await served.refuses(422, "invalid", "POST", "/ordering/orders/strange/ship-order")
    given = replace(ORDER, state=OrderState.CONFIRMED)
    await keep(served, given)
    await served.refuses(412, "precondition-failed", "POST", path, headers={"If-Match": '"999"'})

    assert served.bench.store.all(ORDERS) == [given]


async def test_ship_order_in_another_state(served: ServedOrdering) -> None:
    given = replace(ORDER, state=OrderState.PLACED)
    await keep(served, given)

    await served.refuses(
        409,
        "illegal-move",
        "POST",
        "/ordering/orders/00000000-01f5-7000-8000-000000000000/ship-order",
    )


async def test_cancel_order(served: ServedOrdering) -> None:
    given = ORDER
    await keep(served, given)

    answer = await served.client.post(
        "/ordering/orders/00000000-01f5-7000-8000-000000000000/cancel-order",
        json=CANCEL_ORDER,
        headers={"If-Match": served.tag(ORDERS, given.id)},
    )

    changed, event = samples.cancel(given)
    assert answer.status_code == 204
    assert answer.content == b""
    assert served.bench.store.all(ORDERS) == [changed]
    assert served.bench.heard == [event]


def test_cancel_order_has_its_bounds() -> None:
    takes(schemas.CancelOrderBody, CANCEL_ORDER, {"reason": "x"}, {"reason": "x" * 500})
    refuses(
        schemas.CancelOrderBody,
        CANCEL_ORDER,
        {"reason": ""},
        {"reason": "x" * 501},
        {"reason": "\0" * 1},
        {"reason": None},
    )


async def test_cancel_order_is_refused(served: ServedOrdering) -> None:
    path = "/ordering/orders/00000000-01f5-7000-8000-000000000000/cancel-order"
    await served.refuses(404, "not-found", "POST", path, json=CANCEL_ORDER)
    await served.refuses(
        422,
        "invalid",
        "POST",
        "/ordering/orders/strange/cancel-order",
        json=CANCEL_ORDER,
    )
    given = ORDER
    await keep(served, given)
    await served.refuses(
        412,
        "precondition-failed",
        "POST",
        path,
        json=CANCEL_ORDER,
        headers={"If-Match": '"999"'},
    )
    await served.refuses(422, "invalid", "POST", path, json={**CANCEL_ORDER, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(ORDERS) == [given]


async def test_cancel_order_in_another_state(served: ServedOrdering) -> None:
    given = replace(ORDER, state=OrderState.SHIPPED)
    await keep(served, given)

    await served.refuses(
        409,
        "already-shipped",
        "POST",
        "/ordering/orders/00000000-01f5-7000-8000-000000000000/cancel-order",
        json=CANCEL_ORDER,
    )
