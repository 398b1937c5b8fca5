"""The use cases of a product, from end to end: what is kept, told and returned."""

import contextlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shop.app import App
from shop.catalog.commands import (
    AddPhoto,
    AddProduct,
    ChangePrice,
    ReleaseStock,
    RemovePhoto,
    ReserveStock,
    RetireProduct,
)
from shop.catalog.model import NoLongerSold, Product
from shop.catalog.repository import PRODUCTS
from shop.catalog.values import ProductState
from shop.shared.errors import AlreadyExists, DomainError, IllegalMove, NotFound
from shop.shared.messages import Command
from shop.shared.values import Currency, Money, Sku

from tests.catalog.bench import Bench
from tests.catalog.product import samples
from tests.catalog.product.samples import PRODUCT

ADD_PRODUCT = AddProduct(
    sku=Sku("ABC-3456"),
    name="name 1",
    price=Money(amount=Decimal(3), currency=Currency.EUR),
)
CHANGE_PRICE = ChangePrice(
    sku=Sku("ABC-3456"),
    price=Money(amount=Decimal(4), currency=Currency.USD),
)
ADD_PHOTO = AddPhoto(sku=Sku("ABC-3456"), file="file 3", caption="caption 2")
REMOVE_PHOTO = RemovePhoto(sku=Sku("ABC-3456"), file="file 1")
RESERVE_STOCK = ReserveStock(sku=Sku("ABC-3456"), quantity=6)
RELEASE_STOCK = ReleaseStock(sku=Sku("ABC-3456"), quantity=6)
RETIRE_PRODUCT = RetireProduct(sku=Sku("ABC-3456"))


async def keep(bench: Bench, given: Product) -> None:
    async with bench.work() as work:
        await work.products.add(given)
        await work.commit()


async def test_add_product(bench: Bench) -> None:
    identity = await bench.bus.send(ADD_PRODUCT)

    changed, event = samples.add()
    assert bench.store.all(PRODUCTS) == [changed]
    assert bench.heard == [event]
    assert identity == changed.sku


async def test_add_product_twice_is_refused(bench: Bench) -> None:
    await bench.bus.send(ADD_PRODUCT)

    with pytest.raises(AlreadyExists):
        await bench.bus.send(ADD_PRODUCT)

    assert len(bench.store.all(PRODUCTS)) == 1
    assert len(bench.heard) == 1


async def test_change_price(bench: Bench) -> None:
    given = PRODUCT
    await keep(bench, given)

    await bench.bus.send(CHANGE_PRICE)

    changed, event = samples.change_price(given)
    assert bench.store.all(PRODUCTS) == [changed]
    assert bench.heard == [event]


async def test_change_price_of_what_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.bus.send(CHANGE_PRICE)

    assert bench.heard == []


async def test_change_price_that_is_refused_leaves_nothing_behind(bench: Bench) -> None:
    given = replace(PRODUCT, state=ProductState.RETIRED)
    await keep(bench, given)

    with pytest.raises(IllegalMove):
        await bench.bus.send(CHANGE_PRICE)

    assert bench.store.all(PRODUCTS) == [given]
    assert bench.heard == []


async def test_add_photo(bench: Bench) -> None:
    given = PRODUCT
    await keep(bench, given)

    await bench.bus.send(ADD_PHOTO)

    changed, event = samples.add_photo(given)
    assert bench.store.all(PRODUCTS) == [changed]
    assert bench.heard == [event]


async def test_add_photo_of_what_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.bus.send(ADD_PHOTO)

    assert bench.heard == []


async def test_remove_photo(bench: Bench) -> None:
    given = PRODUCT
    await keep(bench, given)

    await bench.bus.send(REMOVE_PHOTO)

    changed, event = samples.remove_photo(given)
    assert bench.store.all(PRODUCTS) == [changed]
    assert bench.heard == [event]


async def test_remove_photo_of_what_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.bus.send(REMOVE_PHOTO)

    assert bench.heard == []


async def test_reserve_stock(bench: Bench) -> None:
    given = PRODUCT
    await keep(bench, given)

    await bench.bus.send(RESERVE_STOCK)

    changed, event = samples.reserve_stock(given)
    assert bench.store.all(PRODUCTS) == [changed]
    assert bench.heard == [event]


async def test_reserve_stock_of_what_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.bus.send(RESERVE_STOCK)

    assert bench.heard == []


async def test_reserve_stock_that_is_refused_leaves_nothing_behind(bench: Bench) -> None:
    given = replace(PRODUCT, state=ProductState.RETIRED)
    await keep(bench, given)

    with pytest.raises(NoLongerSold):
        await bench.bus.send(RESERVE_STOCK)

    assert bench.store.all(PRODUCTS) == [given]
    assert bench.heard == []


async def test_release_stock(bench: Bench) -> None:
    given = PRODUCT
    await keep(bench, given)

    await bench.bus.send(RELEASE_STOCK)

    changed, event = samples.release_stock(given)
    assert bench.store.all(PRODUCTS) == [changed]
    assert bench.heard == [event]


async def test_release_stock_of_what_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.bus.send(RELEASE_STOCK)

    assert bench.heard == []


async def test_retire_product(bench: Bench) -> None:
    given = PRODUCT
    await keep(bench, given)

    await bench.bus.send(RETIRE_PRODUCT)

    changed, event = samples.retire(given)
    assert bench.store.all(PRODUCTS) == [changed]
    assert bench.heard == [event]


async def test_retire_product_of_what_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.bus.send(RETIRE_PRODUCT)

    assert bench.heard == []


async def test_retire_product_that_is_refused_leaves_nothing_behind(bench: Bench) -> None:
    given = replace(PRODUCT, state=ProductState.RETIRED)
    await keep(bench, given)

    with pytest.raises(IllegalMove):
        await bench.bus.send(RETIRE_PRODUCT)

    assert bench.store.all(PRODUCTS) == [given]
    assert bench.heard == []


async def test_the_app_has_a_handler_for_each_command(app: App) -> None:
    commands: list[Command[Any]] = [
        ADD_PRODUCT,
        CHANGE_PRICE,
        ADD_PHOTO,
        REMOVE_PHOTO,
        RESERVE_STOCK,
        RELEASE_STOCK,
        RETIRE_PRODUCT,
    ]

    for command in commands:
        with contextlib.suppress(DomainError):
            await app.bus.send(command)
