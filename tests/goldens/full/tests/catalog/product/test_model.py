"""What a product does when it is asked, and what it then tells."""

from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from shop.catalog.events import (
    PhotoAdded,
    PhotoRemoved,
    PriceChanged,
    ProductAdded,
    ProductRetired,
    StockReleased,
    StockReserved,
)
from shop.catalog.model import Product
from shop.catalog.values import Photo, ProductState
from shop.shared.values import Currency, Money, Sku

from tests.catalog.product import samples
from tests.catalog.product.samples import PRODUCT, STAMP


def test_add_product() -> None:
    changed, event = samples.add()

    assert changed == Product(
        sku=Sku("ABC-3456"),
        name="name 1",
        price=Money(amount=Decimal(3), currency=Currency.EUR),
        stock=0,
        photos=(),
        state=ProductState.ACTIVE,
    )
    assert event == ProductAdded(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        sku=Sku("ABC-3456"),
        name="name 1",
        price=Money(amount=Decimal(3), currency=Currency.EUR),
        stock=0,
    )


def test_change_price() -> None:
    given = PRODUCT

    changed, event = samples.change_price(given)

    assert changed == replace(given, price=Money(amount=Decimal(4), currency=Currency.USD))
    assert event == PriceChanged(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        sku=given.sku,
        price=Money(amount=Decimal(4), currency=Currency.USD),
    )


def test_add_photo() -> None:
    given = PRODUCT

    changed, event = samples.add_photo(given)

    assert changed == replace(
        given,
        photos=(*given.photos, Photo(file="file 3", caption="caption 2")),
    )
    assert event == PhotoAdded(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        sku=given.sku,
        file="file 3",
        caption="caption 2",
    )


def test_add_photo_with_little() -> None:
    given = PRODUCT

    changed, event = given.add_photo(file="file 3", stamp=STAMP)

    assert changed == replace(given, photos=(*given.photos, Photo(file="file 3", caption=None)))
    assert event == PhotoAdded(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        sku=given.sku,
        file="file 3",
        caption=None,
    )


def test_remove_photo() -> None:
    given = PRODUCT

    changed, event = samples.remove_photo(given)

    assert changed == replace(given, photos=given.photos[1:])
    assert event == PhotoRemoved(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        sku=given.sku,
        file="file 1",
    )


def test_reserve_stock() -> None:
    given = PRODUCT

    changed, event = samples.reserve_stock(given)

    assert changed == given
    assert event == StockReserved(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        sku=given.sku,
        quantity=6,
    )


def test_release_stock() -> None:
    given = PRODUCT

    changed, event = samples.release_stock(given)

    assert changed == given
    assert event == StockReleased(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        sku=given.sku,
        quantity=6,
    )


def test_retire_product() -> None:
    given = PRODUCT

    changed, event = samples.retire(given)

    assert changed == replace(given, state=ProductState.RETIRED)
    assert event == ProductRetired(event_id=STAMP.event_id, occurred_at=STAMP.at, sku=given.sku)


@pytest.mark.usefixtures("decided")
def test_every_question_has_an_answer() -> None:
    answers = [
        PRODUCT.out_of_stock(quantity=6),
    ]

    assert set(answers) <= {True, False}


def test_nothing_changes_in_place() -> None:
    name = "sku"

    with pytest.raises(FrozenInstanceError):
        setattr(PRODUCT, name, None)
