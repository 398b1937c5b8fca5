"""What has happened in ordering: facts, in the past tense."""

from dataclasses import dataclass

from shop.ordering.values import OrderLine
from shop.shared.messages import Event
from shop.shared.values import Email, Money, OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """An order was placed."""

    order: OrderId
    customer: Email
    lines: tuple[OrderLine, ...]
    total: Money
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(Event):
    """An order was confirmed."""

    order: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShipped(Event):
    """An order was shipped."""

    order: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """An order was cancelled."""

    order: OrderId
    reason: str
