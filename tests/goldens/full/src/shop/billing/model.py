"""The rules of billing: pure, synchronous, without a framework.

An aggregate is frozen. The method of a command refuses before anything changes; else it
returns the changed aggregate, and what has happened.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final, Self

from shop.billing.events import PaymentRefunded, PaymentRefused, PaymentTaken
from shop.billing.values import PaymentId, PaymentState
from shop.shared.messages import Stamp
from shop.shared.transitions import Transitions
from shop.shared.values import Money, OrderId

PAYMENT_MOVES: Final = Transitions(
    {
        (PaymentState.TAKEN, "RefundPayment"): (PaymentState.REFUNDED,),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment."""

    id: PaymentId
    order: OrderId
    amount: Money
    refunded_on: dt.date | None
    state: PaymentState

    @classmethod
    def take(
        cls,
        *,
        payment: PaymentId,
        order: OrderId,
        amount: Money,
        charge: bool,
        stamp: Stamp,
    ) -> tuple[Self, PaymentTaken | PaymentRefused]:
        """Take a payment.

        Raises:
            Invalid: Something lies outside its type.
        """
        new = cls(
            id=payment,
            order=order,
            amount=amount,
            refunded_on=None,
            state=PaymentState.TAKEN,
        )
        if new.payment_refused(order=order, amount=amount, charge=charge):
            new = replace(new, state=PaymentState.REFUSED)
            return new, PaymentRefused(
                event_id=stamp.event_id,
                occurred_at=stamp.at,
                payment=new.id,
                order=order,
                amount=amount,
            )
        return new, PaymentTaken(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            payment=new.id,
            order=order,
            amount=amount,
        )

    def refund(self, *, stamp: Stamp) -> tuple[Self, PaymentRefunded]:
        """Refund a payment.

        Raises:
            IllegalMove: The payment is not taken.
        """
        state = PAYMENT_MOVES.after(self.state, "RefundPayment")
        changed = replace(self, refunded_on=stamp.at.date(), state=state)
        return changed, PaymentRefunded(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            payment=changed.id,
            refunded_on=stamp.at.date(),
        )

    def payment_refused(self, *, order: OrderId, amount: Money, charge: bool) -> bool:
        """Say whether PaymentRefused happens instead of PaymentTaken."""
        return False
