"""What the tests of payments over HTTP share."""

import pytest

from tests.billing.served import ServedBilling, fresh


@pytest.fixture
def served() -> ServedBilling:
    return fresh()
