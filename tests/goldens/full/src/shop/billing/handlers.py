"""One handler per message of billing: load, call the model, save."""

from collections.abc import Callable
from functools import partial

from shop.billing.commands import RefundPayment, TakePayment
from shop.billing.model import Payment
from shop.billing.ports import PaymentGateway
from shop.billing.repository import BillingWork
from shop.billing.values import PaymentId
from shop.shared.asking import asked
from shop.shared.message_bus import MessageBus


async def take_payment(
    command: TakePayment,
    work: BillingWork,
    *,
    payment_gateway: PaymentGateway,
    port_timeout: float,
) -> PaymentId:
    """Take a payment."""
    async with work:
        await work.pause()
        answer = await asked(
            "PaymentGateway",
            lambda: payment_gateway.charge(order=command.order, amount=command.amount),
            seconds=port_timeout,
        )
        payment, event = Payment.take(
            payment=PaymentId(work.new_id()),
            order=command.order,
            amount=command.amount,
            charge=answer,
            stamp=work.stamp(),
        )
        await work.payments.add(payment)
        work.collect(event)
        await work.commit()
    return payment.id


async def refund_payment(command: RefundPayment, work: BillingWork) -> None:
    """Refund a payment."""
    async with work:
        payment = await work.payments.get(command.payment)
        payment, event = payment.refund(stamp=work.stamp())
        await work.payments.save(payment)
        work.collect(event)
        await work.commit()


def register(
    bus: MessageBus,
    work: Callable[[], BillingWork],
    *,
    payment_gateway: PaymentGateway,
    port_timeout: float,
) -> None:
    """Give every message of billing its one handler."""
    bus.on_command(
        TakePayment,
        partial(take_payment, payment_gateway=payment_gateway, port_timeout=port_timeout),
        work,
    )
    bus.on_command(RefundPayment, refund_payment, work)
