"""Tell whoever listens what has happened, in this process and after the commit.

Events that are raised while others are delivered wait their turn. A subscriber that
fails or takes too long is reported and the rest still hear the event. Nothing is stored:
what is not delivered when the publisher is cancelled is lost but for a line in the log, and
when the process ends without one.

Source: Gamma, Helm, Johnson, Vlissides, Design Patterns, 1994 (observer).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Iterable
from contextvars import ContextVar
from inspect import ismethod
from typing import Any, Generic, TypeVar
from weakref import WeakMethod, ref

from notes.shared.cancellation import is_ours
from notes.shared.messages import Event

E = TypeVar("E", bound=Event)
Subscriber = Callable[[E], Awaitable[None]]

LONGEST_CHAIN = 100
MOST_FOLLOWING = 10_000
log = logging.getLogger(__name__)


class Subscription(Generic[E]):
    """The token of whoever subscribed."""

    __slots__ = ("_ended", "kind", "subscriber")

    def __init__(
        self,
        kind: type[E],
        subscriber: Callable[[], Subscriber[E] | None],
        ended: Callable[["Subscription[E]"], None],
    ) -> None:
        """Stand for a subscriber, as long as the call for it returns one."""
        self.kind = kind
        self.subscriber = subscriber
        self._ended = ended

    def cancel(self) -> None:
        """Deliver nothing more, from the next event on; a second time changes nothing."""
        self._ended(self)


class _Delivery:
    """The events of one outermost `publish` that still wait, each with its depth.

    Of those that follow from others only so many are taken: a circle that sends one command
    for each of several items never ends.
    """

    __slots__ = ("depth", "over", "room", "waiting")

    def __init__(self) -> None:
        self.waiting: deque[tuple[Event, int]] = deque()
        self.depth = 0
        self.room = MOST_FOLLOWING
        self.over = False

    def add(self, events: Iterable[Event]) -> None:
        for event in events:
            self.room -= self.depth > 0
            if self.room >= 0:
                self.waiting.append((event, self.depth + 1))
            elif self.room == -1:
                log.error("%r was dropped: %d events followed before", event, MOST_FOLLOWING)


class EventBus:
    """Any number of subscribers per class of event, also none."""

    def __init__(self, deadline: float | None = None) -> None:
        """Begin without subscribers; each has so many seconds for an event, if so it is said."""
        self._deadline = deadline
        self._subscriptions: dict[Subscription[Any], None] = {}
        # Who hears a class of events, found when the first of them comes.
        self._hearing: dict[type[Event], tuple[Subscription[Any], ...]] = {}
        # A task that a subscriber starts inherits the delivery; once that is over, it opens
        # its own. Each bus has a variable, so that a delivery of another does not hide its.
        self._delivery: ContextVar[_Delivery | None] = ContextVar("delivery", default=None)

    def subscribe(
        self, kind: type[E], subscriber: Subscriber[E], *, weak: bool = False
    ) -> Subscription[E]:
        """Deliver events of this class or below to the subscriber, after those who came before.

        A subscriber that is heard as `weak` is not kept alive: the subscription ends with the
        object whose method it is, or with the function if it is none.
        """
        found = _weakly(subscriber, self._forget) if weak else lambda: subscriber
        subscription = Subscription(kind, found, self._end)
        self._subscriptions[subscription] = None
        self._hearing.clear()
        return subscription

    async def publish(self, events: Iterable[Event]) -> None:
        """Deliver the events, oldest first; inside a delivery they wait until it gets to them."""
        running = self._delivery.get()
        if running is not None and not running.over:
            running.add(events)
            return
        delivery = _Delivery()
        delivery.add(events)
        token = self._delivery.set(delivery)
        try:
            while delivery.waiting:
                event, delivery.depth = delivery.waiting[0]
                await self._deliver(event, delivery.depth)
                delivery.waiting.popleft()
        finally:
            delivery.over = True
            self._delivery.reset(token)
            if delivery.waiting:
                lost = ", ".join(repr(event) for event, _ in delivery.waiting)
                log.error("cancelled before all had heard of %s", lost)

    async def _deliver(self, event: Event, depth: int) -> None:
        if depth > LONGEST_CHAIN:
            log.error("%r was dropped: it ends a chain of %d events", event, LONGEST_CHAIN)
            return
        for subscription in self._heard_by(type(event)):
            subscriber = subscription.subscriber()
            if subscriber is not None:
                await self._tell(subscriber, event)

    async def _tell(self, subscriber: Subscriber[Any], event: Event) -> None:
        try:
            if self._deadline is None:
                await subscriber(event)
            else:
                async with asyncio.timeout(self._deadline):
                    await subscriber(event)
        except (Exception, asyncio.CancelledError) as failure:
            if isinstance(failure, asyncio.CancelledError) and is_ours():
                raise
            log.exception("%s failed to handle %r", _name_of(subscriber), event)

    def _heard_by(self, kind: type[Event]) -> tuple[Subscription[Any], ...]:
        """Return who hears such events, each once, in the order they subscribed."""
        hearing = self._hearing.get(kind)
        if hearing is None:
            found: dict[Hashable, Subscription[Any]] = {}
            for it in tuple(self._subscriptions):
                subscriber = it.subscriber()
                if subscriber is None:
                    self._subscriptions.pop(it, None)
                elif issubclass(kind, it.kind):
                    found.setdefault(_key(subscriber), it)
            hearing = self._hearing[kind] = tuple(found.values())
        return hearing

    def _end(self, subscription: Subscription[Any]) -> None:
        self._subscriptions.pop(subscription, None)
        self._hearing.clear()

    def _forget(self, _: object) -> None:
        """Look again, without who is gone."""
        self._hearing.clear()


def _weakly(
    subscriber: Subscriber[E], gone: Callable[[object], None]
) -> Callable[[], Subscriber[E] | None]:
    """Refer to the subscriber; a bound method lives no longer than its call, so by its object."""
    if ismethod(subscriber):
        return WeakMethod(subscriber, gone)
    return ref(subscriber, gone)


def _key(subscriber: Subscriber[Any]) -> Hashable:
    """Tell subscribers apart by who they are: a bound method is a new one at each look."""
    return subscriber if ismethod(subscriber) else id(subscriber)


def _name_of(subscriber: Subscriber[Any]) -> str:
    return getattr(getattr(subscriber, "func", subscriber), "__qualname__", repr(subscriber))
