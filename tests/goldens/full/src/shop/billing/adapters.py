"""Who answers for the ports of billing inside the process: at once, always the same."""

from shop.shared.asking import Calls
from shop.shared.values import Money, OrderId


class InProcessPaymentGateway:
    """Stands in for PaymentGateway, and keeps what it was asked last."""

    def __init__(
        self,
        *,
        charge: bool = True,
        kept: int = 100,
    ) -> None:
        """Answer as given, or in the usual way; keep so many calls."""
        self.calls = Calls(maxlen=kept)
        self._charge = charge

    async def charge(self, *, order: OrderId, amount: Money) -> bool:
        """Charge."""
        self.calls.append(("charge", {"order": order, "amount": amount}))
        return self._charge


class InProcessAlerts:
    """Stands in for Alerts, and keeps what it was asked last."""

    def __init__(
        self,
        *,
        kept: int = 100,
    ) -> None:
        """Keep so many calls."""
        self.calls = Calls(maxlen=kept)

    async def payment_refused(self, *, order: OrderId, amount: Money) -> None:
        """Payment refused."""
        self.calls.append(("payment_refused", {"order": order, "amount": amount}))
