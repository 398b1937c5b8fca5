"""What an order does when it is asked, and what it then tells."""

from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from shop.ordering.events import OrderCancelled, OrderConfirmed, OrderPlaced, OrderShipped
from shop.ordering.model import Order
from shop.ordering.values import OrderLine, OrderState
from shop.shared.values import Currency, Email, Money, OrderId, Sku

from tests.doubles import counted_id
from tests.ordering.order import samples
from tests.ordering.order.samples import ORDER, STAMP


def test_place_order() -> None:
    changed, event = samples.place()

    assert changed == Order(
        id=OrderId(counted_id(501)),
        customer=Email("a@b"),
        lines=(
            OrderLine(
                sku=Sku("ABC-3456"),
                quantity=3,
                unit_price=Money(amount=Decimal(4), currency=Currency.USD),
            ),
            OrderLine(
                sku=Sku("BCD-4567"),
                quantity=4,
                unit_price=Money(amount=Decimal(5), currency=Currency.GBP),
            ),
        ),
        total=Money(amount=Decimal(3), currency=Currency.EUR),
        note="note 1",
        state=OrderState.PLACED,
    )
    assert event == OrderPlaced(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        order=OrderId(counted_id(501)),
        customer=Email("a@b"),
        lines=(
            OrderLine(
                sku=Sku("ABC-3456"),
                quantity=3,
                unit_price=Money(amount=Decimal(4), currency=Currency.USD),
            ),
            OrderLine(
                sku=Sku("BCD-4567"),
                quantity=4,
                unit_price=Money(amount=Decimal(5), currency=Currency.GBP),
            ),
        ),
        total=Money(amount=Decimal(3), currency=Currency.EUR),
        note="note 1",
    )


def test_place_order_with_little() -> None:
    changed, event = Order.place(
        order=OrderId(counted_id(501)),
        customer=Email("a@b"),
        lines=(
            OrderLine(
                sku=Sku("ABC-3456"),
                quantity=3,
                unit_price=Money(amount=Decimal(4), currency=Currency.USD),
            ),
            OrderLine(
                sku=Sku("BCD-4567"),
                quantity=4,
                unit_price=Money(amount=Decimal(5), currency=Currency.GBP),
            ),
        ),
        total=Money(amount=Decimal(3), currency=Currency.EUR),
        stamp=STAMP,
    )

    assert changed == Order(
        id=OrderId(counted_id(501)),
        customer=Email("a@b"),
        lines=(
            OrderLine(
                sku=Sku("ABC-3456"),
                quantity=3,
                unit_price=Money(amount=Decimal(4), currency=Currency.USD),
            ),
            OrderLine(
                sku=Sku("BCD-4567"),
                quantity=4,
                unit_price=Money(amount=Decimal(5), currency=Currency.GBP),
            ),
        ),
        total=Money(amount=Decimal(3), currency=Currency.EUR),
        note=None,
        state=OrderState.PLACED,
    )
    assert event == OrderPlaced(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        order=OrderId(counted_id(501)),
        customer=Email("a@b"),
        lines=(
            OrderLine(
                sku=Sku("ABC-3456"),
                quantity=3,
                unit_price=Money(amount=Decimal(4), currency=Currency.USD),
            ),
            OrderLine(
                sku=Sku("BCD-4567"),
                quantity=4,
                unit_price=Money(amount=Decimal(5), currency=Currency.GBP),
            ),
        ),
        total=Money(amount=Decimal(3), currency=Currency.EUR),
        note=None,
    )


def test_confirm_order() -> None:
    given = ORDER

    changed, event = samples.confirm(given)

    assert changed == replace(given, state=OrderState.CONFIRMED)
    assert event == OrderConfirmed(event_id=STAMP.event_id, occurred_at=STAMP.at, order=given.id)


def test_ship_order() -> None:
    given = replace(ORDER, state=OrderState.CONFIRMED)

    changed, event = samples.ship(given)

    assert changed == replace(given, state=OrderState.SHIPPED)
    assert event == OrderShipped(event_id=STAMP.event_id, occurred_at=STAMP.at, order=given.id)


def test_cancel_order() -> None:
    given = ORDER

    changed, event = samples.cancel(given)

    assert changed == replace(given, state=OrderState.CANCELLED)
    assert event == OrderCancelled(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        order=given.id,
        reason="reason 2",
    )


@pytest.mark.usefixtures("decided")
def test_every_question_has_an_answer() -> None:
    bare = replace(ORDER, note=None)

    answers = [
        ORDER.total_is_the_sum(),
        bare.total_is_the_sum(),
    ]

    assert set(answers) <= {True, False}


def test_nothing_changes_in_place() -> None:
    name = "id"

    with pytest.raises(FrozenInstanceError):
        setattr(ORDER, name, None)
