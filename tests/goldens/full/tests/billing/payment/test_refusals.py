"""What a payment refuses."""

from dataclasses import replace

import pytest

from shop.billing.values import PaymentState
from shop.shared.errors import IllegalMove

from tests.billing.payment import samples
from tests.billing.payment.samples import PAYMENT


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (PaymentState.REFUSED, IllegalMove),
        (PaymentState.REFUNDED, IllegalMove),
    ],
)
def test_refund_payment_is_refused_in_other_states(
    state: PaymentState,
    refusal: type[IllegalMove],
) -> None:
    given = replace(PAYMENT, state=state)

    with pytest.raises(refusal) as refused:
        samples.refund(given)

    assert type(refused.value) is refusal
    assert (refused.value.command, refused.value.state) == ("RefundPayment", state)
