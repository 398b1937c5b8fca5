"""The repositories of payments: the contract, on every adapter."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from shop.billing.model import Payment
from shop.billing.repository import BillingWork, PaymentRepository, memory_billing_work
from shop.billing.values import PaymentId
from shop.shared.memory import MemoryStore
from shop.shared.values import Currency, Money, OrderId

from tests.billing.payment.samples import OTHER_PAYMENT, PAYMENT
from tests.contracts import RepositoryContract
from tests.doubles import CountedIds, FixedClock, counted_id

CHANGED = replace(
    PAYMENT,
    order=OrderId(counted_id(1001)),
    amount=Money(amount=Decimal(3), currency=Currency.EUR),
    refunded_on=dt.date(2024, 3, 4),
)


class PaymentContract(RepositoryContract[BillingWork, Payment, PaymentId]):
    """What every repository of payments promises."""

    one = PAYMENT
    other = OTHER_PAYMENT
    changed = CHANGED
    resource = "payment"
    key = "id"

    def of(self, work: BillingWork) -> PaymentRepository:
        return work.payments

    def identity(self, aggregate: Payment) -> PaymentId:
        return aggregate.id

    async def test_those_with_one_order_are_found(self, works: Callable[[], BillingWork]) -> None:
        await self.keep(works, self.one, self.other)

        async with works() as work:
            found = await self.of(work).with_order(self.one.order)

        assert [it for it in (self.one, self.other) if it in found] == list(found)
        assert self.one in found
        assert all(it.order == self.one.order for it in found)


class TestMemoryPaymentRepository(PaymentContract):
    @pytest.fixture
    def works(self) -> Callable[[], BillingWork]:
        return partial(memory_billing_work, MemoryStore(), FixedClock(), CountedIds())
