"""How somebody outside is asked: for an answer, a refusal, or neither in time."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar

import pytest

from shop.shared.asking import Quit, asked
from shop.shared.errors import (
    ConcurrentChange,
    Defect,
    NotFound,
    Overtaken,
    Unavailable,
    Unsure,
)

from tests.shared.hearing import failing, for_ever


async def seven() -> int:
    await asyncio.sleep(0)
    return 7


async def test_the_answer_is_returned() -> None:
    assert await asked("Dice", seven, seconds=5) == 7


@pytest.mark.parametrize("error", [NotFound("die", 7), Defect("the dice are loaded")])
async def test_a_refusal_and_a_defect_pass_through_as_they_are(error: Exception) -> None:
    with pytest.raises(type(error)) as met:
        await asked("Dice", failing(error), seconds=5)

    assert met.value is error


async def test_a_race_that_it_lost_is_not_run_again() -> None:
    lost = ConcurrentChange("die", 7, 1, 2)

    with pytest.raises(Overtaken) as met:
        await asked("Dice", failing(lost), seconds=5)

    assert (met.value.args, met.value.__cause__) == (lost.args, lost)


async def test_a_failure_is_told_by_the_name_of_the_port(caplog: pytest.LogCaptureFixture) -> None:
    failure = OSError("noise")

    with pytest.raises(Unavailable, match="Dice does not answer; try again later") as met:
        await asked("Dice", failing(failure), seconds=5)

    assert type(met.value) is Unavailable
    assert met.value.__cause__ is failure
    assert caplog.messages == ["Dice failed"]
    assert "OSError: noise" in caplog.text


async def test_one_that_says_itself_that_it_is_away_is_no_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    away = Unavailable("the other end")

    with pytest.raises(Unavailable) as met:
        await asked("Dice", failing(away), seconds=5)

    assert met.value is away
    assert caplog.messages == []


async def test_nobody_is_waited_for_longer_than_agreed() -> None:
    with pytest.raises(Unsure) as met:
        await asked("Dice", for_ever, seconds=0.001)

    assert isinstance(met.value.__cause__, TimeoutError)


async def test_one_that_will_not_stop_is_left_behind(caplog: pytest.LogCaptureFixture) -> None:
    before = asyncio.all_tasks()

    async def go_on() -> None:
        with suppress(asyncio.CancelledError):
            await for_ever()
        await for_ever()

    with pytest.raises(Unsure) as met:
        await asked("Dice", go_on, seconds=0.001)

    assert isinstance(met.value.__cause__, TimeoutError)
    assert caplog.messages == ["Dice goes on though it is cancelled, and is left behind"]
    (left,) = asyncio.all_tasks() - before
    left.cancel()
    await asyncio.wait({left})


async def test_one_that_stops_in_several_steps_has_ended_by_then(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ended: list[str] = []

    async def clean_up() -> None:
        try:
            await asyncio.gather(for_ever())
        finally:
            await asyncio.sleep(0)
            ended.append("adapter")

    with pytest.raises(Unsure):
        await asked("Dice", clean_up, seconds=0.001)

    assert ended == ["adapter"]
    assert caplog.messages == []


async def cancel_what_it_waits_for() -> None:
    lost = asyncio.ensure_future(for_ever())
    lost.cancel()
    await lost


async def cancel_itself() -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await for_ever()


async def leave() -> None:
    raise SystemExit(3)


@pytest.mark.parametrize("leaving", [cancel_what_it_waits_for, cancel_itself, leave])
async def test_one_that_quits_may_have_done_it(leaving: Callable[[], Awaitable[None]]) -> None:
    with pytest.raises(Unsure) as met:
        await asked("Dice", leaving, seconds=5)

    assert isinstance(met.value.__cause__, Quit)


async def test_an_adapter_sees_the_context_of_whoever_asks() -> None:
    request = ContextVar("request", default="")
    request.set("r-1")

    async def tell() -> str:
        return request.get()

    assert await asked("Dice", tell, seconds=5) == "r-1"


async def test_whoever_is_cancelled_does_not_call_it_a_failure() -> None:
    ended: list[str] = []
    asks = asyncio.Event()

    async def clean_up() -> None:
        try:
            asks.set()
            await for_ever()
        finally:
            ended.append("adapter")

    task = asyncio.create_task(asked("Dice", clean_up, seconds=5))
    await asks.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["adapter"]
