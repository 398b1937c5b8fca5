"""The transactions of a database: the contract, shown with products."""

from collections.abc import Callable
from functools import partial

import pytest

from shop.catalog.model import Product
from shop.catalog.repository import CatalogWork
from shop.catalog.sql import sql_catalog_work
from shop.shared.clock import SystemClock
from shop.shared.database import Database
from shop.shared.sql_receipts import SqlReceipts
from shop.shared.terms import Receipts
from shop.shared.values import Sku

from tests.catalog.product.test_repository import ProductContract
from tests.contracts import TransactionContract
from tests.doubles import CountedIds


class TestSqlTransactions(TransactionContract[CatalogWork, Product, Sku]):
    kind = ProductContract()

    @pytest.fixture
    def works(self, database: Database) -> Callable[[], CatalogWork]:
        return partial(sql_catalog_work, database, SystemClock(), CountedIds())

    @pytest.fixture
    def receipts(self, database: Database) -> Receipts:
        return SqlReceipts(database)
