"""What catalog answers: questions without side effects."""

from dataclasses import dataclass

from shop.catalog.records import ProductRecord
from shop.shared.messages import Query
from shop.shared.pages import Page
from shop.shared.values import Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class GetProduct(Query[ProductRecord]):
    """Get a product."""

    sku: Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchProducts(Query[Page[ProductRecord]]):
    """Search products."""

    text: str | None = None
    limit: int = 50
    cursor: str | None = None
