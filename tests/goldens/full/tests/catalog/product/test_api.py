"""Product over HTTP: what is answered, on what terms, and as what JSON."""

from dataclasses import replace

import pytest

from shop.catalog import schemas
from shop.catalog.model import Product
from shop.catalog.repository import PRODUCTS
from shop.catalog.values import Photo, ProductState
from shop.shared.values import Sku

from tests.catalog.product import samples
from tests.catalog.product.samples import OTHER_PRODUCT, PRODUCT
from tests.catalog.served import ServedCatalog, fresh
from tests.doubles import Answer
from tests.served import refuses, takes

PRODUCT_JSON = {
    "sku": "ABC-3456",
    "name": "name 1",
    "price": {"amount": "3", "currency": "EUR"},
    "stock": 4,
    "photos": [
        {"file": "file 1", "caption": "caption 1"},
        {"file": "file 2", "caption": "caption 2"},
    ],
    "state": "active",
}
ADD_PRODUCT = {"sku": "ABC-3456", "name": "name 1", "price": {"amount": "3", "currency": "EUR"}}
CHANGE_PRICE = {"price": {"amount": "4", "currency": "USD"}}
ADD_PHOTO = {"file": "file 3", "caption": "caption 2"}
REMOVE_PHOTO = {"file": "file 1"}
RESERVE_STOCK = {"quantity": 6}
RELEASE_STOCK = {"quantity": 6}


@pytest.fixture
def served() -> ServedCatalog:
    return fresh()


async def keep(served: ServedCatalog, *rows: Product) -> None:
    async with served.bench.work() as work:
        for row in rows:
            await work.products.add(row)
        await work.commit()


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


def test_add_product_has_its_bounds() -> None:
    takes(
        schemas.AddProductBody,
        ADD_PRODUCT,
        {"sku": "ABC-3456"},
        {"sku": "BCD-4567"},
        {"sku": "CDE-5678"},
        {"name": "x" * 2},
        {"name": "x" * 120},
    )
    refuses(
        schemas.AddProductBody,
        ADD_PRODUCT,
        {"sku": ""},
        {"sku": "?"},
        {"sku": "é"},
        {"sku": None},
        {"name": "x"},
        {"name": "x" * 121},
        {"name": "\0" * 2},
        {"name": None},
        {"price": "strange"},
        {"price": {"amount": "-0.01", "currency": "EUR"}},
        {"price": {"amount": "strange", "currency": "EUR"}},
        {"price": {"amount": None, "currency": "EUR"}},
        {"price": {"amount": "3", "currency": "strange"}},
        {"price": {"amount": "3", "currency": None}},
        {"price": None},
    )


