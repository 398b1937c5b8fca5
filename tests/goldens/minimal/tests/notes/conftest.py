"""What the tests of notes share."""

import pytest

from tests.doubles import CountedIds, FixedClock
from tests.notes.bench import Bench


@pytest.fixture
def bench(clock: FixedClock, ids: CountedIds) -> Bench:
    return Bench(clock, ids)
