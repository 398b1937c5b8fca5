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
)
from shop.shared.memory import MemoryStore, MemoryTransaction
from shop.shared.messages import Event
from shop.shared.policies import ATTEMPTS, sought, tell
from shop.shared.unit_of_work import UnitOfWork

from tests.doubles import BEGIN, CountedIds, FixedClock, counted_id


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


async def test_what_is_heard_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear()

    assert await tell("greet", ear.hear) == 1

    assert ear.asked == 1
    assert caplog.messages == []


@pytest.mark.parametrize("error", [NotFound("ear", 7), ConcurrentChange("ear", 7, 1, 2)])
async def test_a_refusal_is_logged_and_final(
    caplog: pytest.LogCaptureFixture, error: DomainError
) -> None:
    ear = Ear(error)

    await tell("greet", ear.hear)

    assert ear.asked == 1
    assert caplog.messages == [f"greet was refused: {error}"]


async def test_a_defect_is_logged_and_final(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear(Defect("it is deaf"))

    assert await tell("greet", ear.hear) is None

    assert ear.asked == 1
    assert caplog.messages == ["greet was given up"]
    assert "it is deaf" in caplog.text


async def test_what_may_pass_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    error = Unavailable("an ear")
    ear = Ear(error)

    await tell("greet", ear.hear)

    assert ear.asked == 2
    assert caplog.messages == [f"greet, attempt 1: {error}"]


async def test_a_technical_failure_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear(OSError("noise"))

    await tell("greet", ear.hear)

    assert ear.asked == 2
    assert caplog.messages == ["greet failed, attempt 1 of 3"]
    assert "noise" in caplog.text


async def test_in_the_end_it_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear(*[OSError("noise") for _ in range(9)])

    await tell("greet", ear.hear)

    assert ear.asked == ATTEMPTS == 3
    assert caplog.record_tuples[-1][1:] == (logging.ERROR, "greet was given up after 3 attempts")


async def test_cancellation_passes_through(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear(asyncio.CancelledError())

    with pytest.raises(asyncio.CancelledError):
        await tell("greet", ear.hear)

    assert ear.asked == 1
    assert caplog.messages == []


EVENT = Event(event_id=counted_id(1), occurred_at=BEGIN)


def work() -> UnitOfWork:
    return UnitOfWork(MemoryTransaction(MemoryStore()), FixedClock(), CountedIds())


async def test_what_a_policy_acts_on_is_looked_for_again(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear(Unavailable("an ear"))

    async def find(_: UnitOfWork) -> tuple[int, ...]:
        return (await ear.hear(),)

    assert await sought("greet", EVENT, work, find) == (2,)
    assert caplog.messages == ["greet, attempt 1: an ear does not answer; try again later"]


async def test_what_cannot_be_looked_for_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    ear = Ear(*[OSError("noise") for _ in range(9)])

    async def find(_: UnitOfWork) -> tuple[int, ...]:
        return (await ear.hear(),)

    assert await sought("greet", EVENT, work, find) == ()
    assert ear.asked == ATTEMPTS
    assert caplog.messages[-1] == "greet was given up after 3 attempts"
