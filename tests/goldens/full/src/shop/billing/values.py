"""What the messages and the model of billing both speak of."""

from enum import StrEnum
from typing import NewType
from uuid import UUID

PaymentId = NewType("PaymentId", UUID)


class PaymentState(StrEnum):
    """The states of a payment."""

    TAKEN = "taken"
    REFUSED = "refused"
    REFUNDED = "refunded"
