"""How a policy sends its command, or tells a port: nobody waits for the outcome.

A refusal is logged and final, and so is a race that was lost: the command was tried again
on its way already. What does not answer is tried again, a few times and after pauses that
grow; not so where it may have been done, as when the answer of a commit is lost or somebody
outside takes too long. All else is a fault of this program, which another try does not mend.
Nothing is stored, so a command is lost when it is given up, or when the process ends before
it was sent.
"""

import logging
from asyncio import sleep
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shop.shared.chance import chance
from shop.shared.errors import DomainError, Unavailable
from shop.shared.messages import Event
from shop.shared.pipeline import tried
from shop.shared.unit_of_work import UnitOfWork

R = TypeVar("R")
T = TypeVar("T")
W = TypeVar("W", bound=UnitOfWork)
Pause = Callable[[float], Awaitable[object]]

FIRST_PAUSE = 0.1  # seconds, at most; doubled with each try
log = logging.getLogger(__name__)


async def tell(
    name: str,
    event: Event,
    send: Callable[[], Awaitable[R]],
    *,
    pause: Pause = sleep,
    draw: Callable[[], float] = chance,
) -> R | None:
    """Send what the policy `name` decided to send; return the answer, None where there is none.

    What is lost is logged with its event, which shows nothing personal: somebody may repeat it.
    """
    try:
        return await tried(
            send, name, on=(Unavailable,), pause=pause, draw=draw, first_pause=FIRST_PAUSE
        )
    except Unavailable as failure:
        # No fault of ours, so without a traceback.
        log.error("%s was given up: %s (%r)", name, failure, event)  # noqa: TRY400
    except DomainError as refusal:
        log.warning("%s was refused: %s (%r)", name, refusal, event)
    except Exception:
        log.exception("%s was given up (%r)", name, event)
    return None


async def sought(
    name: str,
    event: Event,
    work: Callable[[], W],
    find: Callable[[W], Awaitable[tuple[T, ...]]],
    *,
    pause: Pause = sleep,
    draw: Callable[[], float] = chance,
) -> tuple[T, ...]:
    """Return those that the policy `name` acts on; looking for them is tried again, too."""

    async def look() -> tuple[T, ...]:
        async with work() as unit:
            found = await find(unit)
        if not found:
            log.info("%s: nothing to do for event %s", name, event.event_id)
        return found

    return await tell(name, event, look, pause=pause, draw=draw) or ()
