"""Units of work as they are wired: each request has its own, and the app keeps none.

Nothing checks this graph at the start, for there is none: app.py is a function, in which a part
that is missing, or that needs itself, is a name that the type checker does not find.
"""

import asyncio
import gc
import weakref
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType

import pytest

from notes import app as composition
from notes.app import App
from notes.shared.memory import MemoryTransaction
from notes.shared.messages import Stamp
from notes.shared.unit_of_work import UnitOfWork

from tests.doubles import CountedIds, FixedClock

TAKING = [
    "register_notes",
]
SHORT_LIVED = (UnitOfWork, MemoryTransaction)

Works = list[Callable[[], UnitOfWork]]


@pytest.fixture
def works(app: App, clock: FixedClock, ids: CountedIds, monkeypatch: pytest.MonkeyPatch) -> Works:
    """Build another app, and see what its modules are given to make units of work."""
    found: Works = []

    def take(_: object, work: Callable[[], UnitOfWork], *__: object, **___: object) -> None:
        found.append(work)

    for name in TAKING:
        monkeypatch.setattr(composition, name, take)
    composition.build(app.settings, clock=clock, ids=ids)
    return found


def held_by(whole: object) -> Iterator[object]:
    """Go through all that something holds, also by way of others; code holds nothing."""
    found = {id(whole): whole}
    waiting = [whole]
    while waiting:
        it = waiting.pop()
        yield it
        if isinstance(it, FunctionType):
            parts = [it.__closure__, it.__defaults__, it.__kwdefaults__]
        else:
            parts = gc.get_referents(it)
        for part in parts:
            if id(part) not in found and not isinstance(part, type | ModuleType):
                found[id(part)] = part
                waiting.append(part)


def own(unit: UnitOfWork) -> object:
    """Return what a unit of work must share with no other."""
    transaction: object = vars(unit)["_transaction"]
    return transaction


def test_the_app_holds_nothing_of_a_request(app: App, works: Works) -> None:
    unit = works[0]()

    assert [it for it in held_by((app, works)) if isinstance(it, SHORT_LIVED)] == []
    assert any(it is unit for it in held_by((app, lambda: unit)))  # the search finds what is there


def test_each_module_is_given_the_clock_and_the_ids(works: Works, clock: FixedClock) -> None:
    expected = CountedIds()

    assert [work().stamp() for work in works] == [
        Stamp(event_id=expected.new(), at=clock.now()) for _ in TAKING
    ]


@pytest.mark.parametrize("count", [50, pytest.param(1000, marks=pytest.mark.slow)])
async def test_requests_at_once_share_nothing_and_leave_nothing(works: Works, count: int) -> None:
    together = asyncio.Barrier(count)
    open_at_once: set[int] = set()

    async def request(work: Callable[[], UnitOfWork]) -> tuple[weakref.ref[object], ...]:
        async with work() as unit:
            open_at_once.update((id(unit), id(own(unit))))
            await together.wait()
            return weakref.ref(unit), weakref.ref(own(unit))

    gc.freeze()  # what is there already need not be looked at
    asked = [request(works[number % len(works)]) for number in range(count)]
    left = await asyncio.gather(*asked)
    gc.collect()

    assert len(open_at_once) == 2 * count
    assert [it for refs in left for it in refs if it() is not None] == []


async def test_a_request_that_cannot_be_closed_keeps_no_other_open(works: Works) -> None:
    closed: list[int] = []

    async def request(number: int) -> None:
        async with works[number % len(works)]() as unit:
            transaction = vars(unit)["_transaction"]
            close = transaction.close

            async def closing() -> None:
                await close()
                closed.append(number)
                if number == 1:
                    raise OSError(number)

            transaction.close = closing

    ends = await asyncio.gather(*map(request, range(3)), return_exceptions=True)

    assert closed == [0, 1, 2]
    assert [type(it) for it in ends] == [type(None), OSError, type(None)]
