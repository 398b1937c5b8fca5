"""What may be asked of billing: intentions, in the imperative."""

from dataclasses import dataclass

from shop.billing.values import PaymentId
from shop.shared.messages import Command
from shop.shared.values import Money, OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePayment(Command[PaymentId]):
    """Take a payment."""

    order: OrderId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPayment(Command[None]):
    """Refund a payment."""

    payment: PaymentId
