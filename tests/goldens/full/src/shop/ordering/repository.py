"""Where ordering keeps its aggregates: the ports, and their adapters in memory."""

from typing import Protocol

from shop.ordering.model import Order
from shop.shared.clock import Clock
from shop.shared.ids import Ids
from shop.shared.memory import MemoryRepository, MemoryStore, MemoryTable, MemoryTransaction
from shop.shared.repository import Repository
from shop.shared.unit_of_work import Transaction, UnitOfWork
from shop.shared.values import OrderId


class OrderRepository(Repository[Order, OrderId], Protocol):
    """All orders."""


class OrderingWork(UnitOfWork):
    """The unit of work of ordering, with a repository for each aggregate."""

    def __init__(
        self,
        transaction: Transaction,
        clock: Clock,
        ids: Ids,
        *,
        orders: OrderRepository,
    ) -> None:
        """Bind the repositories to the transaction they work in."""
        super().__init__(transaction, clock, ids)
        self.orders = orders


ORDERS: MemoryTable[Order, OrderId] = MemoryTable(
    "order",
    "id",
    lambda order: order.id,
)


class MemoryOrderRepository(MemoryRepository[Order, OrderId]):
    """All orders, in memory."""


def memory_ordering_work(store: MemoryStore, clock: Clock, ids: Ids) -> OrderingWork:
    """Return new work on a store in memory."""
    transaction = MemoryTransaction(store, clock)
    return OrderingWork(
        transaction,
        clock,
        ids,
        orders=MemoryOrderRepository(transaction, ORDERS),
    )
