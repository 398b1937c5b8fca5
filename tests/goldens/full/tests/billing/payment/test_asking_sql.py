"""The use cases of payments that ask outside: meanwhile no connection is held."""

import pytest

from shop.billing.model import Payment
from shop.shared.database import Database

from tests import database as db
from tests.billing.payment.test_asking import WHO_ASKS, Asked, UseCase
from tests.billing.sql_bench import SqlBench


async def keep(bench: SqlBench, rows: tuple[Payment, ...]) -> None:
    async with bench.work() as work:
        for row in rows:
            await work.payments.add(row)
        await work.commit()


@pytest.mark.parametrize(("use_case", "rows", "asked"), WHO_ASKS)
async def test_no_connection_is_held_meanwhile(
    stage: db.Stage,
    database: Database,
    use_case: UseCase,
    rows: tuple[Payment, ...],
    asked: Asked,
) -> None:
    bench = SqlBench(database)
    lent: list[int] = []

    async def look() -> None:
        lent.append(stage.lent)

    await keep(bench, rows)
    bench.hearing.then = look

    await bench.run(use_case)

    assert bench.hearing.asked == [asked]
    assert lent == [0]
