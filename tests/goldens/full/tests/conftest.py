"""What tests share: an app of their own, a clock and an id source that they can foresee."""

import pytest
from hypothesis import settings

from shop.app import App, build
from shop.settings import Settings

from tests.doubles import Answer, CountedIds, FixedClock

# The same examples in each run, few enough for every save; more with
# `--hypothesis-profile=thorough`.
settings.register_profile("quick", max_examples=20, derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile("quick")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def ids() -> CountedIds:
    return CountedIds()


@pytest.fixture
def app(clock: FixedClock, ids: CountedIds) -> App:
    return build(Settings(), clock=clock, ids=ids)


@pytest.fixture(autouse=True)
def _undecided(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer every question as if its owner had not yet, so that all tests mean the same.

    A test that is marked `@pytest.mark.decided` asks the questions themselves: mark those of
    your own answers so.
    """
    if request.node.get_closest_marker("decided"):
        return
    monkeypatch.setattr("shop.catalog.model.Product.out_of_stock", Answer(yes=False))
    monkeypatch.setattr("shop.ordering.model.Order.total_is_the_sum", Answer(yes=True))
    monkeypatch.setattr("shop.billing.model.Payment.payment_refused", Answer(yes=False))
