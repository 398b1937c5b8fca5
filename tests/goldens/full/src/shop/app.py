"""The composition root: the only file that knows all others.

Nothing happens on import. `build` makes everything that a running shop needs, each time anew.
"""

from dataclasses import dataclass
from functools import partial

from shop.billing.adapters import InProcessPaymentGateway
from shop.billing.handlers import register as register_billing
from shop.billing.plugged import PluggedAlerts
from shop.billing.policies import subscribe as subscribe_billing
from shop.billing.ports import Alerts, PaymentGateway
from shop.billing.sql import sql_billing_work
from shop.catalog.handlers import register as register_catalog
from shop.catalog.sql import SqlCatalogReads, sql_catalog_work
from shop.ordering.handlers import register as register_ordering
from shop.ordering.sql import sql_ordering_work
from shop.plugins import Plugins, found_plugins
from shop.settings import Settings
from shop.shared.clock import Clock, SystemClock
from shop.shared.closing import closed
from shop.shared.database import Database
from shop.shared.event_bus import EventBus
from shop.shared.ids import Ids, TimeOrderedIds
from shop.shared.message_bus import MessageBus
from shop.shared.pipeline import TRIES, steps
from shop.shared.sql_receipts import SqlReceipts
from shop.shared.terms import Receipts


@dataclass(frozen=True, slots=True)
class App:
    """A running shop: what is wired together."""

    settings: Settings
    event_bus: EventBus
    bus: MessageBus
    database: Database
    clock: Clock
    ids: Ids
    receipts: Receipts
    adapters: tuple[object, ...]
    plugins: Plugins

    async def close(self) -> None:
        """Give back what was taken from outside: each, the last first, also when one fails.

        Raises:
            ExceptionGroup: What could not be given back, and why.
        """
        await closed(
            self.database.close,
            self.plugins.aclose,
            adapters=self.adapters,
            seconds=self.settings.port_timeout,
        )


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    payment_gateway: PaymentGateway | None = None,
    alerts: Alerts | None = None,
) -> App:
    """Wire the program; tests give their own clock and ids, whoever starts it its adapters."""
    clock, ids = clock or SystemClock(), ids or TimeOrderedIds()
    database = Database(
        settings.database_url.get_secret_value(),
        pool_size=settings.pool_size,
        pool_timeout=settings.pool_timeout,
        busy_timeout=settings.busy_timeout,
    )
    events = EventBus(deadline=60.0 + TRIES * settings.port_timeout)
    bus = MessageBus(events, steps())

    plugins = found_plugins(settings, clock)
    payment_gateway = (
        plugins.payment_gateway.chosen(InProcessPaymentGateway)
        if payment_gateway is None
        else payment_gateway
    )
    alerts = PluggedAlerts(plugins.alerts) if alerts is None else alerts
    plugins.begin()
    catalog_work = partial(sql_catalog_work, database, clock, ids)
    ordering_work = partial(sql_ordering_work, database, clock, ids)
    billing_work = partial(sql_billing_work, database, clock, ids)
    register_catalog(bus, catalog_work, SqlCatalogReads(database))
    register_ordering(bus, ordering_work)
    register_billing(
        bus,
        billing_work,
        payment_gateway=payment_gateway,
        port_timeout=settings.port_timeout,
    )
    subscribe_billing(
        events,
        alerts=alerts,
        bus=bus,
        port_timeout=settings.port_timeout,
        work=billing_work,
    )

    return App(
        settings=settings,
        event_bus=events,
        bus=bus,
        database=database,
        clock=clock,
        ids=ids,
        receipts=SqlReceipts(database),
        adapters=(payment_gateway, alerts),
        plugins=plugins,
    )
