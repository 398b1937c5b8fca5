"""The event bus: who hears what, in which order, and what a failure spoils."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import pytest

from shop.shared.event_bus import LONGEST_CHAIN, EventBus
from shop.shared.messages import Event

from tests.doubles import BEGIN, counted_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Event):
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RangTwice(Rang):
    pause: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fell(Event):
    """Something that is no ring."""


def rang(number: int = 1) -> Rang:
    return Rang(event_id=counted_id(number), occurred_at=BEGIN, number=number)


def noting(heard: list[str], name: str) -> Callable[[Rang], Awaitable[None]]:
    async def note(event: Rang) -> None:
        heard.append(f"{name} {event.number}")

    return note


@pytest.fixture
def bus() -> EventBus:
    return EventBus()


@pytest.fixture
def heard() -> list[str]:
    return []


async def test_an_event_without_subscriber_is_legal(bus: EventBus) -> None:
    await bus.publish([rang()])


async def test_subscribers_hear_events_in_order(bus: EventBus, heard: list[str]) -> None:
    bus.subscribe(Rang, noting(heard, "first"))
    bus.subscribe(Rang, noting(heard, "second"))

    await bus.publish([rang(1), rang(2)])

    assert heard == ["first 1", "second 1", "first 2", "second 2"]


async def test_a_subscriber_hears_its_own_class_and_those_below(
    bus: EventBus, heard: list[str]
) -> None:
    below = RangTwice(event_id=counted_id(9), occurred_at=BEGIN, number=9)
    bus.subscribe(Rang, noting(heard, "rang"))
    bus.subscribe(RangTwice, noting(heard, "twice"))

    await bus.publish([below, rang(1), Fell(event_id=counted_id(3), occurred_at=BEGIN)])

    assert heard == ["rang 9", "twice 9", "rang 1"]


async def test_who_subscribes_twice_hears_once(bus: EventBus, heard: list[str]) -> None:
    note = noting(heard, "once")
    bus.subscribe(Rang, note)
    bus.subscribe(RangTwice, note)

    await bus.publish([RangTwice(event_id=counted_id(1), occurred_at=BEGIN, number=1)])

    assert heard == ["once 1"]


async def test_who_has_left_hears_nothing_from_the_next_event_on(
    bus: EventBus, heard: list[str]
) -> None:
    async def leave(event: Rang) -> None:
        heard.append(f"leaving {event.number}")
        leaving.cancel()
        leaving.cancel()

    leaving = bus.subscribe(Rang, leave)
    bus.subscribe(Rang, noting(heard, "staying"))

    await bus.publish([rang(1), rang(2)])

    assert heard == ["leaving 1", "staying 1", "staying 2"]


async def test_who_comes_while_an_event_is_delivered_hears_the_next(
    bus: EventBus, heard: list[str]
) -> None:
    async def invite(event: Rang) -> None:
        bus.subscribe(Rang, noting(heard, f"guest of {event.number}"))

    bus.subscribe(Rang, invite)

    await bus.publish([rang(1), rang(2)])

    assert heard == ["guest of 1 2"]


async def test_a_failing_subscriber_is_reported_and_the_rest_still_hear(
    bus: EventBus, heard: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(event: Rang) -> None:
        raise RuntimeError(f"no bell for {event.number}")

    bus.subscribe(Rang, fail)
    bus.subscribe(Rang, noting(heard, "rest"))

    await bus.publish([rang(1), rang(2)])

    assert heard == ["rest 1", "rest 2"]
    assert len(caplog.records) == 2
    assert "fail failed to handle Rang" in caplog.messages[0]
    assert "no bell for 1" in caplog.text


async def test_a_report_names_the_function_and_not_its_wrapper(
    bus: EventBus, caplog: pytest.LogCaptureFixture
) -> None:
    class Deaf:
        def __repr__(self) -> str:
            return "somebody deaf"

        async def __call__(self, event: Rang) -> None:
            raise OSError(event)

    async def fail(reason: str, event: Rang) -> None:
        raise OSError(reason, event)

    bus.subscribe(Rang, partial(fail, "no bell"))
    bus.subscribe(Rang, Deaf())

    await bus.publish([rang()])

    named, shown = caplog.messages
    assert ".fail failed to handle Rang" in named
    assert shown == f"somebody deaf failed to handle {rang()!r}"


async def test_events_raised_while_handling_wait_their_turn(
    bus: EventBus, heard: list[str]
) -> None:
    async def echo(event: Rang) -> None:
        if event.number < 3:
            await bus.publish([rang(event.number + 10)])
        heard.append(f"echoed {event.number}")

    bus.subscribe(Rang, echo)
    bus.subscribe(Rang, noting(heard, "heard"))

    await bus.publish([rang(1), rang(2)])

    assert heard == [
        *("echoed 1", "heard 1", "echoed 2", "heard 2"),
        *("echoed 11", "heard 11", "echoed 12", "heard 12"),
    ]


@pytest.mark.parametrize(("times", "most"), [(1, 100), (2, 10_001)])
async def test_what_has_no_end_is_cut_and_reported(
    bus: EventBus, caplog: pytest.LogCaptureFixture, times: int, most: int
) -> None:
    heard = []

    async def again(event: Rang) -> None:
        heard.append(event)
        await bus.publish([rang(event.number + 1)] * times)

    bus.subscribe(Rang, again)

    await bus.publish([rang(1)])

    assert len(heard) == most
    assert [it.rpartition(" was dropped: ")[0][:5] for it in caplog.messages] == ["Rang("]


async def test_a_long_list_of_events_is_no_chain(bus: EventBus, heard: list[str]) -> None:
    bus.subscribe(Rang, noting(heard, "heard"))

    await bus.publish([rang(number) for number in range(3 * LONGEST_CHAIN)])

    assert len(heard) == 3 * LONGEST_CHAIN


async def test_cancellation_passes_through(
    bus: EventBus, heard: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    reached = asyncio.Event()

    async def wait(event: Rang) -> None:
        if event.number == 1:
            reached.set()
            await asyncio.Event().wait()

    bus.subscribe(Rang, wait)
    bus.subscribe(Rang, noting(heard, "next"))
    task = asyncio.create_task(bus.publish([rang(1), rang(2)]))
    await reached.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert heard == []
    assert caplog.messages == [f"cancelled before all had heard of {rang(1)!r}, {rang(2)!r}"]


async def test_two_buses_share_nothing(bus: EventBus, heard: list[str]) -> None:
    other = EventBus()
    bus.subscribe(Rang, noting(heard, "here"))
    other.subscribe(Rang, noting(heard, "there"))

    await bus.publish([rang()])

    assert heard == ["here 1"]


async def test_a_delivery_of_another_bus_hides_none_of_ours(
    bus: EventBus, heard: list[str]
) -> None:
    other = EventBus()

    async def hand_over(event: Rang) -> None:
        if event.number == 1:
            await other.publish([rang(2)])
        heard.append(f"done {event.number}")

    async def hand_back(event: Rang) -> None:
        await bus.publish([rang(3)])
        heard.append(f"handed back {event.number}")

    bus.subscribe(Rang, hand_over)
    other.subscribe(Rang, hand_back)

    await bus.publish([rang(1)])

    assert heard == ["handed back 2", "done 1", "done 3"]


async def test_two_publishers_at_once_each_deliver_their_own(
    bus: EventBus, heard: list[str]
) -> None:
    gate = asyncio.Event()

    async def wait_for_two(event: Rang) -> None:
        if event.number == 1:
            await gate.wait()
        gate.set()
        heard.append(f"{event.number}")

    bus.subscribe(Rang, wait_for_two)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bus.publish([rang(1)]))
        tasks.create_task(bus.publish([rang(2)]))

    assert heard == ["2", "1"]


async def test_a_task_that_outlives_the_delivery_delivers_for_itself(
    bus: EventBus, heard: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    gate = asyncio.Event()
    started: list[asyncio.Task[None]] = []

    async def later() -> None:
        await gate.wait()
        await bus.publish([rang(2)])

    async def start(event: Rang) -> None:
        if event.number == 1:
            started.append(asyncio.create_task(later()))

    bus.subscribe(Rang, start)
    bus.subscribe(Rang, noting(heard, "heard"))
    await bus.publish([rang(1)])

    gate.set()
    await started[0]

    assert heard == ["heard 1", "heard 2"]
