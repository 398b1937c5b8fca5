"""A database with payments: the contract, answers as from memory, all or nothing."""

from collections.abc import Callable
from functools import partial

import pytest

from shop.billing.model import Payment
from shop.billing.repository import BillingWork
from shop.billing.sql import sql_billing_work
from shop.shared.clock import SystemClock
from shop.shared.database import Database

from tests import database as db
from tests.billing.payment import test_use_cases
from tests.billing.payment.samples import PAYMENT
from tests.billing.payment.test_repository import PaymentContract
from tests.billing.sql_bench import SqlBench, UseCase
from tests.doubles import CountedIds
from tests.shared import faults

promised = PaymentContract()


class TestSqlPaymentRepository(PaymentContract):
    @pytest.fixture
    def works(self, database: Database) -> Callable[[], BillingWork]:
        return partial(sql_billing_work, database, SystemClock(), CountedIds())


async def keep(bench: SqlBench, rows: tuple[Payment, ...]) -> None:
    async with bench.work() as work:
        for row in rows:
            await promised.of(work).add(row)
        await work.commit()


async def test_only_what_changed_is_written(database: Database) -> None:
    bench = SqlBench(database)
    await keep(bench, (PAYMENT,))

    with faults.Points(database) as points:
        async with bench.work() as work:
            await promised.of(work).save(await promised.load(work, PAYMENT))
            await work.commit()

    assert len(points.beginning("SELECT")) == 1
    assert len(points.beginning("INSERT", "UPDATE", "DELETE")) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("use_case", "rows"),
    [
        (test_use_cases.TAKE_PAYMENT, ()),
        (test_use_cases.REFUND_PAYMENT, (PAYMENT,)),
    ],
)
async def test_each_use_case_is_carried_out_wholly_or_not_at_all(
    stage: db.Stage,
    database: Database,
    use_case: UseCase,
    rows: tuple[Payment, ...],
    figures: db.Figures,
) -> None:
    async def act() -> None:
        await SqlBench(database).run(use_case)

    await keep(SqlBench(database), rows)

    failed = await faults.failing_everywhere(stage, act, thorough=True)
    cancelled = await faults.cancelled_everywhere(stage, act)

    figures[f"{stage.kind}: failures at a statement or commit, all or nothing"] += failed
    figures[f"{stage.kind}: cancellations at an await, all or nothing"] += cancelled
