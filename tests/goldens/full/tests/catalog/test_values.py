"""Values of catalog: their bounds, and the laws that all keep."""

from enum import StrEnum

import pytest

from shop.catalog.values import ProductState


@pytest.mark.parametrize(
    ("enum", "names"),
    [
        (ProductState, ["active", "retired"]),
    ],
)
def test_an_enumeration_has_its_members(enum: type[StrEnum], names: list[str]) -> None:
    assert [member.value for member in enum] == names
