"""How a policy tells: once, again where that may help, and never in anybody's way."""

import asyncio
import logging

import pytest

from shop.shared.errors import ConcurrentChange, DomainError, NotFound, Unavailable
from shop.shared.policies import ATTEMPTS, tell


class Ear:
    """Hears, after it has failed with each of some errors in turn."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.asked = 0

    async def hear(self) -> None:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)


async def test_what_is_heard_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear()

    await tell("greet", ear.hear)

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
