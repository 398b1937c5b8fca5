"""How a policy tells: once, again where that may help, and never in anybody's way."""

import asyncio
import logging

import pytest

from shop.shared.errors import (
    ConcurrentChange,
    Defect,
    DomainError,
    NotFound,
    Unavailable,
    Unsure,
)
from shop.shared.memory import MemoryStore, MemoryTransaction
from shop.shared.messages import Event
from shop.shared.pipeline import TRIES
from shop.shared.policies import FIRST_PAUSE, sought, tell
from shop.shared.unit_of_work import UnitOfWork

from tests.doubles import BEGIN, CountedIds, FixedClock, counted_id

EVENT = Event(event_id=counted_id(1), occurred_at=BEGIN)


class Ear:
    """Hears, after it has failed with each of some errors in turn."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.asked = 0

    async def hear(self) -> int:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return self.asked


class Waits:
    """A pause that is over at once, and remembers how long it should have been."""

    def __init__(self) -> None:
        self.spans: list[float] = []

    async def __call__(self, span: float) -> None:
        self.spans.append(span)


def half() -> float:
    return 0.5


async def test_what_is_heard_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear()

    assert await tell("greet", EVENT, ear.hear) == 1

    assert ear.asked == 1
    assert caplog.messages == []


@pytest.mark.parametrize("error", [NotFound("ear", 7), ConcurrentChange("ear", 7, 1, 2)])
async def test_a_refusal_is_logged_and_final(
    caplog: pytest.LogCaptureFixture, error: DomainError
) -> None:
    ear = Ear(error)

    await tell("greet", EVENT, ear.hear)

    assert ear.asked == 1
    assert caplog.messages == [f"greet was refused: {error} ({EVENT!r})"]


async def test_a_defect_is_logged_and_final(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear(Defect("it is deaf"))

    assert await tell("greet", EVENT, ear.hear) is None

    assert ear.asked == 1
    assert caplog.messages == [f"greet was given up ({EVENT!r})"]
    assert "it is deaf" in caplog.text


async def test_what_nobody_foresaw_is_logged_and_final(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear(OSError("noise"))

    assert await tell("greet", EVENT, ear.hear) is None

    assert ear.asked == 1
    assert caplog.messages == [f"greet was given up ({EVENT!r})"]
    assert "noise" in caplog.text


async def test_what_does_not_answer_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    ear, waits = Ear(Unavailable("an ear")), Waits()

    assert await tell("greet", EVENT, ear.hear, pause=waits, draw=half) == 2

    assert waits.spans == [FIRST_PAUSE / 2]
    assert caplog.messages == ["greet, try 1: Unavailable; again in 50 ms"]


async def test_pauses_grow_and_in_the_end_it_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    error = Unavailable("an ear")
    ear, waits = Ear(*[error] * 9), Waits()

    assert await tell("greet", EVENT, ear.hear, pause=waits, draw=half) is None

    assert ear.asked == TRIES
    assert waits.spans == [FIRST_PAUSE / 2, FIRST_PAUSE]
    said = f"greet was given up: {error} ({EVENT!r})"
    assert caplog.record_tuples[-1][1:] == (logging.ERROR, said)


async def test_what_may_have_been_done_is_not_done_again(caplog: pytest.LogCaptureFixture) -> None:
    error = Unsure("an ear")
    ear, waits = Ear(error), Waits()

    assert await tell("greet", EVENT, ear.hear, pause=waits, draw=half) is None

    assert ear.asked == 1
    assert waits.spans == []
    assert caplog.messages == [f"greet was given up: {error} ({EVENT!r})"]


async def test_cancellation_passes_through(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear(asyncio.CancelledError())

    with pytest.raises(asyncio.CancelledError):
        await tell("greet", EVENT, ear.hear)

    assert ear.asked == 1
    assert caplog.messages == []


def work() -> UnitOfWork:
    return UnitOfWork(MemoryTransaction(MemoryStore()), FixedClock(), CountedIds())


async def test_what_a_policy_acts_on_is_looked_for_again() -> None:
    ear, waits = Ear(Unavailable("an ear")), Waits()

    async def find(_: UnitOfWork) -> tuple[int, ...]:
        return (await ear.hear(),)

    assert await sought("greet", EVENT, work, find, pause=waits, draw=half) == (2,)
    assert waits.spans == [FIRST_PAUSE / 2]


async def test_what_cannot_be_looked_for_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    ear, waits = Ear(*[Unavailable("an ear")] * 9), Waits()

    async def find(_: UnitOfWork) -> tuple[int, ...]:
        return (await ear.hear(),)

    assert await sought("greet", EVENT, work, find, pause=waits, draw=half) == ()
    assert ear.asked == TRIES
    said = f"greet was given up: an ear does not answer; try again later ({EVENT!r})"
    assert caplog.messages[-1] == said
