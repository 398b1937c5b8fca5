"""Steps around every command, each with its one job, composed once when the program is built.

A step is given what comes after it, and returns what is called in its place. On the way in the
first one is reached first; results and exceptions pass outwards through all of them.

Sources: Alur, Crupi, Malks, Core J2EE Patterns, 2001 (intercepting filter); Brooker,
Exponential Backoff and Jitter, 2015.
"""

import logging
from asyncio import sleep
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from shop.shared.chance import chance
from shop.shared.clock import seconds
from shop.shared.errors import ConcurrentChange, DomainError, Overtaken
from shop.shared.messages import Command
from shop.shared.terms import Terms

Asked = Command[Any]
Next = Callable[[Any, Terms | None], Coroutine[Any, Any, Any]]
Step = Callable[[Next], Next]

# What another try may cure: the command decides anew, on what is there by then. Not Unavailable:
# its commit may have been made before the answer was lost, and haste helps no database up. Nor
# Overtaken: whoever was asked outside would be asked again.
TRANSIENT: tuple[type[DomainError], ...] = (ConcurrentChange,)
TRIES = 3
FIRST_PAUSE = 0.01  # seconds, at most; doubled with each try
log = logging.getLogger(__name__)


def steps() -> tuple[Step, ...]:
    """Return what stands around every command, the outermost first.

    The log tells what came of all tries, and how long they took together, so these steps stand
    outside of `retried`. Each try is a new unit of work, so `retried` stands outside of that.
    A receipt and the transaction are no steps of this list but the unit of work itself, the
    innermost: effect and receipt last by the same commit or not at all.
    """
    return (
        logged,
        timed(seconds),
        retried(sleep, chance),
    )


def composed(around: Sequence[Step], handler: Next) -> Next:
    """Put the steps around a handler; the first one becomes the outermost."""
    for step in reversed(around):
        handler = step(handler)
    return handler


def name_of(asked: Asked) -> str:
    """Name what is asked for; what it holds may be personal, and is never shown."""
    return type(asked).__name__


def logged(inner: Next) -> Next:
    """Log each command that is not carried out, and why: by the class of the error alone."""

    async def handle(asked: Asked, terms: Terms | None) -> object:
        try:
            return await inner(asked, terms)
        except DomainError as refusal:
            log.info("%s was refused: %s", name_of(asked), type(refusal).__name__)
            raise
        except Exception as failure:
            # Whoever asked has the error, and logs it in full.
            log.warning("%s failed: %s", name_of(asked), type(failure).__name__)
            raise

    return handle


def timed(now: Callable[[], float]) -> Step:
    """Log how long each command took, whatever came of it; `now` counts seconds."""

    def step(inner: Next) -> Next:
        async def handle(asked: Asked, terms: Terms | None) -> object:
            begun = now()
            try:
                return await inner(asked, terms)
            finally:
                log.info("%s took %.1f ms", name_of(asked), (now() - begun) * 1000)

        return handle

    return step


def retried(pause: Callable[[float], Awaitable[object]], draw: Callable[[], float]) -> Step:
    """Try a command again after a transient error, unless it is about what its sender saw.

    Who expects a version wants to know of a change, not to have it overrun. Tries that met
    once should not meet again: `pause` is given a share of a growing span, and `draw` says
    which share, from 0 to 1.
    """

    def step(inner: Next) -> Next:
        async def handle(asked: Asked, terms: Terms | None) -> object:
            tries = TRIES if terms is None or terms.expected is None else 1
            for done in range(1, tries):
                try:
                    return await inner(asked, terms)
                except Overtaken:
                    raise
                except TRANSIENT as error:
                    span = draw() * FIRST_PAUSE * 2 ** (done - 1)
                    told = name_of(asked), done, type(error).__name__, span * 1000
                    log.info("%s, try %d: %s; again in %.0f ms", *told)
                await pause(span)
            return await inner(asked, terms)

        return handle

    return step
