"""Values with fields, of catalog: their bounds, and the laws that all keep."""

import copy
import pickle
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import pytest

from shop.catalog.values import Photo
from shop.shared.errors import Invalid

PHOTO = Photo(file="file 1", caption="caption 1")
VALUES = [
    PHOTO,
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
        (PHOTO, Photo(file="file 2", caption="caption 2")),
    ],
)
def test_values_that_hold_another_thing_differ(value: object, other: object) -> None:
    assert value != other


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("file", lambda: replace(PHOTO, file="x")),
        ("file", lambda: replace(PHOTO, file="x" * 120)),
        ("caption", lambda: replace(PHOTO, caption="")),
        ("caption", lambda: replace(PHOTO, caption="x" * 200)),
    ],
)
def test_what_lies_at_a_bound_is_inside(name: str, make: Callable[[], object]) -> None:
    assert make() == make(), name


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("file", lambda: replace(PHOTO, file="")),
        ("file", lambda: replace(PHOTO, file="x" * 121)),
        ("file", lambda: replace(PHOTO, file="\0" * 1)),
        ("caption", lambda: replace(PHOTO, caption="x" * 201)),
        ("caption", lambda: replace(PHOTO, caption="\0")),
    ],
)
def test_what_lies_beyond_a_bound_is_refused(name: str, make: Callable[[], object]) -> None:
    with pytest.raises(Invalid) as refusal:
        make()

    assert {re.split(r"[\[:]", it)[0] for it in refusal.value.problems} == {name}
