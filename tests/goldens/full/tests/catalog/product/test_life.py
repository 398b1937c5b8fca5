"""The life of a product: in every state, every command, in any order."""

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shop.catalog.model import Product
from shop.catalog.values import ProductState
from shop.shared.errors import AlreadyExists, DomainError, IllegalMove, NotFound

from tests.catalog.product import samples
from tests.catalog.product.samples import PRODUCT

ACTS: dict[str, Callable[[Product], Product]] = {
    "ChangePrice": lambda it: samples.change_price(it)[0],
    "AddPhoto": lambda it: samples.add_photo(it)[0],
    "RemovePhoto": lambda it: samples.remove_photo(it)[0],
    "ReserveStock": lambda it: samples.reserve_stock(it)[0],
    "ReleaseStock": lambda it: samples.release_stock(it)[0],
    "RetireProduct": lambda it: samples.retire(it)[0],
}
MOVES: dict[tuple[ProductState, str], set[ProductState]] = {
    (ProductState.ACTIVE, "ChangePrice"): {ProductState.ACTIVE},
    (ProductState.ACTIVE, "AddPhoto"): {ProductState.ACTIVE},
    (ProductState.RETIRED, "AddPhoto"): {ProductState.RETIRED},
    (ProductState.ACTIVE, "RemovePhoto"): {ProductState.ACTIVE},
    (ProductState.RETIRED, "RemovePhoto"): {ProductState.RETIRED},
    (ProductState.ACTIVE, "ReserveStock"): {ProductState.ACTIVE},
    (ProductState.ACTIVE, "ReleaseStock"): {ProductState.ACTIVE},
    (ProductState.RETIRED, "ReleaseStock"): {ProductState.RETIRED},
    (ProductState.ACTIVE, "RetireProduct"): {ProductState.RETIRED},
}
REFUSALS: dict[str, tuple[type[DomainError], ...]] = {
    "AddPhoto": (AlreadyExists,),
    "RemovePhoto": (NotFound,),
}


class ProductLife(RuleBasedStateMachine):
    """Asks anything at any time; the table above says what may come of it."""

    def __init__(self) -> None:
        super().__init__()
        self.alive = PRODUCT

    @rule(command=st.sampled_from(sorted(ACTS)))
    def ask(self, command: str) -> None:
        before = self.alive
        allowed = MOVES.get((before.state, command), set())
        try:
            self.alive = ACTS[command](before)
        except IllegalMove:
            assert not allowed
        except REFUSALS.get(command, ()):
            assert allowed
        else:
            assert self.alive.state in allowed

    @invariant()
    def stays_itself(self) -> None:
        assert self.alive.sku == PRODUCT.sku


TestProductLife = ProductLife.TestCase
TestProductLife.settings = settings(stateful_step_count=12)
