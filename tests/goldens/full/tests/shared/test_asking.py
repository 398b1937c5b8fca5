"""How somebody outside is asked: for an answer, a refusal, or neither in time."""

import asyncio

import pytest

from shop.shared.asking import asked
from shop.shared.errors import Defect, NotFound, Unavailable

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


async def test_a_failure_is_told_by_the_name_of_the_port() -> None:
    failure = OSError("noise")

    with pytest.raises(Unavailable, match="Dice does not answer; try again later") as met:
        await asked("Dice", failing(failure), seconds=5)

    assert met.value.__cause__ is failure


async def test_nobody_is_waited_for_longer_than_agreed() -> None:
    with pytest.raises(Unavailable) as met:
        await asked("Dice", for_ever, seconds=0.001)

    assert isinstance(met.value.__cause__, TimeoutError)


async def test_what_is_cancelled_inside_an_adapter_is_a_failure() -> None:
    async def lose() -> None:
        lost = asyncio.ensure_future(for_ever())
        lost.cancel()
        await lost

    with pytest.raises(Unavailable) as met:
        await asked("Dice", lose, seconds=5)

    assert isinstance(met.value.__cause__, asyncio.CancelledError)


async def test_whoever_is_cancelled_does_not_call_it_a_failure() -> None:
    task = asyncio.create_task(asked("Dice", for_ever, seconds=5))
    await asyncio.sleep(0)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
