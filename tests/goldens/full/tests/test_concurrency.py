"""Many at once: of those who change one order one wins, and others are not in the way."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from shop.ordering.model import Order
from shop.ordering.repository import OrderingWork
from shop.ordering.sql import sql_ordering_work
from shop.shared.clock import SystemClock
from shop.shared.database import Database
from shop.shared.errors import AlreadyExists, ConcurrentChange
from shop.shared.terms import KeyReceipt, Repeated, Terms
from shop.shared.values import OrderId

from tests import database as db
from tests.doubles import CountedIds, counted_id
from tests.ordering.order import test_use_cases
from tests.ordering.order.samples import ORDER
from tests.ordering.order.test_repository import CHANGED, OrderContract
from tests.ordering.sql_bench import SqlBench
from tests.shared import faults

promised = OrderContract()


def strangers() -> list[Order]:
    """Return as many as there are writers, each another."""
    return [
        replace(ORDER, id=OrderId(counted_id(501))),
        replace(ORDER, id=OrderId(counted_id(502))),
        replace(ORDER, id=OrderId(counted_id(503))),
        replace(ORDER, id=OrderId(counted_id(504))),
        replace(ORDER, id=OrderId(counted_id(505))),
        replace(ORDER, id=OrderId(counted_id(506))),
        replace(ORDER, id=OrderId(counted_id(507))),
        replace(ORDER, id=OrderId(counted_id(508))),
    ]


@pytest.fixture
def works(database: Database) -> Callable[[], OrderingWork]:
    return partial(sql_ordering_work, database, SystemClock(), CountedIds())


async def change(work: OrderingWork, wanted: Order, ready: asyncio.Barrier) -> bool:
    """Replace what all others have loaded, too, before anyone commits; say whether it came so."""
    async with work:
        await promised.load(work, wanted)
        await ready.wait()
        await promised.of(work).save(wanted)
        try:
            await work.commit()
        except ConcurrentChange:
            return False
    return True


async def add(work: OrderingWork, wanted: Order, ready: asyncio.Barrier) -> bool:
    """Add what is new, together with all others; say whether it came so."""
    async with work:
        await promised.of(work).add(wanted)
        await ready.wait()
        try:
            await work.commit()
        except (AlreadyExists, Repeated):
            return False
    return True


async def winners(*running: Coroutine[Any, Any, bool]) -> int:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(it) for it in running]
    return [it.result() for it in tasks].count(True)


@pytest.mark.parametrize("rounds", [1, pytest.param(200, marks=pytest.mark.slow)])
async def test_of_those_who_change_the_same_one_wins(
    rounds: int,
    stage: db.Stage,
    works: Callable[[], OrderingWork],
    figures: db.Figures,
) -> None:
    await promised.keep(works, ORDER)
    first = await promised.version(works, ORDER)
    won = 0

    for done in range(rounds):
        wanted = ORDER if done % 2 else CHANGED
        ready = asyncio.Barrier(db.WRITERS)
        won += await winners(*(change(works(), wanted, ready) for _ in range(db.WRITERS)))
        assert await promised.kept(works, wanted) == wanted

    updates = await promised.version(works, ORDER) - first
    assert won == updates == rounds
    said = f"{stage.kind}: {db.WRITERS} change the same"
    figures[f"{said}, rounds"] += rounds
    figures[f"{said}, winners"] += won
    figures[f"{said}, lost updates"] += won - updates


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [1, 200])
async def test_those_who_change_different_ones_all_win(
    rounds: int,
    stage: db.Stage,
    works: Callable[[], OrderingWork],
    figures: db.Figures,
) -> None:
    await promised.keep(works, *strangers())

    for _ in range(rounds):
        ready = asyncio.Barrier(db.WRITERS)
        assert await winners(*(change(works(), it, ready) for it in strangers())) == db.WRITERS

    figures[f"{stage.kind}: {db.WRITERS} change different ones, rounds that all won"] += rounds


@pytest.mark.slow
async def test_of_those_who_add_the_same_one_wins(works: Callable[[], OrderingWork]) -> None:
    ready = asyncio.Barrier(db.WRITERS)

    assert await winners(*(add(works(), ORDER, ready) for _ in range(db.WRITERS))) == 1


async def test_of_those_with_the_same_request_one_wins(works: Callable[[], OrderingWork]) -> None:
    ready = asyncio.Barrier(db.WRITERS)
    terms = Terms(receipt=KeyReceipt(name="request", fingerprint=""))

    assert await winners(*(add(works().on(terms), it, ready) for it in strangers())) == 1


async def test_whoever_fails_or_is_cancelled_leaves_all_or_nothing(
    stage: db.Stage,
    database: Database,
    works: Callable[[], OrderingWork],
) -> None:
    async def act() -> None:
        await SqlBench(database).run(test_use_cases.CONFIRM_ORDER)

    rows = (ORDER,)
    await promised.keep(works, *rows)

    await faults.failing_everywhere(stage, act, thorough=False)
    await faults.cancelled_everywhere(stage, act, every=6)
