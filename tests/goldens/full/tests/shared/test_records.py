"""Values with fields, of the whole blueprint: their bounds, and the laws that all keep."""

import copy
import pickle
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from shop.shared.errors import Invalid
from shop.shared.values import Currency, Money

MONEY = Money(amount=Decimal(1), currency=Currency.USD)
VALUES = [
    MONEY,
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
        (MONEY, Money(amount=Decimal(2), currency=Currency.GBP)),
    ],
)
def test_values_that_hold_another_thing_differ(value: object, other: object) -> None:
    assert value != other


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("amount", lambda: replace(MONEY, amount=Decimal(0))),
    ],
)
def test_what_lies_at_a_bound_is_inside(name: str, make: Callable[[], object]) -> None:
    assert make() == make(), name


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("amount", lambda: replace(MONEY, amount=Decimal("NaN"))),
        ("amount", lambda: replace(MONEY, amount=Decimal("-0.01"))),
    ],
)
def test_what_lies_beyond_a_bound_is_refused(name: str, make: Callable[[], object]) -> None:
    with pytest.raises(Invalid) as refusal:
        make()

    assert {re.split(r"[\[:]", it)[0] for it in refusal.value.problems} == {name}
