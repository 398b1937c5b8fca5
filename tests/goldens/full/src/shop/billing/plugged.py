"""Who passes on to plugins what the ports of billing are told."""

from collections.abc import Awaitable
from decimal import Decimal
from uuid import UUID

from shop.billing.ports import Alerts
from shop.shared import plugin_host
from shop.shared.values import Currency, Money, OrderId


class PluggedAlerts:
    """Tells every plugin of Alerts, in order; a broken one spoils nothing."""

    def __init__(self, host: plugin_host.PluginHost[Alerts]) -> None:
        """Tell the plugins of this host."""
        self._host = host

    async def payment_refused(self, *, order: OrderId, amount: Money) -> None:
        """Payment refused."""

        def call(plugin: Alerts) -> Awaitable[None]:
            return plugin.payment_refused(order=order, amount=amount)

        await self._host.tell("payment_refused", call)

    async def rehearse(self) -> None:
        """Tell everything once, with values that are made up."""
        await self.payment_refused(
            order=OrderId(UUID(int=1000)),
            amount=Money(amount=Decimal(1), currency=Currency.USD),
        )
