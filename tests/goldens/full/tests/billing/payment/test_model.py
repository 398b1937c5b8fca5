"""What a payment does when it is asked, and what it then tells."""

from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from shop.billing.events import PaymentRefunded, PaymentRefused, PaymentTaken
from shop.billing.model import Payment
from shop.billing.values import PaymentId, PaymentState
from shop.shared.values import Currency, Money, OrderId

from tests.billing.payment import samples
from tests.billing.payment.samples import PAYMENT, STAMP
from tests.doubles import FixedAnswer, counted_id


def test_take_payment() -> None:
    changed, event = samples.take()

    assert changed == Payment(
        id=PaymentId(counted_id(501)),
        order=OrderId(counted_id(1000)),
        amount=Money(amount=Decimal(2), currency=Currency.GBP),
        refunded_on=None,
        state=PaymentState.TAKEN,
    )
    assert event == PaymentTaken(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        payment=PaymentId(counted_id(501)),
        order=OrderId(counted_id(1000)),
        amount=Money(amount=Decimal(2), currency=Currency.GBP),
    )


def test_take_payment_may_end_as_payment_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    new = samples.take()[0]
    answer = FixedAnswer(yes=True)
    monkeypatch.setattr(Payment, "payment_refused", answer)

    changed, event = samples.take()

    assert changed == Payment(
        id=PaymentId(counted_id(501)),
        order=OrderId(counted_id(1000)),
        amount=Money(amount=Decimal(2), currency=Currency.GBP),
        refunded_on=None,
        state=PaymentState.REFUSED,
    )
    assert event == PaymentRefused(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        payment=PaymentId(counted_id(501)),
        order=OrderId(counted_id(1000)),
        amount=Money(amount=Decimal(2), currency=Currency.GBP),
    )
    assert answer.asked == [
        {
            "order": OrderId(counted_id(1000)),
            "amount": Money(amount=Decimal(2), currency=Currency.GBP),
            "charge": True,
        },
    ]
    assert answer.about == [new]


def test_refund_payment() -> None:
    given = PAYMENT

    changed, event = samples.refund(given)

    assert changed == replace(given, refunded_on=STAMP.at.date(), state=PaymentState.REFUNDED)
    assert event == PaymentRefunded(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        payment=given.id,
        refunded_on=STAMP.at.date(),
    )


@pytest.mark.usefixtures("decided")
def test_every_question_has_an_answer() -> None:
    bare = replace(PAYMENT, refunded_on=None)

    answers = [
        PAYMENT.payment_refused(
            order=OrderId(counted_id(1000)),
            amount=Money(amount=Decimal(2), currency=Currency.GBP),
            charge=True,
        ),
        bare.payment_refused(
            order=OrderId(counted_id(1000)),
            amount=Money(amount=Decimal(2), currency=Currency.GBP),
            charge=True,
        ),
    ]

    assert set(answers) <= {True, False}


def test_nothing_changes_in_place() -> None:
    name = "id"

    with pytest.raises(FrozenInstanceError):
        setattr(PAYMENT, name, None)
