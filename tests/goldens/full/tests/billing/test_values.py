"""Values of billing: their bounds, and the laws that all keep."""

from enum import StrEnum

import pytest

from shop.billing.values import PaymentState


@pytest.mark.parametrize(
    ("enum", "names"),
    [
        (PaymentState, ["taken", "refused", "refunded"]),
    ],
)
def test_an_enumeration_has_its_members(enum: type[StrEnum], names: list[str]) -> None:
    assert [member.value for member in enum] == names
