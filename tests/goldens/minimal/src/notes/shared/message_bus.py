"""Send each command and each query to its one handler.

A handler works in a unit of work of its own. What it collected is published once it
has committed. Queries get the read side only, so they cannot change anything.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

from notes.shared.event_bus import EventBus
from notes.shared.messages import Command, Query
from notes.shared.terms import Terms
from notes.shared.unit_of_work import UnitOfWork

R = TypeVar("R")
W = TypeVar("W", bound=UnitOfWork)
S = TypeVar("S")
C = TypeVar("C", bound=Command[Any])
Q = TypeVar("Q", bound=Query[Any])
Handle = Callable[[Any], Awaitable[Any]]
Change = Callable[[Any, Terms | None], Awaitable[Any]]
H = TypeVar("H")


class MessageBus:
    """Exactly one handler per class of command and query."""

    def __init__(self, events: EventBus) -> None:
        """Begin without handlers; events go to `events`."""
        self._events = events
        self._commands: dict[type[Command[Any]], Change] = {}
        self._queries: dict[type[Query[Any]], Handle] = {}

    def on_command(
        self,
        kind: type[C],
        handler: Callable[[C, W], Awaitable[Any]],
        work: Callable[[], W],
    ) -> None:
        """Send commands of this class to the handler, each with new work.

        Raises:
            ValueError: The class has a handler already.
        """
        _refuse_second(kind, self._commands)

        async def handle(command: C, terms: Terms | None) -> object:
            unit = work() if terms is None else work().on(terms)
            result = await handler(command, unit)
            if happened := unit.committed:
                await self._events.publish(happened)
            return result

        self._commands[kind] = handle

    def on_query(self, kind: type[Q], handler: Callable[[Q, S], Awaitable[Any]], reads: S) -> None:
        """Send queries of this class to the handler, with the read side.

        Raises:
            ValueError: The class has a handler already.
        """
        _refuse_second(kind, self._queries)

        async def handle(query: Q) -> object:
            return await handler(query, reads)

        self._queries[kind] = handle

    async def send(self, command: Command[R], terms: Terms | None = None) -> R:
        """Have the command handled, then what happened published; return the handler's result.

        Raises:
            LookupError: No handler was given for this class.
        """
        return cast("R", await _handler_of(command, self._commands)(command, terms))

    async def ask(self, query: Query[R]) -> R:
        """Have the query answered.

        Raises:
            LookupError: No handler was given for this class.
        """
        return cast("R", await _handler_of(query, self._queries)(query))


def _refuse_second(kind: type, handlers: Iterable[type]) -> None:
    if kind in handlers:
        raise ValueError(f"{kind.__name__} has a handler already; remove one of the two")


def _handler_of(message: object, handlers: Mapping[Any, H]) -> H:
    try:
        return handlers[type(message)]
    except KeyError:
        name = type(message).__name__
        raise LookupError(f"{name} has no handler; register one in its module's handlers") from None
