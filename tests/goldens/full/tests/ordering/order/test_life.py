"""The life of an order: in every state, every command, in any order."""

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shop.ordering.model import Order
from shop.ordering.values import OrderState
from shop.shared.errors import IllegalMove

from tests.ordering.order import samples
from tests.ordering.order.samples import ORDER

ACTS: dict[str, Callable[[Order], Order]] = {
    "ConfirmOrder": lambda it: samples.confirm(it)[0],
    "ShipOrder": lambda it: samples.ship(it)[0],
    "CancelOrder": lambda it: samples.cancel(it)[0],
}
MOVES: dict[tuple[OrderState, str], set[OrderState]] = {
    (OrderState.PLACED, "ConfirmOrder"): {OrderState.CONFIRMED},
    (OrderState.CONFIRMED, "ShipOrder"): {OrderState.SHIPPED},
    (OrderState.PLACED, "CancelOrder"): {OrderState.CANCELLED},
    (OrderState.CONFIRMED, "CancelOrder"): {OrderState.CANCELLED},
}


class OrderLife(RuleBasedStateMachine):
    """Asks anything at any time; the table above says what may come of it."""

    def __init__(self) -> None:
        super().__init__()
        self.alive = ORDER

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
        assert self.alive.id == ORDER.id


TestOrderLife = OrderLife.TestCase
TestOrderLife.settings = settings(stateful_step_count=12)
