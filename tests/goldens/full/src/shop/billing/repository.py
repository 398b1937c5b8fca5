"""Where billing keeps its aggregates: the ports, and their adapters in memory."""

from typing import Protocol

from shop.billing.model import Payment
from shop.billing.values import PaymentId
from shop.shared.clock import Clock
from shop.shared.ids import Ids
from shop.shared.memory import MemoryRepository, MemoryStore, MemoryTable, MemoryTransaction
from shop.shared.repository import Repository
from shop.shared.unit_of_work import Transaction, UnitOfWork
from shop.shared.values import OrderId


class PaymentRepository(Repository[Payment, PaymentId], Protocol):
    """All payments."""

    async def with_order(self, order: OrderId) -> tuple[Payment, ...]:
        """Return those with this order."""
        ...


class BillingWork(UnitOfWork):
    """The unit of work of billing, with a repository for each aggregate."""

    def __init__(
        self,
        transaction: Transaction,
        clock: Clock,
        ids: Ids,
        *,
        payments: PaymentRepository,
    ) -> None:
        """Bind the repositories to the transaction they work in."""
        super().__init__(transaction, clock, ids)
        self.payments = payments


PAYMENTS: MemoryTable[Payment, PaymentId] = MemoryTable(
    "payment",
    "id",
    lambda payment: payment.id,
)


class MemoryPaymentRepository(MemoryRepository[Payment, PaymentId]):
    """All payments, in memory."""

    async def with_order(self, order: OrderId) -> tuple[Payment, ...]:
        """Return those with this order."""
        return tuple(row for row in self._all() if row.order == order)


def memory_billing_work(store: MemoryStore, clock: Clock, ids: Ids) -> BillingWork:
    """Return new work on a store in memory."""
    transaction = MemoryTransaction(store, clock)
    return BillingWork(
        transaction,
        clock,
        ids,
        payments=MemoryPaymentRepository(transaction, PAYMENTS),
    )
