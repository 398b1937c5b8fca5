"""What tests share: an app of their own, a clock and an id source that they can foresee."""

import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from pydantic import SecretStr

from shop import site as sites
from shop.app import App, build
from shop.settings import PREFIX, Settings

from tests.doubles import CountedIds, FixedClock, no, yes

pytest_plugins = ["tests.database"]

# The same examples in each run, few enough for every save; more with
# `--hypothesis-profile=thorough`. How long they take is no fault: machines are busy.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", PATIENT, max_examples=20, derandomize=True)
settings.register_profile("thorough", PATIENT, max_examples=1000)
settings.load_profile("quick")


def pytest_collection() -> None:
    """Look for garbage seldom, and never among what was imported: that stays to the end."""
    gc.set_threshold(100_000)
    gc.freeze()


def pytest_collection_finish() -> None:
    """The same for what was collected."""
    gc.freeze()


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
    wanted = Settings(database_url=SecretStr(sqlite_url), plugins_strict=True)
    app = build(wanted, clock=clock, ids=ids)
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


@pytest.fixture(scope="session", autouse=True)
def undecided() -> Iterator[pytest.MonkeyPatch]:
    """Answer every question as if its owner had not yet, so that all tests mean the same."""
    with pytest.MonkeyPatch.context() as answers:
        undecide(answers)
        yield answers


@pytest.fixture
def decided(undecided: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask the questions themselves; every test of your own answers needs this."""
    undecided.undo()
    yield
    undecide(undecided)


def undecide(answers: pytest.MonkeyPatch) -> None:
    answers.setattr("shop.catalog.model.Product.out_of_stock", no)
    answers.setattr("shop.ordering.model.Order.total_is_the_sum", yes)
    answers.setattr("shop.billing.model.Payment.payment_refused", no)
