"""Product over HTTP: what is refused, and that nothing is changed by it."""

from dataclasses import replace

import pytest

from shop.catalog.model import Product
from shop.catalog.repository import PRODUCTS
from shop.catalog.values import ProductState

from tests.catalog.product.bodies import (
    ADD_PHOTO,
    ADD_PRODUCT,
    CHANGE_PRICE,
    RELEASE_STOCK,
    REMOVE_PHOTO,
    RESERVE_STOCK,
    keep,
)
from tests.catalog.product.samples import PRODUCT
from tests.catalog.served import ServedCatalog
from tests.doubles import FixedAnswer


async def test_add_product_is_refused(served: ServedCatalog) -> None:
    path = "/catalog/products"
    await served.refuses(422, "invalid", "POST", path, json={**ADD_PRODUCT, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(PRODUCTS) == []


async def test_add_product_of_what_is_there(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    await served.refuses(409, "already-exists", "POST", "/catalog/products", json=ADD_PRODUCT)


async def test_change_price_is_refused(served: ServedCatalog) -> None:
    path = "/catalog/products/ABC-3456/change-price"
    await served.refuses(404, "not-found", "POST", path, json=CHANGE_PRICE)
    given = PRODUCT
    await keep(served, given)
    await served.refuses(
        412,
        "precondition-failed",
        "POST",
        path,
        json=CHANGE_PRICE,
        headers={"If-Match": '"999"'},
    )
    await served.refuses(422, "invalid", "POST", path, json={**CHANGE_PRICE, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(PRODUCTS) == [given]


async def test_change_price_in_another_state(served: ServedCatalog) -> None:
    given = replace(PRODUCT, state=ProductState.RETIRED)
    await keep(served, given)

    await served.refuses(
        409,
        "illegal-move",
        "POST",
        "/catalog/products/ABC-3456/change-price",
        json=CHANGE_PRICE,
    )


async def test_add_photo_is_refused(served: ServedCatalog) -> None:
    path = "/catalog/products/ABC-3456/add-photo"
    await served.refuses(404, "not-found", "POST", path, json=ADD_PHOTO)
    given = PRODUCT
    await keep(served, given)
    await served.refuses(
        412,
        "precondition-failed",
        "POST",
        path,
        json=ADD_PHOTO,
        headers={"If-Match": '"999"'},
    )
    await served.refuses(422, "invalid", "POST", path, json={**ADD_PHOTO, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(PRODUCTS) == [given]


async def test_add_photo_that_is_there(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    await served.refuses(
        409,
        "already-exists",
        "POST",
        "/catalog/products/ABC-3456/add-photo",
        json={"file": "file 1", "caption": "caption 2"},
    )


async def test_remove_photo_is_refused(served: ServedCatalog) -> None:
    path = "/catalog/products/ABC-3456/remove-photo"
    await served.refuses(404, "not-found", "POST", path, json=REMOVE_PHOTO)
    given = PRODUCT
    await keep(served, given)
    await served.refuses(
        412,
        "precondition-failed",
        "POST",
        path,
        json=REMOVE_PHOTO,
        headers={"If-Match": '"999"'},
    )
    await served.refuses(422, "invalid", "POST", path, json={**REMOVE_PHOTO, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(PRODUCTS) == [given]


async def test_remove_photo_that_is_missing(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    await served.refuses(
        404,
        "not-found",
        "POST",
        "/catalog/products/ABC-3456/remove-photo",
        json={"file": "file 3"},
    )


async def test_reserve_stock_is_refused(served: ServedCatalog) -> None:
    path = "/catalog/products/ABC-3456/reserve-stock"
    await served.refuses(404, "not-found", "POST", path, json=RESERVE_STOCK)
    given = PRODUCT
    await keep(served, given)
    await served.refuses(
        412,
        "precondition-failed",
        "POST",
        path,
        json=RESERVE_STOCK,
        headers={"If-Match": '"999"'},
    )
    await served.refuses(422, "invalid", "POST", path, json={**RESERVE_STOCK, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(PRODUCTS) == [given]


async def test_reserve_stock_in_another_state(served: ServedCatalog) -> None:
    given = replace(PRODUCT, state=ProductState.RETIRED)
    await keep(served, given)

    await served.refuses(
        409,
        "no-longer-sold",
        "POST",
        "/catalog/products/ABC-3456/reserve-stock",
        json=RESERVE_STOCK,
    )


async def test_reserve_stock_is_refused_by_out_of_stock(
    served: ServedCatalog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = PRODUCT
    await keep(served, given)
    monkeypatch.setattr(Product, "out_of_stock", FixedAnswer(yes=True))

    await served.refuses(
        409,
        "out-of-stock",
        "POST",
        "/catalog/products/ABC-3456/reserve-stock",
        json=RESERVE_STOCK,
    )


async def test_release_stock_is_refused(served: ServedCatalog) -> None:
    path = "/catalog/products/ABC-3456/release-stock"
    await served.refuses(404, "not-found", "POST", path, json=RELEASE_STOCK)
    given = PRODUCT
    await keep(served, given)
    await served.refuses(
        412,
        "precondition-failed",
        "POST",
        path,
        json=RELEASE_STOCK,
        headers={"If-Match": '"999"'},
    )
    await served.refuses(422, "invalid", "POST", path, json={**RELEASE_STOCK, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(PRODUCTS) == [given]


async def test_retire_product_is_refused(served: ServedCatalog) -> None:
    path = "/catalog/products/ABC-3456/retire-product"
    await served.refuses(404, "not-found", "POST", path)
    given = PRODUCT
    await keep(served, given)
    await served.refuses(412, "precondition-failed", "POST", path, headers={"If-Match": '"999"'})

    assert served.bench.store.all(PRODUCTS) == [given]


async def test_retire_product_in_another_state(served: ServedCatalog) -> None:
    given = replace(PRODUCT, state=ProductState.RETIRED)
    await keep(served, given)

    await served.refuses(409, "illegal-move", "POST", "/catalog/products/ABC-3456/retire-product")
