"""The use cases of an order, from end to end: what is kept, told and returned."""

import contextlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shop.app import App
from shop.ordering.commands import CancelOrder, ConfirmOrder, PlaceOrder, ShipOrder
from shop.ordering.model import AlreadyShipped, Order
from shop.ordering.repository import ORDERS
from shop.ordering.values import OrderLine, OrderState
from shop.shared.errors import DomainError, IllegalMove, NotFound
from shop.shared.messages import Command, Stamp
from shop.shared.values import Currency, Email, Money, OrderId, Sku

from tests.doubles import BEGIN, counted_id
from tests.ordering.bench import Bench
from tests.ordering.order import samples
from tests.ordering.order.samples import ORDER

PLACE_ORDER = PlaceOrder(
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
    note="note 1",
)
CONFIRM_ORDER = ConfirmOrder(order=OrderId(counted_id(501)))
SHIP_ORDER = ShipOrder(order=OrderId(counted_id(501)))
CANCEL_ORDER = CancelOrder(order=OrderId(counted_id(501)), reason="reason 2")


async def keep(bench: Bench, given: Order) -> None:
    async with bench.work() as work:
        await work.orders.add(given)
        await work.commit()


async def test_place_order(bench: Bench) -> None:
    identity = await bench.bus.send(PLACE_ORDER)

    changed, event = samples.place(
        order=OrderId(counted_id(1)),
        stamp=Stamp(event_id=counted_id(2), at=BEGIN),
    )
    assert bench.store.all(ORDERS) == [changed]
    assert bench.heard == [event]
    assert identity == changed.id


async def test_confirm_order(bench: Bench) -> None:
    given = ORDER
    await keep(bench, given)

    await bench.bus.send(CONFIRM_ORDER)

    changed, event = samples.confirm(given)
    assert bench.store.all(ORDERS) == [changed]
    assert bench.heard == [event]


async def test_confirm_order_of_what_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.bus.send(CONFIRM_ORDER)

    assert bench.heard == []


async def test_confirm_order_that_is_refused_leaves_nothing_behind(bench: Bench) -> None:
    given = replace(ORDER, state=OrderState.CONFIRMED)
    await keep(bench, given)

    with pytest.raises(IllegalMove):
        await bench.bus.send(CONFIRM_ORDER)

    assert bench.store.all(ORDERS) == [given]
    assert bench.heard == []


async def test_ship_order(bench: Bench) -> None:
    given = replace(ORDER, state=OrderState.CONFIRMED)
    await keep(bench, given)

    await bench.bus.send(SHIP_ORDER)

    changed, event = samples.ship(given)
    assert bench.store.all(ORDERS) == [changed]
    assert bench.heard == [event]


async def test_ship_order_of_what_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.bus.send(SHIP_ORDER)

    assert bench.heard == []


async def test_ship_order_that_is_refused_leaves_nothing_behind(bench: Bench) -> None:
    given = replace(ORDER, state=OrderState.PLACED)
    await keep(bench, given)

    with pytest.raises(IllegalMove):
        await bench.bus.send(SHIP_ORDER)

    assert bench.store.all(ORDERS) == [given]
    assert bench.heard == []


async def test_cancel_order(bench: Bench) -> None:
    given = ORDER
    await keep(bench, given)

    await bench.bus.send(CANCEL_ORDER)

    changed, event = samples.cancel(given)
    assert bench.store.all(ORDERS) == [changed]
    assert bench.heard == [event]


async def test_cancel_order_of_what_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.bus.send(CANCEL_ORDER)

    assert bench.heard == []


async def test_cancel_order_that_is_refused_leaves_nothing_behind(bench: Bench) -> None:
    given = replace(ORDER, state=OrderState.SHIPPED)
    await keep(bench, given)

    with pytest.raises(AlreadyShipped):
        await bench.bus.send(CANCEL_ORDER)

    assert bench.store.all(ORDERS) == [given]
    assert bench.heard == []


async def test_the_app_has_a_handler_for_each_command(app: App) -> None:
    commands: list[Command[Any]] = [
        PLACE_ORDER,
        CONFIRM_ORDER,
        SHIP_ORDER,
        CANCEL_ORDER,
    ]

    for command in commands:
        with contextlib.suppress(DomainError):
            await app.bus.send(command)
