"""How a policy sends its command, or tells a port: nobody waits for the outcome.

A refusal is logged and final, and so is a race that was lost: the command was tried again
on its way already. So is a defect: whoever is not broken would be told again. A technical
failure is tried again at once, a few times; then it is logged. Nothing is stored, so a
command is lost when the process ends before it was sent.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shop.shared.errors import Defect, DomainError, Unavailable
from shop.shared.messages import Event
from shop.shared.unit_of_work import UnitOfWork

R = TypeVar("R")
T = TypeVar("T")
W = TypeVar("W", bound=UnitOfWork)

ATTEMPTS = 3
log = logging.getLogger(__name__)


async def tell(name: str, send: Callable[[], Awaitable[R]]) -> R | None:
    """Send what the policy `name` decided to send; return the answer, None where there is none."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await send()
        except Unavailable as failure:
            log.warning("%s, attempt %d: %s", name, attempt, failure)
        except DomainError as refusal:
            log.warning("%s was refused: %s", name, refusal)
            return None
        except Defect:
            log.exception("%s was given up", name)
            return None
        except Exception:
            log.exception("%s failed, attempt %d of %d", name, attempt, ATTEMPTS)
    log.error("%s was given up after %d attempts", name, ATTEMPTS)
    return None


async def sought(
    name: str,
    event: Event,
    work: Callable[[], W],
    find: Callable[[W], Awaitable[tuple[T, ...]]],
) -> tuple[T, ...]:
    """Return those that the policy `name` acts on; looking for them is tried again, too."""

    async def look() -> tuple[T, ...]:
        async with work() as unit:
            found = await find(unit)
        if not found:
            log.info("%s: nothing to do for event %s", name, event.event_id)
        return found

    return await tell(name, look) or ()
