"""The message bus: one handler each, and events only of what was committed."""

from dataclasses import dataclass

import pytest

from shop.shared.errors import ConcurrentChange
from shop.shared.event_bus import EventBus
from shop.shared.message_bus import MessageBus
from shop.shared.messages import Command, Event, Query
from shop.shared.pipeline import Next, retried
from shop.shared.terms import Terms
from shop.shared.unit_of_work import UnitOfWork

from tests.doubles import BEGIN, CountedIds, FixedClock, counted_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Knocked(Event):
    """Somebody is at the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock(Command[int]):
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CountKnocks(Query[int]):
    """How many knocks were there?"""


class Diary:
    """A transaction that writes down what becomes of it."""

    def __init__(self, entries: list[str]) -> None:
        self.entries = entries

    def accept(self, terms: Terms) -> None:
        self.entries.append(f"version {terms.version_of('door', 1)}")

    async def commit(self) -> None:
        self.entries.append("commit")

    async def pause(self) -> None:
        self.entries.append("pause")

    async def rollback(self) -> None:
        self.entries.append("rollback")

    async def close(self) -> None:
        self.entries.append("close")


class Bench:
    """A bus with everything around it."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self.events = EventBus()
        self.bus = MessageBus(self.events)
        self.events.subscribe(Knocked, self._hear)

    async def _hear(self, event: Knocked) -> None:
        self.entries.append("heard")

    def work(self) -> UnitOfWork:
        return UnitOfWork(Diary(self.entries), FixedClock(), CountedIds())


@pytest.fixture
def bench() -> Bench:
    return Bench()


def knocked() -> Knocked:
    return Knocked(event_id=counted_id(1), occurred_at=BEGIN)


async def knock(command: Knock, work: UnitOfWork) -> int:
    async with work:
        work.collect(*[knocked()] * command.times)
        await work.commit()
    return command.times


async def test_a_command_goes_to_its_handler_and_the_result_comes_back(bench: Bench) -> None:
    bench.bus.on_command(Knock, knock, bench.work)

    assert await bench.bus.send(Knock(times=2)) == 2


async def test_events_are_published_after_the_work_is_done(bench: Bench) -> None:
    bench.bus.on_command(Knock, knock, bench.work)

    await bench.bus.send(Knock(times=2))

    assert bench.entries == ["commit", "close", "heard", "heard"]


async def test_the_work_is_held_to_the_terms_of_the_sender(bench: Bench) -> None:
    bench.bus.on_command(Knock, knock, bench.work)

    await bench.bus.send(Knock(times=0), Terms.seen("door", 1, 7))
    await bench.bus.send(Knock(times=0))

    assert bench.entries == ["version 7", "commit", "close", "commit", "close"]


async def test_each_command_gets_work_of_its_own(bench: Bench) -> None:
    given: list[UnitOfWork] = []

    async def keep(command: Knock, work: UnitOfWork) -> int:
        given.append(work)
        return await knock(command, work)

    bench.bus.on_command(Knock, keep, bench.work)

    await bench.bus.send(Knock())
    await bench.bus.send(Knock())

    assert given[0] is not given[1]


async def test_steps_stand_around_the_work_and_what_follows_from_it(bench: Bench) -> None:
    def step(inner: Next) -> Next:
        async def handle(asked: object, terms: Terms | None) -> object:
            bench.entries.append("in")
            result = await inner(asked, terms)
            bench.entries.append("out")
            return result

        return handle

    bus = MessageBus(bench.events, [step])
    bus.on_command(Knock, knock, bench.work)

    assert await bus.send(Knock()) == 1
    assert bench.entries == ["in", "commit", "close", "heard", "out"]


async def test_each_try_has_work_of_its_own_and_is_told_of_once(bench: Bench) -> None:
    async def lose_once(command: Knock, work: UnitOfWork) -> int:
        async with work:
            work.collect(knocked())
            if not bench.entries:
                raise ConcurrentChange("door", 1, 1, 2)
            await work.commit()
        return 0

    async def at_once(_: float) -> None:
        bench.entries.append("again")

    bus = MessageBus(bench.events, [retried(at_once, lambda: 1)])
    bus.on_command(Knock, lose_once, bench.work)

    await bus.send(Knock())

    assert bench.entries == ["rollback", "close", "again", "commit", "close", "heard"]


async def test_a_failing_handler_publishes_nothing(bench: Bench) -> None:
    async def fail(command: Knock, work: UnitOfWork) -> int:
        async with work:
            work.collect(knocked())
            raise OSError("no door")

    bench.bus.on_command(Knock, fail, bench.work)

    with pytest.raises(OSError, match="no door"):
        await bench.bus.send(Knock())
    assert bench.entries == ["rollback", "close"]


async def test_a_handler_that_forgets_to_commit_publishes_nothing(bench: Bench) -> None:
    async def forget(command: Knock, work: UnitOfWork) -> int:
        async with work:
            work.collect(knocked())
        return 0

    bench.bus.on_command(Knock, forget, bench.work)

    await bench.bus.send(Knock())

    assert bench.entries == ["rollback", "close"]


async def test_a_second_handler_for_a_command_is_refused(bench: Bench) -> None:
    bench.bus.on_command(Knock, knock, bench.work)

    with pytest.raises(ValueError, match=r"^Knock has a handler already; remove one of the two$"):
        bench.bus.on_command(Knock, knock, bench.work)


async def test_a_query_gets_the_read_side_only(bench: Bench) -> None:
    async def count(query: CountKnocks, reads: list[str]) -> int:
        return len(reads)

    bench.bus.on_query(CountKnocks, count, ["one", "two"])

    assert await bench.bus.ask(CountKnocks()) == 2
    assert bench.entries == []


async def test_a_second_handler_for_a_query_is_refused(bench: Bench) -> None:
    async def count(query: CountKnocks, reads: list[str]) -> int:
        return len(reads)

    bench.bus.on_query(CountKnocks, count, [])

    with pytest.raises(ValueError, match=r"^CountKnocks has a handler already"):
        bench.bus.on_query(CountKnocks, count, [])


async def test_what_nobody_handles_is_named(bench: Bench) -> None:
    said = "^{} has no handler; register one in its module's handlers$"

    with pytest.raises(LookupError, match=said.format("Knock")):
        await bench.bus.send(Knock())
    with pytest.raises(LookupError, match=said.format("CountKnocks")):
        await bench.bus.ask(CountKnocks())
