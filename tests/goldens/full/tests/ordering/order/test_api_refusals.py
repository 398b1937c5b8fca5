"""Order over HTTP: what is refused, and that nothing is changed by it."""

from dataclasses import replace

from shop.ordering.repository import ORDERS
from shop.ordering.values import OrderState

from tests.ordering.order.bodies import CANCEL_ORDER, PLACE_ORDER, keep
from tests.ordering.order.samples import ORDER
from tests.ordering.served import ServedOrdering


async def test_place_order_is_refused(served: ServedOrdering) -> None:
    path = "/ordering/orders"
    await served.refuses(422, "invalid", "POST", path, json={**PLACE_ORDER, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(ORDERS) == []


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
