"""Payment over HTTP: what is answered, on what terms, and as what JSON."""

from dataclasses import replace

import pytest

from shop.billing import schemas
from shop.billing.model import Payment
from shop.billing.repository import PAYMENTS
from shop.billing.values import PaymentId, PaymentState
from shop.shared.messages import Stamp

from tests.billing.payment import samples
from tests.billing.payment.samples import PAYMENT
from tests.billing.served import ServedBilling, fresh
from tests.doubles import BEGIN, counted_id
from tests.served import refuses

TAKE_PAYMENT = {
    "order": "00000000-03e8-7000-8000-000000000000",
    "amount": {"amount": "2", "currency": "GBP"},
}


@pytest.fixture
def served() -> ServedBilling:
    return fresh()


async def keep(served: ServedBilling, *rows: Payment) -> None:
    async with served.bench.work() as work:
        for row in rows:
            await work.payments.add(row)
        await work.commit()


async def test_take_payment(served: ServedBilling) -> None:
    answer = await served.client.post("/billing/payments", json=TAKE_PAYMENT)

    changed, event = samples.take(
        payment=PaymentId(counted_id(1)),
        stamp=Stamp(event_id=counted_id(2), at=BEGIN),
    )
    assert answer.status_code == 201
    assert answer.json() == {"id": "00000000-0001-7000-8000-000000000000"}
    place = "/billing/payments/00000000-0001-7000-8000-000000000000"
    assert answer.headers["location"] == place
    assert served.bench.store.all(PAYMENTS) == [changed]
    assert served.bench.heard == [event]


async def test_take_payment_twice_under_one_key_has_one_effect(served: ServedBilling) -> None:
    first = await served.client.post(
        "/billing/payments",
        json=TAKE_PAYMENT,
        headers={"Idempotency-Key": "once"},
    )
    again = await served.client.post(
        "/billing/payments",
        json=TAKE_PAYMENT,
        headers={"Idempotency-Key": "once"},
    )

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"]
    assert len(served.bench.store.all(PAYMENTS)) == 1
    await served.refuses(
        409,
        "idempotency-mismatch",
        "POST",
        "/billing/payments",
        json={**TAKE_PAYMENT, "order": "00000000-03e9-7000-8000-000000000000"},
        headers={"Idempotency-Key": "once"},
    )


def test_take_payment_has_its_bounds() -> None:
    refuses(
        schemas.TakePaymentBody,
        TAKE_PAYMENT,
        {"order": None},
        {"amount": "strange"},
        {"amount": {"amount": "-0.01", "currency": "GBP"}},
        {"amount": {"amount": "strange", "currency": "GBP"}},
        {"amount": {"amount": None, "currency": "GBP"}},
        {"amount": {"amount": "2", "currency": "strange"}},
        {"amount": {"amount": "2", "currency": None}},
        {"amount": None},
    )


async def test_take_payment_is_refused(served: ServedBilling) -> None:
    path = "/billing/payments"
    await served.refuses(422, "invalid", "POST", path, json={**TAKE_PAYMENT, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(PAYMENTS) == []


async def test_refund_payment(served: ServedBilling) -> None:
    given = PAYMENT
    await keep(served, given)

    answer = await served.client.post(
        "/billing/payments/00000000-01f5-7000-8000-000000000000/refund-payment",
        headers={"If-Match": served.tag(PAYMENTS, given.id)},
    )

    changed, event = samples.refund(given)
    assert answer.status_code == 204
    assert answer.content == b""
    assert served.bench.store.all(PAYMENTS) == [changed]
    assert served.bench.heard == [event]


async def test_refund_payment_is_refused(served: ServedBilling) -> None:
    path = "/billing/payments/00000000-01f5-7000-8000-000000000000/refund-payment"
    await served.refuses(404, "not-found", "POST", path)
    await served.refuses(422, "invalid", "POST", "/billing/payments/strange/refund-payment")
    given = PAYMENT
    await keep(served, given)
    await served.refuses(412, "precondition-failed", "POST", path, headers={"If-Match": '"999"'})

    assert served.bench.store.all(PAYMENTS) == [given]


async def test_refund_payment_in_another_state(served: ServedBilling) -> None:
    given = replace(PAYMENT, state=PaymentState.REFUSED)
    await keep(served, given)

    await served.refuses(
        409,
        "illegal-move",
        "POST",
        "/billing/payments/00000000-01f5-7000-8000-000000000000/refund-payment",
    )
