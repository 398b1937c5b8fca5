"""The policies of billing: which event leads to which commands."""

import logging
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from shop.app import App
from shop.billing.commands import RefundPayment
from shop.billing.events import PaymentRefused
from shop.billing.policies import alert_support, refund_cancelled_orders
from shop.billing.repository import memory_billing_work
from shop.billing.values import PaymentId
from shop.ordering import OrderCancelled
from shop.shared.errors import NotFound
from shop.shared.event_bus import EventBus
from shop.shared.memory import MemoryStore, MemoryTransaction
from shop.shared.message_bus import MessageBus
from shop.shared.unit_of_work import UnitOfWork
from shop.shared.values import Currency, Money, OrderId

from tests.billing.payment.samples import OTHER_PAYMENT, PAYMENT
from tests.billing.ports import FakeAlerts
from tests.doubles import BEGIN, CountedIds, FixedClock, counted_id
from tests.shared.hearing import PortHearing, for_ever


class Taker:
    """A bus that takes commands, keeps them and refuses each: that keeps no other from coming."""

    def __init__(self) -> None:
        self.taken: list[object] = []
        self.bus = MessageBus(EventBus())

    async def take(self, command: object, work: UnitOfWork) -> None:
        self.taken.append(command)
        raise NotFound("taker", len(self.taken))

    def work(self) -> UnitOfWork:
        return UnitOfWork(MemoryTransaction(MemoryStore()), FixedClock(), CountedIds())


def event_of_refund_cancelled_orders() -> OrderCancelled:
    return OrderCancelled(
        event_id=counted_id(1),
        occurred_at=BEGIN,
        order=OrderId(counted_id(501)),
        reason="reason 1",
    )


async def test_refund_cancelled_orders(caplog: pytest.LogCaptureFixture) -> None:
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
    said = "refund_cancelled_orders was refused: there is no taker"
    numbers = range(1, len(wanted) + 1)
    assert caplog.messages == [f"{said} {number} ({event!r})" for number in numbers]


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


def event_of_alert_support() -> PaymentRefused:
    return PaymentRefused(
        event_id=counted_id(1),
        occurred_at=BEGIN,
        payment=PaymentId(counted_id(501)),
        order=OrderId(counted_id(1000)),
        amount=Money(amount=Decimal(2), currency=Currency.GBP),
    )


async def test_alert_support() -> None:
    event = event_of_alert_support()
    hearing = PortHearing()
    wanted = [("Alerts.payment_refused", {"order": event.order, "amount": event.amount})]

    await alert_support(event, alerts=FakeAlerts(hearing), port_timeout=5.0)

    assert hearing.asked == wanted


async def test_alert_support_tells_once_what_takes_too_long(
    caplog: pytest.LogCaptureFixture,
) -> None:
    event = event_of_alert_support()
    hearing = PortHearing()
    hearing.then = for_ever
    wanted = [("Alerts.payment_refused", {"order": event.order, "amount": event.amount})]

    await alert_support(event, alerts=FakeAlerts(hearing), port_timeout=0.01)

    assert hearing.asked == wanted
    assert "alert_support was given up: Alerts fell silent" in caplog.text


async def test_the_app_has_alert_support_hear_its_event(
    app: App,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []

    async def tell(name: str, *_: object) -> None:
        told.append(name)

    monkeypatch.setattr("shop.billing.policies.tell", tell)

    await app.event_bus.publish([event_of_alert_support()])

    assert "alert_support" in told
