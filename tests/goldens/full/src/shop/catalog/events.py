"""What has happened in catalog: facts, in the past tense."""

from dataclasses import dataclass

from shop.shared.messages import Event
from shop.shared.values import Money, Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductAdded(Event):
    """A product was added."""

    sku: Sku
    name: str
    price: Money
    stock: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChanged(Event):
    """Price was changed."""

    sku: Sku
    price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAdded(Event):
    """A photo was added."""

    sku: Sku
    file: str
    caption: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRemoved(Event):
    """A photo was removed."""

    sku: Sku
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReserved(Event):
    """Stock was reserved."""

    sku: Sku
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReleased(Event):
    """Stock was released."""

    sku: Sku
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRetired(Event):
    """A product was retired."""

    sku: Sku
