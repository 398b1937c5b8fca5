"""The composition root: the only file that knows all others.

Nothing happens on import. `build` makes everything that a running shop needs, each time anew.
"""

from dataclasses import dataclass
from functools import partial

from shop.billing.handlers import register as register_billing
from shop.billing.policies import subscribe as subscribe_billing
from shop.billing.sql import sql_billing_work
from shop.catalog.handlers import register as register_catalog
from shop.catalog.sql import SqlCatalogReads, sql_catalog_work
from shop.ordering.handlers import register as register_ordering
from shop.ordering.sql import sql_ordering_work
from shop.settings import Settings
from shop.shared.clock import Clock, SystemClock
from shop.shared.database import Database
from shop.shared.event_bus import EventBus
from shop.shared.ids import Ids, TimeOrderedIds
from shop.shared.message_bus import MessageBus
from shop.shared.sql_receipts import SqlReceipts
from shop.shared.terms import Receipts


@dataclass(frozen=True, slots=True)
class App:
    """A running shop: what is wired together."""

    settings: Settings
    event_bus: EventBus
    bus: MessageBus
    database: Database
    receipts: Receipts

    async def close(self) -> None:
        """Give back what was taken from outside."""
        await self.database.close()


def build(settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None) -> App:
    """Wire the program; tests give their own clock and ids."""
    clock, ids = clock or SystemClock(), ids or TimeOrderedIds()
    database = Database(
        settings.database_url.get_secret_value(),
        pool_size=settings.pool_size,
        pool_timeout=settings.pool_timeout,
        busy_timeout=settings.busy_timeout,
    )
    events = EventBus()
    bus = MessageBus(events)

    catalog_work = partial(sql_catalog_work, database, clock, ids)
    ordering_work = partial(sql_ordering_work, database, clock, ids)
    billing_work = partial(sql_billing_work, database, clock, ids)
    register_catalog(bus, catalog_work, SqlCatalogReads(database))
    register_ordering(bus, ordering_work)
    register_billing(bus, billing_work)
    subscribe_billing(events, bus=bus, work=billing_work)

    return App(
        settings=settings,
        event_bus=events,
        bus=bus,
        database=database,
        receipts=SqlReceipts(database),
    )
