"""What ports are asked in tests, and what happens meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest


async def nothing() -> None:
    """Let nothing happen."""


async def for_ever() -> None:
    """Take longer than anybody in a test waits."""
    await asyncio.sleep(3)
    pytest.fail("nobody lost patience")  # passes through whoever reports errors


def failing(error: Exception) -> Callable[[], Awaitable[None]]:
    """Let this go wrong."""

    async def fail() -> None:
        raise error

    return fail


class PortHearing:
    """Hears what fakes are asked, in order; a test may let something happen then."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, object]]] = []
        self.then: Callable[[], Awaitable[object]] = nothing

    async def hear(self, method: str, /, **given: object) -> None:
        self.asked.append((method, given))
        await asyncio.sleep(0)  # as if somebody were really far away
        await self.then()
