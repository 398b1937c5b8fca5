"""Values of ordering: their bounds, and the laws that all keep."""

from enum import StrEnum

from shop.ordering.values import OrderState


def test_an_enumeration_has_its_members() -> None:
    pairs: list[tuple[type[StrEnum], list[str]]] = [
        (OrderState, ["placed", "confirmed", "shipped", "cancelled"]),
    ]

    for enum, names in pairs:
        assert [member.value for member in enum] == names
