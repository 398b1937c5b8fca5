"""What the tests of billing share."""

import pytest

from tests.billing.bench import Bench
from tests.doubles import CountedIds, FixedClock


@pytest.fixture
def bench(clock: FixedClock, ids: CountedIds) -> Bench:
    return Bench(clock, ids)
