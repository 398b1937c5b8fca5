"""Everything is given back, also when something cannot be."""

import asyncio

import pytest

from shop.shared.asking import Quit
from shop.shared.closing import Close, closed

from tests.shared.hearing import for_ever


class Doors:
    """Remembers which were closed; those of a name in `stuck` cannot be."""

    def __init__(self, *stuck: str) -> None:
        self.stuck = stuck
        self.closed: list[str] = []

    def door(self, name: str) -> Close:
        async def close() -> None:
            self.closed.append(name)
            if name in self.stuck:
                raise OSError(name)

        return close


async def test_the_last_is_closed_first() -> None:
    doors = Doors()

    await closed(doors.door("front"), doors.door("back"), seconds=5)

    assert doors.closed == ["back", "front"]


async def test_what_cannot_be_closed_is_told_once_the_others_are() -> None:
    doors = Doors("front", "back")

    with pytest.raises(ExceptionGroup, match=r"^not everything could be given back$") as failed:
        await closed(doors.door("front"), doors.door("side"), doors.door("back"), seconds=5)

    assert doors.closed == ["back", "side", "front"]
    assert [str(it) for it in failed.value.exceptions] == ["back", "front"]


class Adapter:
    """Does as it is told when it is closed."""

    def __init__(self, aclose: Close) -> None:
        self.aclose = aclose


async def leave() -> None:
    raise SystemExit(3)


async def test_no_adapter_holds_the_others_up_or_ends_the_program() -> None:
    doors = Doors()
    adapters = Adapter(doors.door("side")), Adapter(for_ever), Adapter(leave), object()

    with pytest.raises(ExceptionGroup) as failed:
        await closed(doors.door("front"), adapters=adapters, seconds=0.001)

    assert [type(it) for it in failed.value.exceptions] == [Quit, TimeoutError]
    assert doors.closed == ["side", "front"]


async def test_the_others_are_closed_also_when_one_is_cancelled() -> None:
    doors = Doors()
    stuck = asyncio.Event()
    given = doors.door("front"), stuck.wait, doors.door("back")
    closing = asyncio.create_task(closed(*given, seconds=5))
    await asyncio.sleep(0)

    closing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await closing
    assert doors.closed == ["back", "front"]
