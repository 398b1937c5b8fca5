"""What the tests of catalog share."""

import pytest

from tests.catalog.bench import Bench
from tests.doubles import CountedIds, FixedClock


@pytest.fixture
def bench(clock: FixedClock, ids: CountedIds) -> Bench:
    return Bench(clock, ids)
