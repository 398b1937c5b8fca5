"""Product over HTTP: what is answered, and what is kept and told."""

from dataclasses import replace

from shop.catalog.repository import PRODUCTS
from shop.catalog.values import Photo

from tests.catalog.product import samples
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


async def test_add_product(served: ServedCatalog) -> None:
    answer = await served.client.post("/catalog/products", json=ADD_PRODUCT)

    changed, event = samples.add()
    assert answer.status_code == 201
    assert answer.json() == {"sku": "ABC-3456"}
    place = "/catalog/products/ABC-3456"
    assert answer.headers["location"] == place
    assert served.bench.store.all(PRODUCTS) == [changed]
    assert served.bench.heard == [event]


async def test_add_product_twice_under_one_key_has_one_effect(served: ServedCatalog) -> None:
    first = await served.client.post(
        "/catalog/products",
        json=ADD_PRODUCT,
        headers={"Idempotency-Key": "once"},
    )
    again = await served.client.post(
        "/catalog/products",
        json=ADD_PRODUCT,
        headers={"Idempotency-Key": "once"},
    )

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"]
    assert len(served.bench.store.all(PRODUCTS)) == 1
    await served.refuses(
        409,
        "idempotency-mismatch",
        "POST",
        "/catalog/products",
        json={**ADD_PRODUCT, "sku": "BCD-4567"},
        headers={"Idempotency-Key": "once"},
    )


async def test_change_price(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    answer = await served.client.post(
        "/catalog/products/ABC-3456/change-price",
        json=CHANGE_PRICE,
        headers={"If-Match": served.tag(PRODUCTS, given.sku)},
    )

    changed, event = samples.change_price(given)
    assert answer.status_code == 204
    assert answer.content == b""
    assert served.bench.store.all(PRODUCTS) == [changed]
    assert served.bench.heard == [event]


async def test_add_photo(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    answer = await served.client.post(
        "/catalog/products/ABC-3456/add-photo",
        json=ADD_PHOTO,
        headers={"If-Match": served.tag(PRODUCTS, given.sku)},
    )

    changed, event = samples.add_photo(given)
    assert answer.status_code == 204
    assert answer.content == b""
    assert served.bench.store.all(PRODUCTS) == [changed]
    assert served.bench.heard == [event]


async def test_add_photo_with_little(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    answer = await served.client.post(
        "/catalog/products/ABC-3456/add-photo",
        json={"file": "file 3"},
    )

    changed = replace(given, photos=(*given.photos, Photo(file="file 3", caption=None)))
    assert answer.status_code == 204
    assert served.bench.store.all(PRODUCTS) == [changed]


async def test_remove_photo(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    answer = await served.client.post(
        "/catalog/products/ABC-3456/remove-photo",
        json=REMOVE_PHOTO,
        headers={"If-Match": served.tag(PRODUCTS, given.sku)},
    )

    changed, event = samples.remove_photo(given)
    assert answer.status_code == 204
    assert answer.content == b""
    assert served.bench.store.all(PRODUCTS) == [changed]
    assert served.bench.heard == [event]


async def test_reserve_stock(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    answer = await served.client.post(
        "/catalog/products/ABC-3456/reserve-stock",
        json=RESERVE_STOCK,
        headers={"If-Match": served.tag(PRODUCTS, given.sku)},
    )

    changed, event = samples.reserve_stock(given)
    assert answer.status_code == 204
    assert answer.content == b""
    assert served.bench.store.all(PRODUCTS) == [changed]
    assert served.bench.heard == [event]


async def test_release_stock(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    answer = await served.client.post(
        "/catalog/products/ABC-3456/release-stock",
        json=RELEASE_STOCK,
        headers={"If-Match": served.tag(PRODUCTS, given.sku)},
    )

    changed, event = samples.release_stock(given)
    assert answer.status_code == 204
    assert answer.content == b""
    assert served.bench.store.all(PRODUCTS) == [changed]
    assert served.bench.heard == [event]


async def test_retire_product(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    answer = await served.client.post(
        "/catalog/products/ABC-3456/retire-product",
        headers={"If-Match": served.tag(PRODUCTS, given.sku)},
    )

    changed, event = samples.retire(given)
    assert answer.status_code == 204
    assert answer.content == b""
    assert served.bench.store.all(PRODUCTS) == [changed]
    assert served.bench.heard == [event]
