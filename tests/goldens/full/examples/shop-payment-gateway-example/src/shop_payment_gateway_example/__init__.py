"""A second adapter of payment gateway."""

from shop.billing.ports import PaymentGateway
from shop.shared import plugins
from shop.shared.values import Money, OrderId


class Contrary(plugins.Lifecycle, PaymentGateway):
    """Answers otherwise than the adapter that the program brings; logs what asks for nothing."""

    about = plugins.About(name="contrary", version="0.1.0", api_version=1)

    async def charge(self, *, order: OrderId, amount: Money) -> bool:
        """Charge."""
        return False
