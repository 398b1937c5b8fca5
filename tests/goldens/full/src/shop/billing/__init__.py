"""The door of billing: the only names that other modules may use."""

from shop.billing.commands import RefundPayment, TakePayment
from shop.billing.values import PaymentId

__all__ = [
    "PaymentId",
    "RefundPayment",
    "TakePayment",
]
