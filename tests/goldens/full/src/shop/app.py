"""The composition root: the only file that knows all others.

Nothing happens on import. `build` makes everything that a running shop needs, each time anew.
"""

from dataclasses import dataclass
from functools import partial

from shop.billing.handlers import register as register_billing
from shop.billing.policies import subscribe as subscribe_billing
from shop.billing.repository import memory_billing_work
from shop.catalog.handlers import register as register_catalog
from shop.catalog.repository import MemoryCatalogReads, memory_catalog_work
from shop.ordering.handlers import register as register_ordering
from shop.ordering.repository import memory_ordering_work
from shop.settings import Settings
from shop.shared.clock import Clock, SystemClock
from shop.shared.event_bus import EventBus
from shop.shared.ids import Ids, TimeOrderedIds
from shop.shared.memory import MemoryStore
from shop.shared.message_bus import MessageBus


@dataclass(frozen=True, slots=True)
class App:
    """A running shop: what is wired together."""

    settings: Settings
    event_bus: EventBus
    bus: MessageBus


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
) -> App:
    """Wire the program; tests give their own clock and ids."""
    clock = clock or SystemClock()
    ids = ids or TimeOrderedIds()
    store = MemoryStore()
    events = EventBus()
    bus = MessageBus(events)

    catalog_work = partial(memory_catalog_work, store, clock, ids)
    ordering_work = partial(memory_ordering_work, store, clock, ids)
    billing_work = partial(memory_billing_work, store, clock, ids)

    register_catalog(bus, catalog_work, MemoryCatalogReads(store))
    register_ordering(bus, ordering_work)
    register_billing(bus, billing_work)
    subscribe_billing(events, bus=bus, work=billing_work)

    return App(
        settings=settings,
        event_bus=events,
        bus=bus,
    )
