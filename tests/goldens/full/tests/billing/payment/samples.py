"""Sample payments, and what may be asked of one, with arguments that are right."""

import datetime as dt
from decimal import Decimal
from functools import partial

from shop.billing.model import Payment
from shop.billing.values import PaymentId, PaymentState
from shop.shared.messages import Stamp
from shop.shared.values import Currency, Money, OrderId

from tests.doubles import BEGIN, counted_id

STAMP = Stamp(event_id=counted_id(1), at=BEGIN)

PAYMENT = Payment(
    id=PaymentId(counted_id(501)),
    order=OrderId(counted_id(1000)),
    amount=Money(amount=Decimal(2), currency=Currency.GBP),
    refunded_on=dt.date(2024, 3, 3),
    state=PaymentState.TAKEN,
)

OTHER_PAYMENT = Payment(
    id=PaymentId(counted_id(502)),
    order=OrderId(counted_id(1001)),
    amount=Money(amount=Decimal(3), currency=Currency.EUR),
    refunded_on=dt.date(2024, 3, 4),
    state=PaymentState.TAKEN,
)

take = partial(
    Payment.take,
    payment=PaymentId(counted_id(501)),
    order=OrderId(counted_id(1000)),
    amount=Money(amount=Decimal(2), currency=Currency.GBP),
    charge=True,
    stamp=STAMP,
)
refund = partial(Payment.refund, stamp=STAMP)
