"""How a policy sends its command, or tells a port: nobody waits for the outcome.

A refusal is logged and final, and so is a race that was lost: the command was tried again
on its way already. A technical failure is tried again at once, a few times; then it is
logged. Nothing is stored, so a command is lost when the process ends before it was sent.
"""

import logging
from collections.abc import Awaitable, Callable

from shop.shared.errors import DomainError, Unavailable

ATTEMPTS = 3
log = logging.getLogger(__name__)


async def tell(name: str, send: Callable[[], Awaitable[object]]) -> None:
    """Send what the policy `name` decided to send."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await send()
        except Unavailable as failure:
            log.warning("%s, attempt %d: %s", name, attempt, failure)
        except DomainError as refusal:
            log.warning("%s was refused: %s", name, refusal)
            return
        except Exception:
            log.exception("%s failed, attempt %d of %d", name, attempt, ATTEMPTS)
        else:
            return
    log.error("%s was given up after %d attempts", name, ATTEMPTS)
