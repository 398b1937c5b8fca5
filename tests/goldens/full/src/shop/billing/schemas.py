"""What requests to billing and its answers look like as JSON, apart from the domain."""

from shop.shared import edge
from shop.shared.schemas import MoneyJson

PaymentKey = edge.Key


class TakePaymentBody(edge.Edge):
    """Take a payment."""

    order: edge.Key
    amount: MoneyJson


class PaymentIdentity(edge.Edge):
    """The identity of a new payment."""

    id: edge.Key
