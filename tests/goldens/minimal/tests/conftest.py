"""What tests share: an app of their own, a clock and an id source that they can foresee."""

import gc

import pytest
from hypothesis import HealthCheck, settings

from notes.app import App, build
from notes.settings import Settings

from tests.doubles import CountedIds, FixedClock

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
def app(clock: FixedClock, ids: CountedIds) -> App:
    return build(Settings(), clock=clock, ids=ids)
