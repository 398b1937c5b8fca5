"""Payment as JSON, as it is sent and as it comes; and how some are kept before."""

from shop.billing.model import Payment

from tests.billing.served import ServedBilling

TAKE_PAYMENT = {
    "order": "00000000-03e8-7000-8000-000000000000",
    "amount": {"amount": "2", "currency": "GBP"},
}


async def keep(served: ServedBilling, *rows: Payment) -> None:
    async with served.bench.work() as work:
        for row in rows:
            await work.payments.add(row)
        await work.commit()
