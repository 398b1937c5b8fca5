"""The routes of ordering: parse, ask a use case, answer."""

from functools import partial

import fastapi

from shop.ordering import schemas
from shop.ordering.commands import CancelOrder, ConfirmOrder, PlaceOrder, ShipOrder
from shop.shared import web
from shop.shared.message_bus import MessageBus
from shop.shared.terms import Receipts
from shop.shared.values import Email, OrderId


def router(bus: MessageBus, receipts: Receipts) -> fastapi.APIRouter:
    """Return the routes of ordering."""
    routes = fastapi.APIRouter(prefix="/ordering", tags=["ordering"])
    _orders(routes, bus, receipts)
    return routes


def _orders(routes: fastapi.APIRouter, bus: MessageBus, receipts: Receipts) -> None:
    """Add what may be asked of an order."""

    @routes.post(
        "/orders",
        status_code=201,
        response_model=schemas.OrderIdentity,
        responses=web.refusals(409, 413, 422, 503),
        operation_id="PlaceOrder",
    )
    async def place_order(
        body: schemas.PlaceOrderBody,
        request: fastapi.Request,
        idempotency_key: web.IdempotencyKey = None,
    ) -> fastapi.Response:
        """Place an order."""
        command = PlaceOrder(
            customer=Email(body.customer),
            lines=tuple(it.to_domain() for it in body.lines),
            total=body.total.to_domain(),
            note=body.note,
        )
        return await web.created(
            partial(bus.send, command),
            receipts=receipts,
            request=request,
            body=body,
            key=idempotency_key,
            identity="id",
            at="/ordering/orders",
        )

    @routes.post(
        "/orders/{order}/confirm-order",
        status_code=204,
        responses=web.refusals(404, 409, 412, 422, 503),
        operation_id="ConfirmOrder",
    )
    async def confirm_order(
        order: schemas.OrderKey,
        if_match: web.IfMatch = None,
    ) -> fastapi.Response:
        """Confirm an order."""
        command = ConfirmOrder(order=OrderId(order))
        return await web.changed(partial(bus.send, command), if_match, of=("order", command.order))

    @routes.post(
        "/orders/{order}/ship-order",
        status_code=204,
        responses=web.refusals(404, 409, 412, 422, 503),
        operation_id="ShipOrder",
    )
    async def ship_order(order: schemas.OrderKey, if_match: web.IfMatch = None) -> fastapi.Response:
        """Ship an order."""
        command = ShipOrder(order=OrderId(order))
        return await web.changed(partial(bus.send, command), if_match, of=("order", command.order))

    @routes.post(
        "/orders/{order}/cancel-order",
        status_code=204,
        responses=web.refusals(404, 409, 412, 413, 422, 503),
        operation_id="CancelOrder",
    )
    async def cancel_order(
        order: schemas.OrderKey,
        body: schemas.CancelOrderBody,
        if_match: web.IfMatch = None,
    ) -> fastapi.Response:
        """Cancel an order."""
        command = CancelOrder(order=OrderId(order), reason=body.reason)
        return await web.changed(partial(bus.send, command), if_match, of=("order", command.order))
