"""The policies of billing: which event leads to which commands."""

import logging
from dataclasses import replace
from functools import partial

import pytest

from shop.app import App
from shop.billing.commands import RefundPayment
from shop.billing.policies import refund_cancelled_orders
from shop.billing.repository import memory_billing_work
from shop.ordering import OrderCancelled
from shop.shared.event_bus import EventBus
from shop.shared.memory import MemoryStore, MemoryTransaction
from shop.shared.message_bus import MessageBus
from shop.shared.unit_of_work import UnitOfWork
from shop.shared.values import OrderId

from tests.billing.payment.samples import OTHER_PAYMENT, PAYMENT
from tests.doubles import BEGIN, CountedIds, FixedClock, counted_id


class Taker:
    """A bus that takes commands and keeps them."""

    def __init__(self) -> None:
        self.taken: list[object] = []
        self.bus = MessageBus(EventBus())

    async def take(self, command: object, work: UnitOfWork) -> None:
        self.taken.append(command)

    def work(self) -> UnitOfWork:
        return UnitOfWork(MemoryTransaction(MemoryStore()), FixedClock(), CountedIds())


def event_of_refund_cancelled_orders() -> OrderCancelled:
    return OrderCancelled(
        event_id=counted_id(1),
        occurred_at=BEGIN,
        order=OrderId(counted_id(501)),
        reason="reason 1",
    )


async def test_refund_cancelled_orders() -> None:
    event = event_of_refund_cancelled_orders()
    work = partial(memory_billing_work, MemoryStore(), FixedClock(), CountedIds())
    kept = [
        replace(PAYMENT, order=event.order),
        replace(OTHER_PAYMENT, order=event.order),
    ]
    async with work() as unit:
        for row in kept:
            await unit.payments.add(row)
        await unit.commit()
    taker = Taker()
    taker.bus.on_command(RefundPayment, taker.take, taker.work)
    wanted = [RefundPayment(payment=found.id) for found in kept]

    await refund_cancelled_orders(event, bus=taker.bus, work=work)

    assert taker.taken == wanted


async def test_refund_cancelled_orders_with_nothing_to_do(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    event = event_of_refund_cancelled_orders()
    work = partial(memory_billing_work, MemoryStore(), FixedClock(), CountedIds())
    async with work() as unit:
        await unit.payments.add(replace(PAYMENT, order=OrderId(counted_id(502))))
        await unit.commit()
    taker = Taker()

    await refund_cancelled_orders(event, bus=taker.bus, work=work)

    assert taker.taken == []
    assert caplog.messages == [
        f"refund_cancelled_orders: nothing to do for event {event.event_id}",
    ]


async def test_the_app_has_refund_cancelled_orders_hear_its_event(
    app: App,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)

    await app.event_bus.publish([event_of_refund_cancelled_orders()])

    assert any(said.startswith("refund_cancelled_orders: ") for said in caplog.messages)
