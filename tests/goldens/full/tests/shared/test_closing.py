"""Everything is given back, also when something cannot be."""

import asyncio

import pytest

from shop.shared.closing import Close, closed


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

    await closed(doors.door("front"), doors.door("back"))

    assert doors.closed == ["back", "front"]


async def test_what_cannot_be_closed_is_told_once_the_others_are() -> None:
    doors = Doors("front", "back")

    with pytest.raises(ExceptionGroup, match=r"^not everything could be given back$") as failed:
        await closed(doors.door("front"), doors.door("side"), doors.door("back"))

    assert doors.closed == ["back", "side", "front"]
    assert [str(it) for it in failed.value.exceptions] == ["back", "front"]


async def test_the_others_are_closed_also_when_one_is_cancelled() -> None:
    doors = Doors()
    stuck = asyncio.Event()
    closing = asyncio.create_task(closed(doors.door("front"), stuck.wait, doors.door("back")))
    await asyncio.sleep(0)

    closing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await closing
    assert doors.closed == ["back", "front"]
