"""Steps around every command, each with its one job, composed once when the program is built.

A step is given what comes after it, and returns what is called in its place. On the way in the
first one is reached first; results and exceptions pass outwards through all of them.

Sources: Alur, Crupi, Malks, Core J2EE Patterns, 2001 (intercepting filter); Brooker,
Exponential Backoff and Jitter, 2015.
"""

import logging
from asyncio import sleep
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from shop.shared.chance import chance
from shop.shared.clock import seconds
from shop.shared.errors import ConcurrentChange, DomainError, Overtaken, Unsure
from shop.shared.messages import Command
from shop.shared.terms import Terms

R = TypeVar("R")
Asked = Command[Any]
Next = Callable[[Any, Terms | None], Coroutine[Any, Any, Any]]
Step = Callable[[Next], Next]

# What another try may cure: the command decides anew, on what is there by then. Not Unavailable:
# haste helps no database up, and whoever sent the command may wait better.
TRANSIENT: tuple[type[DomainError], ...] = (ConcurrentChange,)
# What another try might do twice: to ask whoever was asked outside, or to make a commit.
FINAL: tuple[type[DomainError], ...] = (Overtaken, Unsure)
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
            if terms is not None and terms.expected is not None:
                return await inner(asked, terms)
            name = name_of(asked)
            return await tried(
                lambda: inner(asked, terms), name, on=TRANSIENT, pause=pause, draw=draw
            )

        return handle

    return step


async def tried(
    attempt: Callable[[], Awaitable[R]],
    name: str,
    *,
    on: tuple[type[DomainError], ...],
    pause: Callable[[float], Awaitable[object]],
    draw: Callable[[], float],
    first_pause: float = FIRST_PAUSE,
) -> R:
    """Return the answer of an attempt; after these errors there is another, a few times."""
    for done in range(1, TRIES):
        try:
            return await attempt()
        except FINAL:
            raise
        except on as error:
            span = draw() * first_pause * 2 ** (done - 1)
            told = name, done, type(error).__name__, span * 1000
            log.info("%s, try %d: %s; again in %.0f ms", *told)
        await pause(span)
    return await attempt()
