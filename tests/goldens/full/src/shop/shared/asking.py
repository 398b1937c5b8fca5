"""Asking whoever is outside: not for ever, and never inside a transaction.

Whoever is asked is in a task of its own, behind a wall: it can neither hold up its caller nor
end the program. Beyond any wall are what blocks the whole process, as `time.sleep` does, an
exit in a task that it starts itself, and one that never heeds its cancellation: its caller
goes on without it, but the end of the program waits for it.

Sources: Cockburn, Hexagonal Architecture, 2005; Nygard, Release It!, 2007 (timeouts).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from shop.shared.errors import (
    ConcurrentChange,
    Defect,
    DomainError,
    Overtaken,
    Unavailable,
    Unsure,
)

R = TypeVar("R")
# What an adapter was asked or told: each method, and what it was given.
Calls = deque[tuple[str, dict[str, object]]]
SOON = 0.1  # seconds to heed a cancellation in
QUITS = (asyncio.CancelledError, GeneratorExit, SystemExit)
log = logging.getLogger(__name__)


class Quit(Exception):
    """Whoever was called exits, or is cancelled though its caller is not."""


@dataclass(frozen=True, slots=True)
class _Raised:
    error: BaseException


async def asked(port: str, call: Callable[[], Awaitable[R]], *, seconds: float) -> R:
    """Return the answer of a port; its refusals, defects, and being cancelled, pass through.

    Raises:
        Overtaken: It lost a race; whoever asked others, too, must not ask all of them again.
        Unavailable: It failed as nobody foresaw; the log says how. One that foresees that it
            may fail raises this itself.
        Unsure: It took longer than this, or left, and may have done what it was asked for.
    """
    try:
        return await walled(port, call, seconds=seconds)
    except ConcurrentChange as change:
        raise Overtaken(*change.args) from change
    except (DomainError, Defect):
        raise
    except (TimeoutError, Quit) as failure:
        raise Unsure(port) from failure
    except Exception as failure:
        log.exception("%s failed", port)
        raise Unavailable(port) from failure


async def walled(who: str, call: Callable[[], Awaitable[R]], *, seconds: float) -> R:
    """Return the answer of a call, or raise what it raises.

    Raises:
        TimeoutError: It takes longer than this; it is cancelled, and left behind if it goes on.
        Quit: It wants to end more than itself.
    """
    task = asyncio.create_task(_outcome(call))
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        await _leave(who, task)
        raise
    if not done:
        await _leave(who, task)
        raise TimeoutError
    outcome = task.result()
    if not isinstance(outcome, _Raised):
        return outcome
    if isinstance(outcome.error, QUITS):
        raise Quit(type(outcome.error).__name__) from outcome.error
    raise outcome.error


async def _outcome(call: Callable[[], Awaitable[R]]) -> R | _Raised:
    """Return also what is raised: from a task an exit would go on to the whole program."""
    try:
        return await call()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - raised again by whoever called
        return _Raised(error)


async def _leave(who: str, task: asyncio.Task[object]) -> None:
    """Cancel a task; whoever heeds that soon has ended before its caller goes on."""
    task.cancel()
    await asyncio.wait({task}, timeout=SOON)
    if not task.done():
        log.warning("%s goes on though it is cancelled, and is left behind", who)
