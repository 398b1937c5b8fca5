"""Send each command and each query to its one handler.

A handler works in a unit of work of its own. What it collected is published once it
has committed. Queries get the read side only, so they cannot change anything.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from notes.shared.event_bus import EventBus
from notes.shared.messages import Command, Query
from notes.shared.pipeline import Next, Step, composed
from notes.shared.terms import Terms
from notes.shared.unit_of_work import UnitOfWork

R = TypeVar("R")
W = TypeVar("W", bound=UnitOfWork)
S = TypeVar("S")
C = TypeVar("C", bound=Command[Any])
Q = TypeVar("Q", bound=Query[Any])
Answer = Callable[[Any], Coroutine[Any, Any, Any]]


class MessageBus:
    """Exactly one handler per class of command and query."""

    def __init__(self, events: EventBus, around: Sequence[Step] = ()) -> None:
        """Begin without handlers; events go to `events`, commands through the steps `around`."""
        self._events = events
        self._around = tuple(around)
        self._commands: dict[type[Command[Any]], Next] = {}
        self._queries: dict[type[Query[Any]], Answer] = {}

    def on_command(
        self,
        kind: type[C],
        handler: Callable[[C, W], Awaitable[Any]],
        work: Callable[[], W],
    ) -> None:
        """Send commands of this class to the handler, each try with new work.

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

        self._commands[kind] = composed(self._around, handle)

    def on_query(self, kind: type[Q], handler: Callable[[Q, S], Awaitable[Any]], reads: S) -> None:
        """Send queries of this class to the handler, with the read side.

        Raises:
            ValueError: The class has a handler already.
        """
        _refuse_second(kind, self._queries)

        async def handle(query: Q) -> object:
            return await handler(query, reads)

        self._queries[kind] = handle

    def send(self, command: Command[R], terms: Terms | None = None) -> Coroutine[Any, Any, R]:
        """Have the command handled, then what happened published; wait for the handler's result.

        Raises:
            LookupError: No handler was given for this class.
        """
        try:
            handle = self._commands[type(command)]
        except KeyError:
            raise _unheard(command) from None
        return handle(command, terms)

    def ask(self, query: Query[R]) -> Coroutine[Any, Any, R]:
        """Have the query answered; wait for the answer.

        Raises:
            LookupError: No handler was given for this class.
        """
        try:
            answer = self._queries[type(query)]
        except KeyError:
            raise _unheard(query) from None
        return answer(query)


def _refuse_second(kind: type, handlers: Iterable[type]) -> None:
    if kind in handlers:
        raise ValueError(f"{kind.__name__} has a handler already; remove one of the two")


def _unheard(message: object) -> LookupError:
    name = type(message).__name__
    return LookupError(f"{name} has no handler; register one in its module's handlers")
