"""Product over HTTP: what is shown, as what JSON, and in which pages."""

from dataclasses import replace

from shop.catalog.repository import PRODUCTS
from shop.catalog.values import ProductState
from shop.shared.values import Sku

from tests.catalog.product.bodies import PRODUCT_JSON, keep
from tests.catalog.product.samples import OTHER_PRODUCT, PRODUCT
from tests.catalog.served import ServedCatalog


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
    assert served.is_version(answer.headers["etag"], PRODUCTS, match.sku)
    again = await served.client.get(
        "/catalog/products/ABC-3456",
        headers={"If-None-Match": answer.headers["etag"]},
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
