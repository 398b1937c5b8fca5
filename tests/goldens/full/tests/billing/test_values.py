"""Values of billing: their bounds, and the laws that all keep."""

from enum import StrEnum

from shop.billing.values import PaymentState


def test_an_enumeration_has_its_members() -> None:
    pairs: list[tuple[type[StrEnum], list[str]]] = [
        (PaymentState, ["taken", "refused", "refunded"]),
    ]

    for enum, names in pairs:
        assert [member.value for member in enum] == names
