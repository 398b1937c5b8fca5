"""Product as JSON, as it is sent and as it comes; and how some are kept before."""

from shop.catalog.model import Product

from tests.catalog.served import ServedCatalog

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


async def keep(served: ServedCatalog, *rows: Product) -> None:
    async with served.bench.work() as work:
        for row in rows:
            await work.products.add(row)
        await work.commit()
