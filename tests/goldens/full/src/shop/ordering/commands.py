"""What may be asked of ordering: intentions, in the imperative."""

from dataclasses import dataclass

from shop.ordering.values import OrderLine
from shop.shared.messages import Command
from shop.shared.values import Email, Money, OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder(Command[OrderId]):
    """Place an order."""

    customer: Email
    lines: tuple[OrderLine, ...]
    total: Money
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmOrder(Command[None]):
    """Confirm an order."""

    order: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipOrder(Command[None]):
    """Ship an order."""

    order: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder(Command[None]):
    """Cancel an order."""

    order: OrderId
    reason: str
