"""The ports of billing: what every adapter promises, and fakes that keep to it.

Whoever writes an adapter inherits the contract, gives a fixture that makes one, and sees what
is missing.
"""

import asyncio
from decimal import Decimal

from shop.billing.ports import Alerts, PaymentGateway
from shop.shared.values import Currency, Money, OrderId

from tests.doubles import counted_id
from tests.shared.hearing import PortHearing


class PaymentGatewayContract:
    """What every adapter of PaymentGateway promises."""

    async def test_charge_is_answered_many_at_once(self, adapter: PaymentGateway) -> None:
        answers = await asyncio.gather(
            adapter.charge(
                order=OrderId(counted_id(1000)),
                amount=Money(amount=Decimal(2), currency=Currency.GBP),
            ),
            adapter.charge(
                order=OrderId(counted_id(1001)),
                amount=Money(amount=Decimal(3), currency=Currency.EUR),
            ),
        )

        assert len(answers) == 2
        for it in answers:
            assert isinstance(it, bool)

    async def test_charge_ends_when_it_is_cancelled(self, adapter: PaymentGateway) -> None:
        begun = asyncio.create_task(
            adapter.charge(
                order=OrderId(counted_id(1000)),
                amount=Money(amount=Decimal(2), currency=Currency.GBP),
            ),
        )
        await asyncio.sleep(0)

        begun.cancel()
        _, pending = await asyncio.wait([begun], timeout=1)

        assert not pending
        await adapter.charge(
            order=OrderId(counted_id(1000)),
            amount=Money(amount=Decimal(2), currency=Currency.GBP),
        )


class FakePaymentGateway:
    """Answers at once; what it is asked goes to a hearing."""

    def __init__(self, hearing: PortHearing) -> None:
        self._hearing = hearing

    async def charge(self, *, order: OrderId, amount: Money) -> bool:
        await self._hearing.hear("PaymentGateway.charge", order=order, amount=amount)
        return True


class AlertsContract:
    """What every adapter of Alerts promises."""

    async def test_payment_refused_is_answered_many_at_once(self, adapter: Alerts) -> None:
        answers = await asyncio.gather(
            adapter.payment_refused(
                order=OrderId(counted_id(1000)),
                amount=Money(amount=Decimal(2), currency=Currency.GBP),
            ),
            adapter.payment_refused(
                order=OrderId(counted_id(1001)),
                amount=Money(amount=Decimal(3), currency=Currency.EUR),
            ),
        )

        assert len(answers) == 2
        for it in answers:
            assert it is None

    async def test_payment_refused_ends_when_it_is_cancelled(self, adapter: Alerts) -> None:
        begun = asyncio.create_task(
            adapter.payment_refused(
                order=OrderId(counted_id(1000)),
                amount=Money(amount=Decimal(2), currency=Currency.GBP),
            ),
        )
        await asyncio.sleep(0)

        begun.cancel()
        _, pending = await asyncio.wait([begun], timeout=1)

        assert not pending
        await adapter.payment_refused(
            order=OrderId(counted_id(1000)),
            amount=Money(amount=Decimal(2), currency=Currency.GBP),
        )


class FakeAlerts:
    """Answers at once; what it is asked goes to a hearing."""

    def __init__(self, hearing: PortHearing) -> None:
        self._hearing = hearing

    async def payment_refused(self, *, order: OrderId, amount: Money) -> None:
        await self._hearing.hear("Alerts.payment_refused", order=order, amount=amount)
