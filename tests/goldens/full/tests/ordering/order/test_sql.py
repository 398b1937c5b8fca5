"""A database with orders: the contract, answers as from memory, all or nothing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from shop.ordering.model import Order
from shop.ordering.repository import OrderingWork
from shop.ordering.sql import sql_ordering_work
from shop.ordering.values import OrderState
from shop.shared.clock import SystemClock
from shop.shared.database import Database

from tests import database as db
from tests.doubles import CountedIds
from tests.ordering.order import test_use_cases
from tests.ordering.order.samples import ORDER
from tests.ordering.order.test_repository import OrderContract
from tests.ordering.sql_bench import SqlBench, UseCase
from tests.shared import faults

promised = OrderContract()


class TestSqlOrderRepository(OrderContract):
    @pytest.fixture
    def works(self, database: Database) -> Callable[[], OrderingWork]:
        return partial(sql_ordering_work, database, SystemClock(), CountedIds())


async def keep(bench: SqlBench, rows: tuple[Order, ...]) -> None:
    async with bench.work() as work:
        for row in rows:
            await promised.of(work).add(row)
        await work.commit()


async def test_only_what_changed_is_written(database: Database) -> None:
    bench = SqlBench(database)
    await keep(bench, (ORDER,))

    with faults.Points(database) as points:
        async with bench.work() as work:
            await promised.of(work).save(await promised.load(work, ORDER))
            await work.commit()

    assert len(points.beginning("SELECT")) == 2
    assert len(points.beginning("INSERT", "UPDATE", "DELETE")) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("use_case", "rows"),
    [
        (test_use_cases.PLACE_ORDER, ()),
        (test_use_cases.CONFIRM_ORDER, (ORDER,)),
        (test_use_cases.SHIP_ORDER, (replace(ORDER, state=OrderState.CONFIRMED),)),
        (test_use_cases.CANCEL_ORDER, (ORDER,)),
    ],
)
async def test_each_use_case_is_carried_out_wholly_or_not_at_all(
    stage: db.Stage,
    database: Database,
    use_case: UseCase,
    rows: tuple[Order, ...],
    figures: db.Figures,
) -> None:
    async def act() -> None:
        await SqlBench(database).run(use_case)

    await keep(SqlBench(database), rows)

    failed = await faults.failing_everywhere(stage, act, thorough=True)
    cancelled = await faults.cancelled_everywhere(stage, act)

    figures[f"{stage.kind}: failures at a statement or commit, all or nothing"] += failed
    figures[f"{stage.kind}: cancellations at an await, all or nothing"] += cancelled
