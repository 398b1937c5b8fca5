"""The module ordering alone on a bench: its store and all that it tells can be seen."""

from shop.ordering.handlers import register
from shop.ordering.repository import OrderingWork, memory_ordering_work
from shop.shared.clock import Clock
from shop.shared.event_bus import EventBus
from shop.shared.ids import Ids
from shop.shared.memory import MemoryStore
from shop.shared.message_bus import MessageBus
from shop.shared.messages import Event


class Bench:
    """The use cases of ordering, wired as the app does, without other modules."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self.store = MemoryStore()
        self.heard: list[Event] = []
        self._begun: list[OrderingWork] = []
        self._clock = clock
        self._ids = ids
        events = EventBus()
        events.subscribe(Event, self._hear)
        self.bus = MessageBus(events)
        register(self.bus, self.work)

    def work(self) -> OrderingWork:
        work = memory_ordering_work(self.store, self._clock, self._ids)
        self._begun.append(work)
        return work

    async def _hear(self, event: Event) -> None:
        # What is told before it is committed may never come true: that does not count.
        if any(event in work.committed for work in self._begun):
            self.heard.append(event)
