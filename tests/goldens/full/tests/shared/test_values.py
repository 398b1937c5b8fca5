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


def test_a_value_is_what_it_holds() -> None:
    for value in VALUES:
        copies = [copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))]

        assert copies == [value] * 3
        assert len({value, *copies}) == 1, value


def test_a_value_never_changes() -> None:
    for value in VALUES:
        name = next(iter(vars(type(value))["__slots__"]))

        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)


def test_values_that_hold_another_thing_differ() -> None:
    pairs: list[tuple[object, object]] = [
        (SKU, Sku("BCD-4567")),
        (EMAIL, Email("b@c")),
    ]

    for value, other in pairs:
        assert value != other


def test_a_personal_value_stays_hidden() -> None:
    pairs: list[tuple[object, str]] = [
        (EMAIL, "Email(***)"),
    ]

    for value, hidden in pairs:
        assert repr(value) == hidden


def test_what_lies_at_a_bound_is_inside() -> None:
    cases: list[tuple[str, Callable[[], object]]] = [
        ("Sku.value", lambda: Sku("ABC-3456")),
        ("Sku.value", lambda: Sku("BCD-4567")),
        ("Sku.value", lambda: Sku("CDE-5678")),
        ("Email.value", lambda: Email("a@b")),
        ("Email.value", lambda: Email("b@c")),
        ("Email.value", lambda: Email("c@d")),
        ("Email.value", lambda: Email("a" * 252 + "@b")),
    ]

    for name, make in cases:
        assert make() == make(), name


def test_what_lies_beyond_a_bound_is_refused() -> None:
    cases: list[tuple[str, Callable[[], object]]] = [
        ("Sku.value", lambda: Sku("")),
        ("Sku.value", lambda: Sku("?")),
        ("Sku.value", lambda: Sku("é")),
        ("Sku.value", lambda: Sku("ABC-3456\n")),
        ("Sku.value", lambda: Sku("BC-3456")),
        ("Sku.value", lambda: Sku("ABC3456")),
        ("Sku.value", lambda: Sku("ABC-456")),
        ("Sku.value", lambda: Sku("AABC-3456")),
        ("Sku.value", lambda: Sku("ABC--3456")),
        ("Sku.value", lambda: Sku("ABC-33456")),
        ("Sku.value", lambda: Sku("aBC-3456")),
        ("Sku.value", lambda: Sku("ABCx3456")),
        ("Sku.value", lambda: Sku("ABC-x456")),
        ("Email.value", lambda: Email("a" * 253 + "@b")),
        ("Email.value", lambda: Email("")),
        ("Email.value", lambda: Email("???")),
        ("Email.value", lambda: Email("é")),
        ("Email.value", lambda: Email("a@b\n")),
        ("Email.value", lambda: Email("@b")),
        ("Email.value", lambda: Email("ab")),
        ("Email.value", lambda: Email("a@")),
        ("Email.value", lambda: Email("a@@b")),
        ("Email.value", lambda: Email("axb")),
    ]

    for name, make in cases:
        with pytest.raises(Invalid) as refusal:
            pytest.fail(f"{name}: {make()!r}")

        fields = {re.split(r"[\[:]", it)[0] for it in refusal.value.problems}
        assert {f"{refusal.value.subject}.{it}" for it in fields} == {name}


def test_an_enumeration_has_its_members() -> None:
    pairs: list[tuple[type[StrEnum], list[str]]] = [
        (Currency, ["EUR", "USD", "GBP"]),
    ]

    for enum, names in pairs:
        assert [member.value for member in enum] == names
