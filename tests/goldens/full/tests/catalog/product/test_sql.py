"""A database with products: the contract, answers as from memory, all or nothing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from shop.catalog.model import Product
from shop.catalog.repository import CatalogWork
from shop.catalog.sql import sql_catalog_work
from shop.catalog.values import ProductState
from shop.shared.clock import SystemClock
from shop.shared.database import Database
from shop.shared.errors import DomainError, Invalid
from shop.shared.sql_tables import Unreadable
from shop.shared.values import Sku

from tests import database as db
from tests.catalog.bench import Bench
from tests.catalog.product import test_queries, test_use_cases
from tests.catalog.product.samples import OTHER_PRODUCT, PRODUCT
from tests.catalog.product.test_repository import ProductContract
from tests.catalog.sql_bench import AnyQuestion, SqlBench, UseCase
from tests.doubles import CountedIds
from tests.shared import faults

promised = ProductContract()


class TestSqlProductRepository(ProductContract):
    @pytest.fixture
    def works(self, database: Database) -> Callable[[], CatalogWork]:
        return partial(sql_catalog_work, database, SystemClock(), CountedIds())


async def keep(bench: Bench | SqlBench, rows: tuple[Product, ...]) -> None:
    async with bench.work() as work:
        for row in rows:
            await promised.of(work).add(row)
        await work.commit()


async def test_only_what_changed_is_written(database: Database) -> None:
    bench = SqlBench(database)
    await keep(bench, (PRODUCT,))

    with faults.Points(database) as points:
        async with bench.work() as work:
            await promised.of(work).save(await promised.load(work, PRODUCT))
            await work.commit()

    assert len(points.beginning("SELECT")) == 2
    assert len(points.beginning("INSERT", "UPDATE", "DELETE")) == 1


async def answer(bench: Bench | SqlBench, asked: AnyQuestion) -> object:
    try:
        return await bench.bus.ask(asked)
    except DomainError as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        (test_queries.GET_PRODUCT, (OTHER_PRODUCT, PRODUCT)),
        (
            test_queries.SEARCH_PRODUCTS,
            (
                replace(OTHER_PRODUCT, name="name 1", state=ProductState.RETIRED),
                replace(OTHER_PRODUCT, sku=Sku("CDE-5678")),
                PRODUCT,
            ),
        ),
        (test_queries.SEARCH_PRODUCTS_OF_ALL, (OTHER_PRODUCT, PRODUCT)),
    ],
)
async def test_what_is_asked_is_answered_as_from_memory(
    database: Database,
    bench: Bench,
    asked: AnyQuestion,
    rows: tuple[Product, ...],
) -> None:
    kept = SqlBench(database)

    assert await answer(kept, asked) == await answer(bench, asked)

    await keep(bench, rows)
    await keep(kept, rows)
    with faults.Points(database) as points:
        found = await answer(kept, asked)

    assert found == await answer(bench, asked)
    assert len(points.beginning("SELECT")) <= 2


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        (test_queries.GET_PRODUCT, (OTHER_PRODUCT, PRODUCT)),
    ],
)
async def test_what_is_kept_and_not_allowed_is_no_fault_of_who_asks(
    monkeypatch: pytest.MonkeyPatch,
    database: Database,
    asked: AnyQuestion,
    rows: tuple[Product, ...],
) -> None:
    bench = SqlBench(database)
    await keep(bench, rows)

    def refuse(*_: object, **__: object) -> None:
        raise Invalid("Product", ["it: is allowed no longer"])

    monkeypatch.setattr(Product, "__init__", refuse)

    with pytest.raises(Unreadable):
        await answer(bench, asked)


async def test_search_products_goes_on_where_a_page_ended(database: Database) -> None:
    bench = SqlBench(database)
    rows = (OTHER_PRODUCT, PRODUCT)
    await keep(bench, rows)

    first = await bench.bus.ask(replace(test_queries.SEARCH_PRODUCTS_OF_ALL, limit=1))
    second = await bench.bus.ask(
        replace(test_queries.SEARCH_PRODUCTS_OF_ALL, limit=1, cursor=first.next),
    )

    assert (len(first.items), len(second.items)) == (1, 1)
    assert first.items != second.items
    assert first.next is not None
    assert second.next is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("use_case", "rows"),
    [
        (test_use_cases.ADD_PRODUCT, ()),
        (test_use_cases.CHANGE_PRICE, (PRODUCT,)),
        (test_use_cases.ADD_PHOTO, (PRODUCT,)),
        (test_use_cases.REMOVE_PHOTO, (PRODUCT,)),
        (test_use_cases.RESERVE_STOCK, (PRODUCT,)),
        (test_use_cases.RELEASE_STOCK, (PRODUCT,)),
        (test_use_cases.RETIRE_PRODUCT, (PRODUCT,)),
    ],
)
async def test_each_use_case_is_carried_out_wholly_or_not_at_all(
    stage: db.Stage,
    database: Database,
    use_case: UseCase,
    rows: tuple[Product, ...],
    figures: db.Figures,
) -> None:
    async def act() -> None:
        await SqlBench(database).run(use_case)

    await keep(SqlBench(database), rows)

    failed = await faults.failing_everywhere(stage, act, thorough=True)
    cancelled = await faults.cancelled_everywhere(stage, act)

    figures[f"{stage.kind}: failures at a statement or commit, all or nothing"] += failed
    figures[f"{stage.kind}: cancellations at an await, all or nothing"] += cancelled
