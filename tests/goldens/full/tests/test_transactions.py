"""The transactions of a store in memory: the contract, shown with products."""

from collections.abc import Callable
from functools import partial

import pytest

from shop.catalog.model import Product
from shop.catalog.repository import CatalogWork, memory_catalog_work
from shop.shared.memory import MemoryReceipts, MemoryStore
from shop.shared.terms import Receipts
from shop.shared.values import Sku

from tests.catalog.product.test_repository import ProductContract
from tests.contracts import TransactionContract
from tests.doubles import CountedIds, FixedClock


class TestMemoryTransactions(TransactionContract[CatalogWork, Product, Sku]):
    kind = ProductContract()

    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()

    @pytest.fixture
    def works(self, store: MemoryStore) -> Callable[[], CatalogWork]:
        return partial(memory_catalog_work, store, FixedClock(), CountedIds())

    @pytest.fixture
    def receipts(self, store: MemoryStore) -> Receipts:
        return MemoryReceipts(store)
