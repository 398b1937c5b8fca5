"""The module billing alone on a bench: its store and all that it tells can be seen."""

from shop.billing.handlers import register
from shop.billing.repository import BillingWork, memory_billing_work
from shop.shared.clock import Clock
from shop.shared.event_bus import EventBus
from shop.shared.ids import Ids
from shop.shared.memory import MemoryStore
from shop.shared.message_bus import MessageBus
from shop.shared.messages import Event

from tests.billing.ports import FakePaymentGateway
from tests.shared.hearing import PortHearing


class Bench:
    """The use cases of billing, wired as the app does, without other modules."""

    def __init__(self, clock: Clock, ids: Ids, patience: float = 5.0) -> None:
        self.hearing = PortHearing()
        self.store = MemoryStore()
        self.heard: list[Event] = []
        self._begun: list[BillingWork] = []
        self._clock = clock
        self._ids = ids
        events = EventBus()
        events.subscribe(Event, self._hear)
        self.bus = MessageBus(events)
        register(
            self.bus,
            self.work,
            payment_gateway=FakePaymentGateway(self.hearing),
            port_timeout=patience,
        )

    def work(self) -> BillingWork:
        work = memory_billing_work(self.store, self._clock, self._ids)
        self._begun.append(work)
        return work

    async def _hear(self, event: Event) -> None:
        # What is told before it is committed may never come true: that does not count.
        if any(event in work.committed for work in self._begun):
            self.heard.append(event)
