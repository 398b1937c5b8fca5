"""What tests share: an app of their own, a clock and an id source that they can foresee."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import settings
from pydantic import SecretStr

from shop import site as sites
from shop.app import App, build
from shop.settings import PREFIX, Settings

from tests.doubles import Answer, CountedIds, FixedClock

pytest_plugins = ["tests.database"]

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
async def app(
    anyio_backend: str, sqlite_url: str, clock: FixedClock, ids: CountedIds
) -> AsyncIterator[App]:
    app = build(Settings(database_url=SecretStr(sqlite_url)), clock=clock, ids=ids)
    yield app
    await app.close()


@pytest.fixture
def site(app: App) -> FastAPI:
    return sites.site(app)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Go to an empty folder, and forget what this machine says about shop."""
    for name in [it for it in os.environ if it.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


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
