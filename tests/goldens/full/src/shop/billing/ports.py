"""What billing needs from outside; `build` says who answers."""

from typing import Protocol

from shop.shared.values import Money, OrderId


class PaymentGateway(Protocol):
    """The payment gateway."""

    async def charge(self, *, order: OrderId, amount: Money) -> bool:
        """Charge.

        Raises:
            Unavailable: There is no answer.
        """
        ...


class Alerts(Protocol):
    """The alerts."""

    async def payment_refused(self, *, order: OrderId, amount: Money) -> None:
        """Payment refused.

        Raises:
            Unavailable: There is no answer.
        """
        ...
