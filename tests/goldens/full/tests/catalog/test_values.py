"""Values of catalog: their bounds, and the laws that all keep."""

from enum import StrEnum

from shop.catalog.values import ProductState


def test_an_enumeration_has_its_members() -> None:
    pairs: list[tuple[type[StrEnum], list[str]]] = [
        (ProductState, ["active", "retired"]),
    ]

    for enum, names in pairs:
        assert [member.value for member in enum] == names
