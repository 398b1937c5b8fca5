"""What has happened in billing: facts, in the past tense."""

import datetime as dt
from dataclasses import dataclass

from shop.billing.values import PaymentId
from shop.shared.messages import Event
from shop.shared.values import Money, OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTaken(Event):
    """A payment was taken."""

    payment: PaymentId
    order: OrderId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefused(Event):
    """A payment was refused."""

    payment: PaymentId
    order: OrderId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(Event):
    """A payment was refunded."""

    payment: PaymentId
    refunded_on: dt.date
