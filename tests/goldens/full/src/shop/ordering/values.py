"""What the messages and the model of ordering both speak of."""

from dataclasses import dataclass
from enum import StrEnum

from shop.shared.checks import Check
from shop.shared.values import Money, Sku


class OrderState(StrEnum):
    """The states of an order."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An order line."""

    sku: Sku
    quantity: int
    unit_price: Money

    def __post_init__(self) -> None:
        """Refuse what lies outside a field's type."""
        Check.all(
            "OrderLine",
            Check.whole("quantity", self.quantity, low=1, high=99),
        )
