"""What the tests of ordering share."""

import pytest

from tests.doubles import CountedIds, FixedClock
from tests.ordering.bench import Bench


@pytest.fixture
def bench(clock: FixedClock, ids: CountedIds) -> Bench:
    return Bench(clock, ids)
