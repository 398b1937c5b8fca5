"""The use cases of a payment, from end to end: what is kept, told and returned."""

import contextlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shop.app import App
from shop.billing.commands import RefundPayment, TakePayment
from shop.billing.model import Payment
from shop.billing.repository import PAYMENTS
from shop.billing.values import PaymentId, PaymentState
from shop.shared.errors import DomainError, IllegalMove, NotFound
from shop.shared.messages import Command, Stamp
from shop.shared.values import Currency, Money, OrderId

from tests.billing.bench import Bench
from tests.billing.payment import samples
from tests.billing.payment.samples import PAYMENT
from tests.doubles import BEGIN, counted_id

TAKE_PAYMENT = TakePayment(
    order=OrderId(counted_id(1000)),
    amount=Money(amount=Decimal(2), currency=Currency.GBP),
)
REFUND_PAYMENT = RefundPayment(payment=PaymentId(counted_id(501)))


async def keep(bench: Bench, given: Payment) -> None:
    async with bench.work() as work:
        await work.payments.add(given)
        await work.commit()


async def test_take_payment(bench: Bench) -> None:
    identity = await bench.bus.send(TAKE_PAYMENT)

    changed, event = samples.take(
        payment=PaymentId(counted_id(1)),
        stamp=Stamp(event_id=counted_id(2), at=BEGIN),
    )
    assert bench.store.all(PAYMENTS) == [changed]
    assert bench.heard == [event]
    assert identity == changed.id


async def test_refund_payment(bench: Bench) -> None:
    given = PAYMENT
    await keep(bench, given)

    await bench.bus.send(REFUND_PAYMENT)

    changed, event = samples.refund(given)
    assert bench.store.all(PAYMENTS) == [changed]
    assert bench.heard == [event]


async def test_refund_payment_of_what_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.bus.send(REFUND_PAYMENT)

    assert bench.heard == []


async def test_refund_payment_that_is_refused_leaves_nothing_behind(bench: Bench) -> None:
    given = replace(PAYMENT, state=PaymentState.REFUSED)
    await keep(bench, given)

    with pytest.raises(IllegalMove):
        await bench.bus.send(REFUND_PAYMENT)

    assert bench.store.all(PAYMENTS) == [given]
    assert bench.heard == []


async def test_the_app_has_a_handler_for_each_command(app: App) -> None:
    commands: list[Command[Any]] = [
        TAKE_PAYMENT,
        REFUND_PAYMENT,
    ]

    for command in commands:
        with contextlib.suppress(DomainError):
            await app.bus.send(command)
