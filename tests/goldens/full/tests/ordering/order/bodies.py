"""Order as JSON, as it is sent and as it comes; and how some are kept before."""

from shop.ordering.model import Order

from tests.ordering.served import ServedOrdering

PLACE_ORDER = {
    "customer": "a@b",
    "lines": [
        {"sku": "ABC-3456", "quantity": 3, "unit_price": {"amount": "4", "currency": "USD"}},
        {"sku": "BCD-4567", "quantity": 4, "unit_price": {"amount": "5", "currency": "GBP"}},
    ],
    "total": {"amount": "3", "currency": "EUR"},
    "note": "note 1",
}
CANCEL_ORDER = {"reason": "reason 2"}


async def keep(served: ServedOrdering, *rows: Order) -> None:
    async with served.bench.work() as work:
        for row in rows:
            await work.orders.add(row)
        await work.commit()
