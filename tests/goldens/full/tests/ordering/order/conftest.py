"""What the tests of orders over HTTP share."""

import pytest

from tests.ordering.served import ServedOrdering, fresh


@pytest.fixture
def served() -> ServedOrdering:
    return fresh()
