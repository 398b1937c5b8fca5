"""The door of ordering: the only names that other modules may use."""

from shop.ordering.events import OrderCancelled, OrderPlaced
from shop.ordering.values import OrderLine

__all__ = [
    "OrderCancelled",
    "OrderLine",
    "OrderPlaced",
]
