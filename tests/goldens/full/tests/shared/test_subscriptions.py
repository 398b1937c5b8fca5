"""Subscriptions: how they end, by hand or with their owner, and how long a subscriber has."""

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import pytest

from shop.shared.event_bus import EventBus
from shop.shared.messages import Event

from tests.doubles import BEGIN, counted_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Event):
    """A bell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangTwice(Rang):
    """A bell and its echo."""


RANG = Rang(event_id=counted_id(1), occurred_at=BEGIN)
RANG_TWICE = RangTwice(event_id=counted_id(2), occurred_at=BEGIN)


class Listener:
    """Somebody who hears by a method, and writes down what."""

    def __init__(self, heard: list[str], name: str = "listener") -> None:
        self.heard = heard
        self.name = name

    async def hear(self, event: Event) -> None:
        self.heard.append(f"{self.name} {type(event).__name__}")


@pytest.fixture
def bus() -> EventBus:
    return EventBus()


@pytest.fixture
def heard() -> list[str]:
    return []


def noting(heard: list[str], name: str) -> Callable[[Event], Awaitable[None]]:
    return Listener(heard, name).hear


async def test_cancelled_is_cancelled_however_often(bus: EventBus, heard: list[str]) -> None:
    first = bus.subscribe(Rang, noting(heard, "first"))
    bus.subscribe(Rang, noting(heard, "second"))
    await bus.publish([RANG])

    first.cancel()
    first.cancel()
    await bus.publish([RANG])

    assert heard == ["first Rang", "second Rang", "second Rang"]


async def test_cancelling_one_of_two_subscriptions_leaves_the_other(
    bus: EventBus, heard: list[str]
) -> None:
    hear = noting(heard, "same")
    first = bus.subscribe(Rang, hear)
    bus.subscribe(Event, hear)

    first.cancel()
    await bus.publish([RANG])

    assert heard == ["same Rang"]


async def test_subscribers_are_told_apart_by_who_they_are(bus: EventBus, heard: list[str]) -> None:
    @dataclass
    class Equal:
        async def __call__(self, event: Rang) -> None:
            heard.append("equal")

    twice = Equal()
    for subscriber in (twice, Equal(), twice):
        bus.subscribe(Rang, subscriber)

    await bus.publish([RANG])

    assert heard == ["equal", "equal"]


async def test_who_lost_what_it_waited_for_is_reported_and_the_rest_still_hear(
    bus: EventBus, heard: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def lose(_: Rang) -> None:
        lost = asyncio.ensure_future(asyncio.Event().wait())
        lost.cancel()
        await lost

    bus.subscribe(Rang, lose)
    bus.subscribe(Rang, noting(heard, "rest"))

    await bus.publish([RANG])

    assert heard == ["rest Rang"]
    assert ".lose failed to handle Rang" in caplog.messages[0]


async def test_all_who_leave_at_once_disturb_nobody(bus: EventBus, heard: list[str]) -> None:
    async def close(_: Rang) -> None:
        for it in subscriptions:
            it.cancel()

    bus.subscribe(Rang, close)
    subscriptions = [bus.subscribe(Rang, noting(heard, f"{number}")) for number in range(3)]

    await bus.publish([RANG, RANG])

    assert heard == ["0 Rang", "1 Rang", "2 Rang"]


async def test_who_comes_later_hears_classes_that_were_heard_before(
    bus: EventBus, heard: list[str]
) -> None:
    await bus.publish([RANG, RANG_TWICE])

    bus.subscribe(Rang, noting(heard, "late"))
    await bus.publish([RANG, RANG_TWICE])

    assert heard == ["late Rang", "late RangTwice"]


async def test_who_hears_a_class_and_its_base_hears_each_event_once(
    bus: EventBus, heard: list[str]
) -> None:
    listener = Listener(heard)
    bus.subscribe(RangTwice, listener.hear)
    bus.subscribe(Rang, noting(heard, "other"))
    bus.subscribe(Event, listener.hear, weak=True)

    await bus.publish([RANG_TWICE, RANG])

    assert heard == ["listener RangTwice", "other RangTwice", "other Rang", "listener Rang"]


async def test_a_weak_method_is_heard_as_long_as_its_object_lives(
    bus: EventBus, heard: list[str]
) -> None:
    listener = Listener(heard)
    bus.subscribe(Rang, listener.hear, weak=True)
    await bus.publish([RANG])

    del listener
    await bus.publish([RANG])

    assert heard == ["listener Rang"]


async def test_the_bus_keeps_no_weak_subscriber_alive(bus: EventBus, heard: list[str]) -> None:
    listener = Listener(heard)
    gone = asyncio.Event()
    weakref.finalize(listener, gone.set)
    bus.subscribe(Rang, listener.hear, weak=True)
    await bus.publish([RANG])

    del listener

    assert gone.is_set()


async def test_a_weak_function_is_heard_as_long_as_somebody_has_it(
    bus: EventBus, heard: list[str]
) -> None:
    async def hear(_: Rang) -> None:
        heard.append("function")

    kept = {"function": hear}
    bus.subscribe(Rang, hear, weak=True)
    del hear
    await bus.publish([RANG])

    kept.clear()
    await bus.publish([RANG])

    assert heard == ["function"]


async def test_who_dies_during_a_delivery_is_passed_over(
    bus: EventBus, heard: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    listeners = [Listener(heard, "dying")]

    async def bury(_: Rang) -> None:
        listeners.clear()

    bus.subscribe(Rang, bury)
    bus.subscribe(Rang, listeners[0].hear, weak=True)
    bus.subscribe(Rang, noting(heard, "staying"))

    await bus.publish([RANG])

    assert heard == ["staying Rang"]
    assert caplog.messages == []


async def test_nothing_is_left_of_who_died(bus: EventBus, heard: list[str]) -> None:
    listener = Listener(heard)
    left = weakref.ref(bus.subscribe(Rang, listener.hear, weak=True).subscriber)
    await bus.publish([RANG])

    del listener
    await bus.publish([RANG])

    assert left() is None


async def test_a_strong_subscriber_needs_no_other_owner(bus: EventBus, heard: list[str]) -> None:
    bus.subscribe(Rang, Listener(heard).hear)

    await bus.publish([RANG])

    assert heard == ["listener Rang"]


async def test_who_takes_too_long_is_reported_and_the_rest_still_hear(
    heard: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    bus = EventBus(deadline=0.001)

    async def dream(_: Rang) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            heard.append("woken")

    bus.subscribe(Rang, partial(dream))
    bus.subscribe(Rang, noting(heard, "rest"))

    async with asyncio.timeout(5):
        await bus.publish([RANG])

    assert heard == ["woken", "rest Rang"]
    assert [it.levelname for it in caplog.records] == ["ERROR"]
    assert ".dream failed to handle Rang" in caplog.messages[0]
    assert "TimeoutError" in caplog.text


async def test_who_is_quick_hears_in_time(
    heard: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    bus = EventBus(deadline=60)
    bus.subscribe(Rang, noting(heard, "quick"))

    await bus.publish([RANG])

    assert heard == ["quick Rang"]
    assert caplog.messages == []


async def test_a_cancelled_publisher_is_no_late_subscriber(
    heard: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    bus = EventBus(deadline=60)
    reached = asyncio.Event()

    async def wait(_: Rang) -> None:
        reached.set()
        await asyncio.Event().wait()

    bus.subscribe(Rang, wait)
    bus.subscribe(Rang, noting(heard, "next"))
    task = asyncio.create_task(bus.publish([RANG]))
    await reached.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert heard == []
    assert caplog.messages == [f"cancelled before all had heard of {RANG!r}"]
