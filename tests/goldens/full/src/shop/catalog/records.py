"""What the queries of catalog answer: frozen rows, apart from the aggregates."""

from dataclasses import dataclass, field

from shop.catalog.values import Photo, ProductState
from shop.shared.values import Money, Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRecord:
    """A product as it is read."""

    sku: Sku
    name: str
    price: Money
    stock: int
    photos: tuple[Photo, ...]
    state: ProductState
    version: int = field(default=0, compare=False)
