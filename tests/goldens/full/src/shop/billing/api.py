"""The routes of billing: parse, ask a use case, answer."""

from functools import partial

import fastapi

from shop.billing import schemas
from shop.billing.commands import RefundPayment, TakePayment
from shop.billing.values import PaymentId
from shop.shared import web
from shop.shared.message_bus import MessageBus
from shop.shared.terms import Receipts
from shop.shared.values import OrderId


def router(bus: MessageBus, receipts: Receipts) -> fastapi.APIRouter:
    """Return the routes of billing."""
    routes = fastapi.APIRouter(prefix="/billing", tags=["billing"])
    _payments(routes, bus, receipts)
    return routes


def _payments(routes: fastapi.APIRouter, bus: MessageBus, receipts: Receipts) -> None:
    """Add what may be asked of a payment."""

    @routes.post(
        "/payments",
        status_code=201,
        response_model=schemas.PaymentIdentity,
        responses=web.refusals(404, 409, 413, 422, 503),
        operation_id="TakePayment",
    )
    async def take_payment(
        body: schemas.TakePaymentBody,
        request: fastapi.Request,
        idempotency_key: web.IdempotencyKey = None,
    ) -> fastapi.Response:
        """Take a payment."""
        command = TakePayment(order=OrderId(body.order), amount=body.amount.to_domain())
        return await web.created(
            partial(bus.send, command),
            receipts=receipts,
            request=request,
            body=body,
            key=idempotency_key,
            identity="id",
            at="/billing/payments",
        )

    @routes.post(
        "/payments/{payment}/refund-payment",
        status_code=204,
        responses=web.refusals(404, 409, 412, 422, 503),
        operation_id="RefundPayment",
    )
    async def refund_payment(
        payment: schemas.PaymentKey,
        if_match: web.IfMatch = None,
    ) -> fastapi.Response:
        """Refund a payment."""
        command = RefundPayment(payment=PaymentId(payment))
        return await web.changed(
            partial(bus.send, command),
            if_match,
            of=("payment", command.payment),
        )
