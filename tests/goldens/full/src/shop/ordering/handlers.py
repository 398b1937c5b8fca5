"""One handler per message of ordering: load, call the model, save."""

from collections.abc import Callable

from shop.ordering.commands import CancelOrder, ConfirmOrder, PlaceOrder, ShipOrder
from shop.ordering.model import Order
from shop.ordering.repository import OrderingWork
from shop.shared.message_bus import MessageBus
from shop.shared.values import OrderId


async def place_order(command: PlaceOrder, work: OrderingWork) -> OrderId:
    """Place an order."""
    async with work:
        order, event = Order.place(
            order=OrderId(work.new_id()),
            customer=command.customer,
            lines=command.lines,
            total=command.total,
            note=command.note,
            stamp=work.stamp(),
        )
        await work.orders.add(order)
        work.collect(event)
        await work.commit()
    return order.id


async def confirm_order(command: ConfirmOrder, work: OrderingWork) -> None:
    """Confirm an order."""
    async with work:
        order = await work.orders.get(command.order)
        order, event = order.confirm(stamp=work.stamp())
        await work.orders.save(order)
        work.collect(event)
        await work.commit()


async def ship_order(command: ShipOrder, work: OrderingWork) -> None:
    """Ship an order."""
    async with work:
        order = await work.orders.get(command.order)
        order, event = order.ship(stamp=work.stamp())
        await work.orders.save(order)
        work.collect(event)
        await work.commit()


async def cancel_order(command: CancelOrder, work: OrderingWork) -> None:
    """Cancel an order."""
    async with work:
        order = await work.orders.get(command.order)
        order, event = order.cancel(reason=command.reason, stamp=work.stamp())
        await work.orders.save(order)
        work.collect(event)
        await work.commit()


def register(
    bus: MessageBus,
    work: Callable[[], OrderingWork],
) -> None:
    """Give every message of ordering its one handler."""
    bus.on_command(PlaceOrder, place_order, work)
    bus.on_command(ConfirmOrder, confirm_order, work)
    bus.on_command(ShipOrder, ship_order, work)
    bus.on_command(CancelOrder, cancel_order, work)
