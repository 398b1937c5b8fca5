"""Asking whoever is outside: not for ever, and never inside a transaction.

Sources: Cockburn, Hexagonal Architecture, 2005; Nygard, Release It!, 2007 (timeouts).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shop.shared.cancellation import is_ours
from shop.shared.errors import Defect, DomainError, Unavailable

R = TypeVar("R")
# What an adapter was asked or told: each method, and what it was given.
Calls = deque[tuple[str, dict[str, object]]]


async def asked(port: str, call: Callable[[], Awaitable[R]], *, seconds: float) -> R:
    """Return the answer of a port; its refusals, defects, and being cancelled, pass through.

    Raises:
        Unavailable: It failed, or took longer than this; the cause says which.
    """
    try:
        async with asyncio.timeout(seconds):
            return await call()
    except (DomainError, Defect):
        raise
    except (Exception, asyncio.CancelledError) as failure:
        if isinstance(failure, asyncio.CancelledError) and is_ours():
            raise
        raise Unavailable(port) from failure
