"""Tell whoever listens what has happened, in this process and after the commit.

Events that are raised while others are delivered wait their turn. A subscriber that
fails is reported and the rest still hear the event. Nothing is stored: what is not
delivered when the process ends is lost.
"""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from shop.shared.messages import Event

E = TypeVar("E", bound=Event)
Subscriber = Callable[[Any], Awaitable[None]]

LONGEST_CHAIN = 100
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Subscription:
    kind: type[Event]
    subscriber: Subscriber


class _Delivery:
    """The events of one outermost `publish` that still wait, each with its depth."""

    __slots__ = ("depth", "over", "waiting")

    def __init__(self) -> None:
        self.waiting: deque[tuple[Event, int]] = deque()
        self.depth = 0
        self.over = False

    def add(self, events: Iterable[Event]) -> None:
        self.waiting.extend((event, self.depth + 1) for event in events)


class EventBus:
    """Any number of subscribers per class of event, also none."""

    def __init__(self) -> None:
        """Begin without subscribers."""
        self._subscriptions: list[_Subscription] = []
        # A task that a subscriber starts inherits the delivery; once that is over, it opens
        # its own. Each bus has a variable, so that a delivery of another does not hide its.
        self._delivery: ContextVar[_Delivery | None] = ContextVar("delivery", default=None)

    def subscribe(
        self, kind: type[E], subscriber: Callable[[E], Awaitable[None]]
    ) -> Callable[[], None]:
        """Deliver events of this class or below to the subscriber, after those who came before.

        Calling what is returned ends it, from the next event on.
        """
        subscription = _Subscription(kind, subscriber)
        self._subscriptions.append(subscription)

        def unsubscribe() -> None:
            self._subscriptions = [it for it in self._subscriptions if it is not subscription]

        return unsubscribe

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
                event, delivery.depth = delivery.waiting.popleft()
                await self._deliver(event, delivery.depth)
        finally:
            delivery.over = True
            self._delivery.reset(token)

    async def _deliver(self, event: Event, depth: int) -> None:
        if depth > LONGEST_CHAIN:
            log.error("%s was dropped: it ends a chain of %d events", _name(event), LONGEST_CHAIN)
            return
        for subscriber in self._hearing(event):
            try:
                await subscriber(event)
            except Exception:
                log.exception("%s failed to handle %s", _name_of(subscriber), _name(event))

    def _hearing(self, event: Event) -> list[Subscriber]:
        """Return those who hear the event, each once, in the order they subscribed."""
        found = [it.subscriber for it in self._subscriptions if isinstance(event, it.kind)]
        return list(dict.fromkeys(found))


def _name(event: Event) -> str:
    return type(event).__name__


def _name_of(subscriber: Subscriber) -> str:
    return getattr(getattr(subscriber, "func", subscriber), "__qualname__", repr(subscriber))
