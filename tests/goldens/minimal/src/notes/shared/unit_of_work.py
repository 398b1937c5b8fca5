"""All changes of one use case, committed together or not at all.

Source: Fowler, Patterns of Enterprise Application Architecture, 2002.
"""

import asyncio
import logging
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

from notes.shared.clock import Clock
from notes.shared.errors import ConcurrentChange, Overtaken, Unavailable, Unsure
from notes.shared.ids import Ids
from notes.shared.messages import Event, Stamp
from notes.shared.terms import Terms

log = logging.getLogger(__name__)


class Transaction(Protocol):
    """What a store offers a unit of work."""

    def accept(self, terms: Terms) -> None:
        """Hold the changes to these terms."""
        ...

    async def commit(self) -> None:
        """Make all changes visible at once.

        Raises:
            AlreadyExists: An identity or a unique field is taken.
            ConcurrentChange: Something was changed by somebody else since it was loaded.
            Repeated: The receipt of the terms is kept already.
        """
        ...

    async def pause(self) -> None:
        """Hold nothing open for now; what was loaded keeps the version it had.

        Raises:
            Repeated: The receipt of the terms is kept already.
        """
        ...

    async def rollback(self) -> None:
        """Forget all changes."""
        ...

    async def close(self) -> None:
        """Give back what the transaction holds."""
        ...


class UnitOfWork:
    """The frame around one use case; only `commit` makes anything last.

    Used once, as a context: leaving it without `commit` rolls back, and every way out
    closes the transaction. What the use case collected counts once it is committed.
    """

    def __init__(self, transaction: Transaction, clock: Clock, ids: Ids) -> None:
        """Begin with nothing changed."""
        self._transaction = transaction
        self._clock = clock
        self._ids = ids
        self._collected: list[Event] = []
        self._entered = False
        self._open = False
        self._committed = False
        self._paused = False

    def on(self, terms: Terms) -> Self:
        """Hold the use case to these terms; for before it begins."""
        self._transaction.accept(terms)
        return self

    async def __aenter__(self) -> Self:
        """Enter the only time.

        Raises:
            RuntimeError: This work was used before.
        """
        if self._entered:
            raise RuntimeError("a unit of work is used once; make a new one")
        self._entered = self._open = True
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Roll back unless committed, then close, whatever happened.

        Where the outcome stands, by a commit or a failure, what fails now is only logged.
        """
        tried, self._open = not self._open, False
        try:
            await self._end()
        except Exception:
            if error is None and not self._committed:
                raise
            log.exception("a unit of work was not closed cleanly")
        except asyncio.CancelledError as cut:
            error = cut
            raise
        finally:
            if tried and error is not None:
                self._log_unheard(error)

    async def _end(self) -> None:
        try:
            if not self._committed:
                await self._transaction.rollback()
        finally:
            await self._transaction.close()

    async def commit(self) -> None:
        """Make everything last.

        Raises:
            AlreadyExists: An identity or a unique field is taken.
            ConcurrentChange: Something was changed by somebody else since it was loaded; after
                a pause it is `Overtaken`.
            Repeated: The receipt of the terms is kept already.
            RuntimeError: This work has ended, or was not entered.
            Unavailable: The store does not answer; after a pause it is `Unsure`.
        """
        if not self._open:
            raise RuntimeError("a unit of work is committed once, inside its `async with`")
        self._open = False
        try:
            await self._transaction.commit()
        except ConcurrentChange as change:
            if not self._paused:
                raise
            raise Overtaken(*change.args) from change
        except Unavailable as failure:
            if not self._paused:
                raise
            raise Unsure(*failure.args) from failure  # whoever was asked may have done it
        self._committed = True

    async def pause(self) -> None:
        """Hold nothing open while somebody outside is asked.

        What changes meanwhile is not seen, but refused by the commit.

        Raises:
            Repeated: The receipt of the terms is kept already, so nobody need be asked.
            RuntimeError: This work has ended, or was not entered.
        """
        if not self._open:
            raise RuntimeError("a unit of work pauses inside its `async with`, before the commit")
        await self._transaction.pause()
        self._paused = True

    def _log_unheard(self, error: BaseException) -> None:
        """Log the events that nobody publishes, though they have happened, or may have."""
        lost = ", ".join(map(repr, self._collected))
        if lost and self._committed:
            log.error("left by a failure after the commit, so nobody hears of %s", lost)
        elif lost and isinstance(error, asyncio.CancelledError | Unsure):
            log.error("left during the commit, which may have been made; nobody hears of %s", lost)

    def collect(self, *events: Event) -> None:
        """Keep events to be published after the commit."""
        self._collected.extend(events)

    @property
    def committed(self) -> tuple[Event, ...]:
        """What has happened for good: the collected events, or none before the commit."""
        return tuple(self._collected) if self._committed else ()

    def stamp(self) -> Stamp:
        """Stamp an event with the present and a new identity."""
        return Stamp(event_id=self._ids.new(), at=self._clock.now())

    def new_id(self) -> UUID:
        """Return an identity for something that is created."""
        return self._ids.new()
