"""Values of the whole blueprint: their bounds, and the laws that all keep."""

import copy
import pickle
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from enum import StrEnum

import pytest

from shop.shared.errors import Invalid
from shop.shared.values import Currency, Email, Sku

SKU = Sku("ABC-3456")
EMAIL = Email("a@b")
VALUES = [
    SKU,
    EMAIL,
]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_what_it_holds(value: object) -> None:
    copies = [copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))]

    assert copies == [value] * 3
    assert len({value, *copies}) == 1


@pytest.mark.parametrize("value", VALUES)
def test_a_value_never_changes(value: object) -> None:
    name = next(iter(value.__slots__))  # type: ignore[attr-defined]

    with pytest.raises(FrozenInstanceError):
        setattr(value, name, None)


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (SKU, Sku("BCD-4567")),
        (EMAIL, Email("b@c")),
    ],
)
def test_values_that_hold_another_thing_differ(value: object, other: object) -> None:
    assert value != other


@pytest.mark.parametrize(
    ("value", "hidden"),
    [
        (EMAIL, "Email(***)"),
    ],
)
def test_a_personal_value_stays_hidden(value: object, hidden: str) -> None:
    assert hidden in repr(value)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("value", lambda: Sku("ABC-3456")),
        ("value", lambda: Sku("BCD-4567")),
        ("value", lambda: Sku("CDE-5678")),
        ("value", lambda: Email("a@b")),
        ("value", lambda: Email("b@c")),
        ("value", lambda: Email("c@d")),
    ],
)
def test_what_lies_at_a_bound_is_inside(name: str, make: Callable[[], object]) -> None:
    assert make() == make(), name


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("value", lambda: Sku("")),
        ("value", lambda: Sku("?")),
        ("value", lambda: Sku("é")),
        ("value", lambda: Email("")),
        ("value", lambda: Email("?")),
        ("value", lambda: Email("é")),
    ],
)
def test_what_lies_beyond_a_bound_is_refused(name: str, make: Callable[[], object]) -> None:
    with pytest.raises(Invalid) as refusal:
        make()

    assert {re.split(r"[\[:]", it)[0] for it in refusal.value.problems} == {name}


@pytest.mark.parametrize(
    ("enum", "names"),
    [
        (Currency, ["EUR", "USD", "GBP"]),
    ],
)
def test_an_enumeration_has_its_members(enum: type[StrEnum], names: list[str]) -> None:
    assert [member.value for member in enum] == names
