"""Values of ordering: their bounds, and the laws that all keep."""

from enum import StrEnum

import pytest

from shop.ordering.values import OrderState


@pytest.mark.parametrize(
    ("enum", "names"),
    [
        (OrderState, ["placed", "confirmed", "shipped", "cancelled"]),
    ],
)
def test_an_enumeration_has_its_members(enum: type[StrEnum], names: list[str]) -> None:
    assert [member.value for member in enum] == names
