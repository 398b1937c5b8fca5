"""Who answers for the ports of billing in process and in tests: the contract, and more."""

from decimal import Decimal

import pytest

from shop.billing.adapters import InProcessAlerts, InProcessPaymentGateway
from shop.shared.values import Currency, Money, OrderId

from tests.billing.ports import (
    AlertsContract,
    FakeAlerts,
    FakePaymentGateway,
    PaymentGatewayContract,
)
from tests.doubles import counted_id
from tests.shared.hearing import PortHearing


class TestInProcessPaymentGateway(PaymentGatewayContract):
    @pytest.fixture
    def adapter(self) -> InProcessPaymentGateway:
        return InProcessPaymentGateway()


class TestFakePaymentGateway(PaymentGatewayContract):
    @pytest.fixture
    def adapter(self) -> FakePaymentGateway:
        return FakePaymentGateway(PortHearing())


async def test_payment_gateway_keeps_the_last_call_of_charge() -> None:
    adapter = InProcessPaymentGateway(kept=1)

    await adapter.charge(
        order=OrderId(counted_id(1000)),
        amount=Money(amount=Decimal(2), currency=Currency.GBP),
    )
    await adapter.charge(
        order=OrderId(counted_id(1001)),
        amount=Money(amount=Decimal(3), currency=Currency.EUR),
    )

    assert list(adapter.calls) == [
        (
            "charge",
            {
                "order": OrderId(counted_id(1001)),
                "amount": Money(amount=Decimal(3), currency=Currency.EUR),
            },
        ),
    ]


async def test_payment_gateway_answers_charge_as_wanted() -> None:
    wanted = False
    adapter = InProcessPaymentGateway(charge=wanted)

    answer = await adapter.charge(
        order=OrderId(counted_id(1000)),
        amount=Money(amount=Decimal(2), currency=Currency.GBP),
    )

    assert answer == wanted


class TestInProcessAlerts(AlertsContract):
    @pytest.fixture
    def adapter(self) -> InProcessAlerts:
        return InProcessAlerts()


class TestFakeAlerts(AlertsContract):
    @pytest.fixture
    def adapter(self) -> FakeAlerts:
        return FakeAlerts(PortHearing())


async def test_alerts_keeps_the_last_call_of_payment_refused() -> None:
    adapter = InProcessAlerts(kept=1)

    await adapter.payment_refused(
        order=OrderId(counted_id(1000)),
        amount=Money(amount=Decimal(2), currency=Currency.GBP),
    )
    await adapter.payment_refused(
        order=OrderId(counted_id(1001)),
        amount=Money(amount=Decimal(3), currency=Currency.EUR),
    )

    assert list(adapter.calls) == [
        (
            "payment_refused",
            {
                "order": OrderId(counted_id(1001)),
                "amount": Money(amount=Decimal(3), currency=Currency.EUR),
            },
        ),
    ]
