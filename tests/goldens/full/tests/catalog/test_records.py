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
        (PHOTO, Photo(file="file 2", caption="caption 2")),
    ]

    for value, other in pairs:
        assert value != other


def test_what_lies_at_a_bound_is_inside() -> None:
    cases: list[tuple[str, Callable[[], object]]] = [
        ("Photo.file", lambda: replace(PHOTO, file="x")),
        ("Photo.file", lambda: replace(PHOTO, file="x" * 120)),
        ("Photo.caption", lambda: replace(PHOTO, caption="")),
        ("Photo.caption", lambda: replace(PHOTO, caption="x" * 200)),
    ]

    for name, make in cases:
        assert make() == make(), name


def test_what_lies_beyond_a_bound_is_refused() -> None:
    cases: list[tuple[str, Callable[[], object]]] = [
        ("Photo.file", lambda: replace(PHOTO, file="")),
        ("Photo.file", lambda: replace(PHOTO, file="x" * 121)),
        ("Photo.file", lambda: replace(PHOTO, file="\0" * 1)),
        ("Photo.caption", lambda: replace(PHOTO, caption="x" * 201)),
        ("Photo.caption", lambda: replace(PHOTO, caption="\0")),
    ]

    for name, make in cases:
        with pytest.raises(Invalid) as refusal:
            pytest.fail(f"{name}: {make()!r}")

        fields = {re.split(r"[\[:]", it)[0] for it in refusal.value.problems}
        assert {f"{refusal.value.subject}.{it}" for it in fields} == {name}
