"""The repositories of products: the contract, on every adapter."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from shop.catalog.model import Product
from shop.catalog.repository import CatalogWork, ProductRepository, memory_catalog_work
from shop.catalog.values import Photo
from shop.shared.memory import MemoryStore
from shop.shared.values import Currency, Money, Sku

from tests.catalog.product.samples import OTHER_PRODUCT, PRODUCT
from tests.contracts import RepositoryContract
from tests.doubles import CountedIds, FixedClock

CHANGED = replace(
    PRODUCT,
    name="name 2",
    price=Money(amount=Decimal(4), currency=Currency.USD),
    stock=5,
    photos=(Photo(file="file 3", caption="caption 3"), Photo(file="file 4", caption="caption 4")),
)


class ProductContract(RepositoryContract[CatalogWork, Product, Sku]):
    """What every repository of products promises."""

    one = PRODUCT
    other = OTHER_PRODUCT
    changed = CHANGED
    resource = "product"
    key = "sku"

    def of(self, work: CatalogWork) -> ProductRepository:
        return work.products

    def identity(self, aggregate: Product) -> Sku:
        return aggregate.sku


class TestMemoryProductRepository(ProductContract):
    @pytest.fixture
    def works(self) -> Callable[[], CatalogWork]:
        return partial(memory_catalog_work, MemoryStore(), FixedClock(), CountedIds())
