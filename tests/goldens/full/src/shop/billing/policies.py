"""What billing does whenever something has happened, here or in another module."""

from collections.abc import Callable
from functools import partial

from shop.billing.commands import RefundPayment
from shop.billing.events import PaymentRefused
from shop.billing.ports import Alerts
from shop.billing.repository import BillingWork
from shop.ordering import OrderCancelled
from shop.shared.asking import asked
from shop.shared.event_bus import EventBus
from shop.shared.message_bus import MessageBus
from shop.shared.policies import sought, tell


async def refund_cancelled_orders(
    event: OrderCancelled,
    *,
    bus: MessageBus,
    work: Callable[[], BillingWork],
) -> None:
    """Send RefundPayment whenever OrderCancelled, to each payment that has it as `order`."""
    found = await sought(
        "refund_cancelled_orders",
        event,
        work,
        lambda unit: unit.payments.with_order(event.order),
    )
    for payment in found:
        command = RefundPayment(payment=payment.id)
        await tell("refund_cancelled_orders", event, partial(bus.send, command))


async def alert_support(
    event: PaymentRefused,
    *,
    alerts: Alerts,
    port_timeout: float,
) -> None:
    """Tell Alerts.payment_refused whenever PaymentRefused."""
    call = partial(alerts.payment_refused, order=event.order, amount=event.amount)
    await tell("alert_support", event, partial(asked, "Alerts", call, seconds=port_timeout))


def subscribe(
    events: EventBus,
    *,
    alerts: Alerts,
    bus: MessageBus,
    port_timeout: float,
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
    events.subscribe(
        PaymentRefused,
        partial(
            alert_support,
            alerts=alerts,
            port_timeout=port_timeout,
        ),
    )
