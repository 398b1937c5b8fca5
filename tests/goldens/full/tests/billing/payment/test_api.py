"""Payment over HTTP: what is answered, and what is kept and told."""

from shop.billing.repository import PAYMENTS
from shop.billing.values import PaymentId
from shop.shared.messages import Stamp

from tests.billing.payment import samples
from tests.billing.payment.bodies import TAKE_PAYMENT, keep
from tests.billing.payment.samples import PAYMENT
from tests.billing.served import ServedBilling
from tests.doubles import BEGIN, counted_id


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
