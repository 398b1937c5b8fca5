"""The repositories of orders: the contract, on every adapter."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from shop.ordering.model import Order
from shop.ordering.repository import OrderingWork, OrderRepository, memory_ordering_work
from shop.ordering.values import OrderLine
from shop.shared.memory import MemoryStore
from shop.shared.values import Currency, Email, Money, OrderId, Sku

from tests.contracts import RepositoryContract
from tests.doubles import CountedIds, FixedClock
from tests.ordering.order.samples import ORDER, OTHER_ORDER

CHANGED = replace(
    ORDER,
    customer=Email("b@c"),
    lines=(
        OrderLine(
            sku=Sku("BCD-4567"),
            quantity=4,
            unit_price=Money(amount=Decimal(5), currency=Currency.GBP),
        ),
    ),
    total=Money(amount=Decimal(4), currency=Currency.USD),
    note="note 2",
)


class OrderContract(RepositoryContract[OrderingWork, Order, OrderId]):
    """What every repository of orders promises."""

    one = ORDER
    other = OTHER_ORDER
    changed = CHANGED
    resource = "order"
    key = "id"

    def of(self, work: OrderingWork) -> OrderRepository:
        return work.orders

    def identity(self, aggregate: Order) -> OrderId:
        return aggregate.id


class TestMemoryOrderRepository(OrderContract):
    @pytest.fixture
    def works(self) -> Callable[[], OrderingWork]:
        return partial(memory_ordering_work, MemoryStore(), FixedClock(), CountedIds())
