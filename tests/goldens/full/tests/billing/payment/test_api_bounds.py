"""Payment over HTTP: the bounds of what is sent."""

from shop.billing import schemas

from tests.billing.payment.bodies import TAKE_PAYMENT
from tests.served import refuses


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
