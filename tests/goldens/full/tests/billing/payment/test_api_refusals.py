"""Payment over HTTP: what is refused, and that nothing is changed by it."""

from dataclasses import replace

from shop.billing.repository import PAYMENTS
from shop.billing.values import PaymentState

from tests.billing.payment.bodies import TAKE_PAYMENT, keep
from tests.billing.payment.samples import PAYMENT
from tests.billing.served import ServedBilling
from tests.shared.hearing import failing


async def test_take_payment_is_refused(served: ServedBilling) -> None:
    path = "/billing/payments"
    await served.refuses(422, "invalid", "POST", path, json={**TAKE_PAYMENT, "strange": 1})
    await served.refuses(422, "invalid", "POST", path, json={})

    assert served.bench.store.all(PAYMENTS) == []


async def test_take_payment_without_an_answer_from_outside(served: ServedBilling) -> None:
    served.bench.hearing.then = failing(OSError("noise"))

    await served.refuses(503, "unavailable", "POST", "/billing/payments", json=TAKE_PAYMENT)


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
