"""Where catalog keeps its aggregates: the ports, and their adapters in memory."""

from typing import Protocol

from shop.catalog.model import Product
from shop.catalog.records import ProductRecord
from shop.catalog.values import ProductState
from shop.shared.clock import Clock
from shop.shared.errors import NotFound
from shop.shared.ids import Ids
from shop.shared.memory import (
    MemoryRepository,
    MemoryStore,
    MemoryTable,
    MemoryTransaction,
    contained,
)
from shop.shared.pages import Page, page_of
from shop.shared.repository import Repository
from shop.shared.unit_of_work import Transaction, UnitOfWork
from shop.shared.values import Sku


class ProductRepository(Repository[Product, Sku], Protocol):
    """All products."""


class CatalogWork(UnitOfWork):
    """The unit of work of catalog, with a repository for each aggregate."""

    def __init__(
        self,
        transaction: Transaction,
        clock: Clock,
        ids: Ids,
        *,
        products: ProductRepository,
    ) -> None:
        """Bind the repositories to the transaction they work in."""
        super().__init__(transaction, clock, ids)
        self.products = products


class CatalogReads(Protocol):
    """The read side of catalog; it changes nothing."""

    async def get_product(self, *, sku: Sku) -> ProductRecord:
        """Get a product."""
        ...

    async def search_products(
        self,
        *,
        text: str | None,
        limit: int,
        cursor: str | None,
    ) -> Page[ProductRecord]:
        """Search products."""
        ...


PRODUCTS: MemoryTable[Product, Sku] = MemoryTable(
    "product",
    "sku",
    lambda product: product.sku,
)


class MemoryProductRepository(MemoryRepository[Product, Sku]):
    """All products, in memory."""


def memory_catalog_work(store: MemoryStore, clock: Clock, ids: Ids) -> CatalogWork:
    """Return new work on a store in memory."""
    transaction = MemoryTransaction(store, clock)
    return CatalogWork(
        transaction,
        clock,
        ids,
        products=MemoryProductRepository(transaction, PRODUCTS),
    )


class MemoryCatalogReads:
    """The read side of catalog, in memory."""

    def __init__(self, store: MemoryStore) -> None:
        """Read what is committed."""
        self._store = store

    async def get_product(self, *, sku: Sku) -> ProductRecord:
        """Get a product."""
        found = self._store.find(PRODUCTS, sku)
        if found is None:
            raise NotFound("product", sku)
        return product_record(found, self._store.version(PRODUCTS, sku))

    async def search_products(
        self,
        *,
        text: str | None,
        limit: int,
        cursor: str | None,
    ) -> Page[ProductRecord]:
        """Search products."""
        rows = [
            row
            for row in self._products()
            if row.state is ProductState.ACTIVE and contained(text, row.name)
        ]
        return page_of(rows, kind=str, key_of=lambda it: it.sku.value, limit=limit, cursor=cursor)

    def _products(self) -> list[ProductRecord]:
        return [
            product_record(it, self._store.version(PRODUCTS, it.sku))
            for it in self._store.all(PRODUCTS)
        ]


def product_record(product: Product, version: int = 0) -> ProductRecord:
    """Return the product as it is read, at this version."""
    return ProductRecord(
        sku=product.sku,
        name=product.name,
        price=product.price,
        stock=product.stock,
        photos=product.photos,
        state=product.state,
        version=version,
    )
