"""Sample products, and what may be asked of one, with arguments that are right."""

from decimal import Decimal
from functools import partial

from shop.catalog.model import Product
from shop.catalog.values import Photo, ProductState
from shop.shared.messages import Stamp
from shop.shared.values import Currency, Money, Sku

from tests.doubles import BEGIN, counted_id

STAMP = Stamp(event_id=counted_id(1), at=BEGIN)

PRODUCT = Product(
    sku=Sku("ABC-3456"),
    name="name 1",
    price=Money(amount=Decimal(3), currency=Currency.EUR),
    stock=4,
    photos=(Photo(file="file 1", caption="caption 1"), Photo(file="file 2", caption="caption 2")),
    state=ProductState.ACTIVE,
)

OTHER_PRODUCT = Product(
    sku=Sku("BCD-4567"),
    name="name 2",
    price=Money(amount=Decimal(4), currency=Currency.USD),
    stock=5,
    photos=(Photo(file="file 3", caption="caption 3"), Photo(file="file 4", caption="caption 4")),
    state=ProductState.ACTIVE,
)

add = partial(
    Product.add,
    sku=Sku("ABC-3456"),
    name="name 1",
    price=Money(amount=Decimal(3), currency=Currency.EUR),
    stamp=STAMP,
)
change_price = partial(
    Product.change_price,
    price=Money(amount=Decimal(4), currency=Currency.USD),
    stamp=STAMP,
)
add_photo = partial(Product.add_photo, file="file 3", caption="caption 2", stamp=STAMP)
remove_photo = partial(Product.remove_photo, file="file 1", stamp=STAMP)
reserve_stock = partial(Product.reserve_stock, quantity=6, stamp=STAMP)
release_stock = partial(Product.release_stock, quantity=6, stamp=STAMP)
retire = partial(Product.retire, stamp=STAMP)
