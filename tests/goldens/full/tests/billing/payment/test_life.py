"""The life of a payment: in every state, every command, in any order."""

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shop.billing.model import Payment
from shop.billing.values import PaymentState
from shop.shared.errors import IllegalMove

from tests.billing.payment import samples
from tests.billing.payment.samples import PAYMENT

ACTS: dict[str, Callable[[Payment], Payment]] = {
    "RefundPayment": lambda it: samples.refund(it)[0],
}
MOVES: dict[tuple[PaymentState, str], set[PaymentState]] = {
    (PaymentState.TAKEN, "RefundPayment"): {PaymentState.REFUNDED},
}


class PaymentLife(RuleBasedStateMachine):
    """Asks anything at any time; the table above says what may come of it."""

    def __init__(self) -> None:
        super().__init__()
        self.alive = PAYMENT

    @rule(command=st.sampled_from(sorted(ACTS)))
    def ask(self, command: str) -> None:
        before = self.alive
        allowed = MOVES.get((before.state, command), set())
        try:
            self.alive = ACTS[command](before)
        except IllegalMove:
            assert not allowed
        else:
            assert self.alive.state in allowed

    @invariant()
    def stays_itself(self) -> None:
        assert self.alive.id == PAYMENT.id


TestPaymentLife = PaymentLife.TestCase
TestPaymentLife.settings = settings(stateful_step_count=12)
