"""The queries of products: what matches comes, in order, and nothing changes."""

from dataclasses import fields, replace

import pytest

from shop.catalog.model import Product
from shop.catalog.queries import GetProduct, SearchProducts
from shop.catalog.repository import PRODUCTS, product_record
from shop.catalog.values import ProductState
from shop.shared.errors import NotFound
from shop.shared.values import Sku

from tests.catalog.bench import Bench
from tests.catalog.product.samples import OTHER_PRODUCT, PRODUCT

GET_PRODUCT = GetProduct(sku=Sku("ABC-3456"))
SEARCH_PRODUCTS = SearchProducts(text="AME 1")
SEARCH_PRODUCTS_OF_ALL = SearchProducts()


async def keep(bench: Bench, *rows: Product) -> None:
    async with bench.work() as work:
        for row in rows:
            await work.products.add(row)
        await work.commit()


async def test_get_product(bench: Bench) -> None:
    match = PRODUCT
    await keep(
        bench,
        OTHER_PRODUCT,
        match,
    )
    before = bench.store.all(PRODUCTS)

    found = await bench.bus.ask(GET_PRODUCT)

    assert found == product_record(match)
    assert found.version == bench.store.version(PRODUCTS, match.sku)
    assert bench.store.all(PRODUCTS) == before
    assert bench.heard == []


async def test_get_product_when_nothing_matches(bench: Bench) -> None:
    await keep(
        bench,
        OTHER_PRODUCT,
    )

    with pytest.raises(NotFound) as refusal:
        await bench.bus.ask(GET_PRODUCT)

    assert refusal.value.args == ("product", Sku("ABC-3456"))


async def test_search_products(bench: Bench) -> None:
    match = PRODUCT
    await keep(
        bench,
        replace(OTHER_PRODUCT, name="name 1", state=ProductState.RETIRED),
        replace(OTHER_PRODUCT, sku=Sku("CDE-5678")),
        match,
    )
    before = bench.store.all(PRODUCTS)

    found = await bench.bus.ask(SEARCH_PRODUCTS)

    assert found.items == (product_record(match),)
    assert found.next is None
    assert found.items[0].version == bench.store.version(PRODUCTS, match.sku)
    assert bench.store.all(PRODUCTS) == before
    assert bench.heard == []


async def test_search_products_when_nothing_matches(bench: Bench) -> None:
    await keep(
        bench,
        replace(OTHER_PRODUCT, name="name 1", state=ProductState.RETIRED),
        replace(OTHER_PRODUCT, sku=Sku("CDE-5678")),
    )

    found = await bench.bus.ask(SEARCH_PRODUCTS)

    assert found.items == ()


async def test_search_products_comes_in_order(bench: Bench) -> None:
    rows = [OTHER_PRODUCT, PRODUCT]
    await keep(bench, *rows)
    wanted = sorted(map(product_record, rows), key=lambda row: row.sku.value)

    first = await bench.bus.ask(replace(SEARCH_PRODUCTS_OF_ALL, limit=1))
    second = await bench.bus.ask(replace(SEARCH_PRODUCTS_OF_ALL, limit=1, cursor=first.next))

    assert [*first.items, *second.items] == wanted
    assert first.next is not None
    assert second.next is None


def test_a_record_says_what_its_product_does() -> None:
    record = product_record(PRODUCT, 7)

    assert record.version == 7
    assert product_record(PRODUCT).version == 0
    for it in fields(Product):
        assert getattr(record, it.name) == getattr(PRODUCT, it.name), it.name