async def test_add_product_is_refused(served: ServedCatalog) -> None:
    path = "/catalog/products"
    await served.refuses(422, "invalid", "POST", path, json={**ADD_PRODUCT, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(PRODUCTS) == []


async def test_add_product_of_what_is_there(served: ServedCatalog) -> None:
    given = PRODUCT
    await keep(served, given)

    await served.refuses(409, "already-exists", "POST", "/catalog/products", json=ADD_PRODUCT)


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


def test_change_price_has_its_bounds() -> None:
    refuses(
        schemas.ChangePriceBody,
        CHANGE_PRICE,
        {"price": "strange"},
        {"price": {"amount": "-0.01", "currency": "USD"}},
        {"price": {"amount": "strange", "currency": "USD"}},
        {"price": {"amount": None, "currency": "USD"}},
        {"price": {"amount": "4", "currency": "strange"}},
        {"price": {"amount": "4", "currency": None}},
        {"price": None},
    )


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


def test_add_photo_has_its_bounds() -> None:
    takes(
        schemas.AddPhotoBody,
        ADD_PHOTO,
        {"file": "x"},
        {"file": "x" * 120},
        {"caption": ""},
        {"caption": "x" * 200},
        {"caption": None},
    )
    refuses(
        schemas.AddPhotoBody,
        ADD_PHOTO,
        {"file": ""},
        {"file": "x" * 121},
        {"file": "\0" * 1},
        {"file": None},
        {"caption": "x" * 201},
        {"caption": "\0"},
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


def test_remove_photo_has_its_bounds() -> None:
    takes(schemas.RemovePhotoBody, REMOVE_PHOTO, {"file": "x"}, {"file": "x" * 120})
    refuses(
        schemas.RemovePhotoBody,
        REMOVE_PHOTO,
        {"file": ""},
        {"file": "x" * 121},
        {"file": "\0" * 1},
        {"file": None},
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


def test_reserve_stock_has_its_bounds() -> None:
    takes(schemas.ReserveStockBody, RESERVE_STOCK, {"quantity": 2**63 - 1}, {"quantity": 1})
    refuses(
        schemas.ReserveStockBody,
        RESERVE_STOCK,
        {"quantity": 2**63},
        {"quantity": 0},
        {"quantity": "strange"},
        {"quantity": None},
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
    monkeypatch.setattr(Product, "out_of_stock", Answer(yes=True))

    await served.refuses(
        409,
        "out-of-stock",
        "POST",
        "/catalog/products/ABC-3456/reserve-stock",
        json=RESERVE_STOCK,
    )


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


def test_release_stock_has_its_bounds() -> None:
    takes(schemas.ReleaseStockBody, RELEASE_STOCK, {"quantity": 2**63 - 1}, {"quantity": 1})
    refuses(
        schemas.ReleaseStockBody,
        RELEASE_STOCK,
        {"quantity": 2**63},
        {"quantity": 0},
        {"quantity": "strange"},
        {"quantity": None},
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


async def test_get_product(served: ServedCatalog) -> None:
    match = PRODUCT
    await keep(
        served,
        OTHER_PRODUCT,
        match,
    )

    answer = await served.client.get("/catalog/products/ABC-3456")

    assert answer.status_code == 200
    assert answer.json() == PRODUCT_JSON
    again = await served.client.get(
        "/catalog/products/ABC-3456",
        headers={"If-None-Match": served.tag(PRODUCTS, match.sku)},
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]


async def test_get_product_when_nothing_matches(served: ServedCatalog) -> None:
    await served.refuses(404, "not-found", "GET", "/catalog/products/ABC-3456")


async def test_search_products(served: ServedCatalog) -> None:
    match = PRODUCT
    await keep(
        served,
        replace(OTHER_PRODUCT, name="name 1", state=ProductState.RETIRED),
        replace(OTHER_PRODUCT, sku=Sku("CDE-5678")),
        match,
    )

    answer = await served.client.get("/catalog/search-products", params={"text": "AME 1"})

    assert answer.status_code == 200
    assert answer.json() == {"items": [PRODUCT_JSON], "next": None}


def test_search_products_has_its_bounds() -> None:
    takes(
        schemas.SearchProductsParameters,
        {"text": "AME 1"},
        {"text": ""},
        {"text": None},
        {"limit": 1},
        {"limit": 200},
        {"cursor": ""},
        {"cursor": None},
    )
    refuses(
        schemas.SearchProductsParameters,
        {"text": "AME 1"},
        {"text": "\0"},
        {"limit": 0},
        {"limit": 201},
        {"limit": "strange"},
        {"limit": None},
        {"cursor": "\0"},
    )


async def test_search_products_when_nothing_matches(served: ServedCatalog) -> None:
    answer = await served.client.get("/catalog/search-products", params={"text": "AME 1"})
    assert answer.json() == {"items": [], "next": None}
    await served.refuses(422, "invalid", "GET", "/catalog/search-products", params={"strange": "1"})
    await served.refuses(
        422,
        "invalid",
        "GET",
        "/catalog/search-products",
        params={"text": "AME 1", "cursor": "?"},
    )


async def test_search_products_comes_in_pages(served: ServedCatalog) -> None:
    rows = [OTHER_PRODUCT, PRODUCT]
    await keep(served, *rows)

    first = await served.client.get("/catalog/search-products", params={"limit": 1})
    second = await served.client.get(
        "/catalog/search-products",
        params={"limit": 1, "cursor": first.json()["next"]},
    )

    wanted = [
        PRODUCT_JSON,
        {
            **PRODUCT_JSON,
            "sku": "BCD-4567",
            "name": "name 2",
            "price": {"amount": "4", "currency": "USD"},
            "stock": 5,
            "photos": [
                {"file": "file 3", "caption": "caption 3"},
                {"file": "file 4", "caption": "caption 4"},
            ],
        },
    ]
    items = [*first.json()["items"], *second.json()["items"]]
    assert sorted(items, key=str) == sorted(wanted, key=str)
    assert second.json()["next"] is None
