"""What the tests of products over HTTP share."""

import pytest

from tests.catalog.served import ServedCatalog, fresh


@pytest.fixture
def served() -> ServedCatalog:
    return fresh()
