"""Order over HTTP: what is answered, and what is kept and told."""

from dataclasses import replace
from decimal import Decimal

from shop.ordering.model import Order
from shop.ordering.repository import ORDERS
from shop.ordering.values import OrderLine, OrderState
from shop.shared.messages import Stamp
from shop.shared.values import Currency, Email, Money, OrderId, Sku

from tests.doubles import BEGIN, counted_id
from tests.ordering.order import samples
from tests.ordering.order.bodies import CANCEL_ORDER, PLACE_ORDER, keep
from tests.ordering.order.samples import ORDER
from tests.ordering.served import ServedOrdering


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
