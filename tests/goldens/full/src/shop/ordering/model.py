"""The rules of ordering: pure, synchronous, without a framework.

An aggregate is frozen. The method of a command refuses before anything changes; else it
returns the changed aggregate, and what has happened.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

from shop.ordering.events import OrderCancelled, OrderConfirmed, OrderPlaced, OrderShipped
from shop.ordering.values import OrderLine, OrderState
from shop.shared.checks import Check
from shop.shared.errors import IllegalMove
from shop.shared.messages import Stamp
from shop.shared.transitions import Transitions
from shop.shared.values import Email, Money, OrderId


class AlreadyShipped(IllegalMove):
    """The order is shipped."""


ORDER_MOVES: Final = Transitions(
    {
        (OrderState.PLACED, "ConfirmOrder"): (OrderState.CONFIRMED,),
        (OrderState.CONFIRMED, "ShipOrder"): (OrderState.SHIPPED,),
        (OrderState.PLACED, "CancelOrder"): (OrderState.CANCELLED,),
        (OrderState.CONFIRMED, "CancelOrder"): (OrderState.CANCELLED,),
    },
    refusals={
        (OrderState.SHIPPED, "CancelOrder"): AlreadyShipped,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A customer's intent to buy; never empty once placed."""

    id: OrderId
    customer: Email
    lines: tuple[OrderLine, ...]
    total: Money
    note: str | None
    state: OrderState

    def __post_init__(self) -> None:
        """Refuse what lies outside a field's type."""
        Check.all(
            "Order",
            Check.items("lines", self.lines, low=1),
            Check.distinct("lines", (order_line.sku for order_line in self.lines)),
            Check.text("note", self.note, high=500),
        )

    @classmethod
    def place(
        cls,
        *,
        order: OrderId,
        customer: Email,
        lines: tuple[OrderLine, ...],
        total: Money,
        note: str | None = None,
        stamp: Stamp,
    ) -> tuple[Self, OrderPlaced]:
        """Place an order.

        Raises:
            Invalid: Something lies outside its type, or a rule is broken.
        """
        new = cls(
            id=order,
            customer=customer,
            lines=lines,
            total=total,
            note=note,
            state=OrderState.PLACED,
        )
        new._uphold()
        return new, OrderPlaced(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            order=new.id,
            customer=customer,
            lines=lines,
            total=total,
            note=note,
        )

    def confirm(self, *, stamp: Stamp) -> tuple[Self, OrderConfirmed]:
        """Confirm an order.

        Raises:
            IllegalMove: The order is not placed.
            Invalid: A rule is broken.
        """
        state = ORDER_MOVES.after(self.state, "ConfirmOrder")
        changed = replace(self, state=state)
        changed._uphold()
        return changed, OrderConfirmed(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            order=changed.id,
        )

    def ship(self, *, stamp: Stamp) -> tuple[Self, OrderShipped]:
        """Ship an order.

        Raises:
            IllegalMove: The order is not confirmed.
            Invalid: A rule is broken.
        """
        state = ORDER_MOVES.after(self.state, "ShipOrder")
        changed = replace(self, state=state)
        changed._uphold()
        return changed, OrderShipped(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            order=changed.id,
        )

    def cancel(self, *, reason: str, stamp: Stamp) -> tuple[Self, OrderCancelled]:
        """Cancel an order.

        Raises:
            IllegalMove: The order is neither placed nor confirmed.
            AlreadyShipped: The order is shipped.
            Invalid: Something lies outside its type, or a rule is broken.
        """
        Check.all(
            "CancelOrder",
            Check.text("reason", reason, low=1, high=500),
        )
        state = ORDER_MOVES.after(self.state, "CancelOrder")
        changed = replace(self, state=state)
        changed._uphold()
        return changed, OrderCancelled(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            order=changed.id,
            reason=reason,
        )

    def total_is_the_sum(self) -> bool:
        """The total equals the sum of quantity x unit_price."""
        return True

    def _uphold(self) -> None:
        """Refuse a change that breaks a rule."""
        Check.all(
            "Order",
            Check.rule(
                "total_is_the_sum",
                "The total equals the sum of quantity x unit_price.",
                holds=self.total_is_the_sum(),
            ),
        )
