"""Sample orders, and what may be asked of one, with arguments that are right."""

from decimal import Decimal
from functools import partial

from shop.ordering.model import Order
from shop.ordering.values import OrderLine, OrderState
from shop.shared.messages import Stamp
from shop.shared.values import Currency, Email, Money, OrderId, Sku

from tests.doubles import BEGIN, counted_id

STAMP = Stamp(event_id=counted_id(1), at=BEGIN)

ORDER = Order(
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

OTHER_ORDER = Order(
    id=OrderId(counted_id(502)),
    customer=Email("b@c"),
    lines=(
        OrderLine(
            sku=Sku("BCD-4567"),
            quantity=4,
            unit_price=Money(amount=Decimal(5), currency=Currency.GBP),
        ),
    ),
    total=Money(amount=Decimal(4), currency=Currency.USD),
    note="note 2",
    state=OrderState.PLACED,
)

place = partial(
    Order.place,
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
    stamp=STAMP,
)
confirm = partial(Order.confirm, stamp=STAMP)
ship = partial(Order.ship, stamp=STAMP)
cancel = partial(Order.cancel, reason="reason 2", stamp=STAMP)
