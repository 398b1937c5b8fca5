"""One scenario from end to end, as `python -m shop` plays it."""

import sys
from decimal import Decimal

from shop.app import App, build
from shop.billing.commands import TakePayment
from shop.billing.events import PaymentRefunded, PaymentRefused, PaymentTaken
from shop.ordering.commands import CancelOrder, ConfirmOrder, PlaceOrder
from shop.ordering.events import OrderCancelled, OrderPlaced
from shop.ordering.values import OrderLine
from shop.settings import Settings
from shop.shared.errors import DomainError
from shop.shared.messages import Event
from shop.shared.values import Currency, Email, Money, Sku


async def perform(settings: Settings) -> None:
    """Build the program, play, and say what happens."""
    app = build(settings)
    app.event_bus.subscribe(OrderCancelled, hear)
    app.event_bus.subscribe(OrderPlaced, hear)
    app.event_bus.subscribe(PaymentRefunded, hear)
    app.event_bus.subscribe(PaymentRefused, hear)
    app.event_bus.subscribe(PaymentTaken, hear)
    try:
        await play(app)
    except DomainError as refusal:
        say(f"    refused: {refusal}")
        say("It ends here: give it values that your rules allow, in scenario.py.")
    finally:
        await app.close()


async def play(app: App) -> None:
    """Play the life of an order."""
    say("Place an order.")
    order = await app.bus.send(
        PlaceOrder(
            customer=Email("a@b"),
            lines=(
                OrderLine(
                    sku=Sku("ABC-3456"),
                    quantity=2,
                    unit_price=Money(amount=Decimal(3), currency=Currency.EUR),
                ),
                OrderLine(
                    sku=Sku("BCD-4567"),
                    quantity=3,
                    unit_price=Money(amount=Decimal(4), currency=Currency.USD),
                ),
            ),
            total=Money(amount=Decimal(1), currency=Currency.USD),
            note="note 1",
        )
    )
    say("Take a payment.")
    await app.bus.send(
        TakePayment(order=order, amount=Money(amount=Decimal(1), currency=Currency.USD))
    )
    say("Cancel an order.")
    await app.bus.send(CancelOrder(order=order, reason="reason 1"))
    say("Confirm an order.")
    try:
        await app.bus.send(ConfirmOrder(order=order))
    except DomainError as refusal:
        say(f"    refused: {refusal}")


async def hear(event: Event) -> None:
    """Say what has happened."""
    say(f"    {type(event).__name__}")


def say(line: str) -> None:
    """Write a line for whoever watches."""
    sys.stdout.write(f"{line}\n")
