"""A plugin that writes down what alerts is told, but for personal data."""

from shop.billing.ports import Alerts
from shop.shared import plugins
from shop.shared.values import Money, OrderId


class Journal(plugins.Lifecycle, Alerts):
    """Logs each call; told before those with a lower priority."""

    about = plugins.About(name="journal", version="1.0", api_version=1, priority=100)

    async def payment_refused(self, *, order: OrderId, amount: Money) -> None:
        """Payment refused."""
        self.context.log.info("payment_refused: order=%r, amount=%r", order, amount)
