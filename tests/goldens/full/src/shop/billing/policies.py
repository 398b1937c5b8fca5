"""What billing does whenever something has happened, here or in another module."""

import logging
from collections.abc import Callable
from functools import partial

from shop.billing.commands import RefundPayment
from shop.billing.repository import BillingWork
from shop.ordering import OrderCancelled
from shop.shared.event_bus import EventBus
from shop.shared.message_bus import MessageBus
from shop.shared.policies import tell

log = logging.getLogger(__name__)


async def refund_cancelled_orders(
    event: OrderCancelled,
    *,
    bus: MessageBus,
    work: Callable[[], BillingWork],
) -> None:
    """Send RefundPayment whenever OrderCancelled, to each payment with its order."""
    async with work() as unit:
        found = await unit.payments.with_order(event.order)
    if not found:
        log.info("refund_cancelled_orders: nothing to do for event %s", event.event_id)
    for payment in found:
        command = RefundPayment(payment=payment.id)
        await tell("refund_cancelled_orders", partial(bus.send, command))


def subscribe(
    events: EventBus,
    *,
    bus: MessageBus,
    work: Callable[[], BillingWork],
) -> None:
    """Have every policy of billing hear its event."""
    events.subscribe(
        OrderCancelled,
        partial(
            refund_cancelled_orders,
            bus=bus,
            work=work,
        ),
    )
