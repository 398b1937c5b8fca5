"""The bounds of a note: what lies at each of them, and what just beyond."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from notes.shared.errors import Invalid

from tests.notes.note.samples import NOTE


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("title", lambda: replace(NOTE, title="x")),
        ("title", lambda: replace(NOTE, title="x" * 80)),
        ("body", lambda: replace(NOTE, body="")),
    ],
)
def test_what_lies_at_a_bound_is_inside(name: str, make: Callable[[], object]) -> None:
    assert make(), name


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("title", lambda: replace(NOTE, title="")),
        ("title", lambda: replace(NOTE, title="x" * 81)),
        ("title", lambda: replace(NOTE, title="\0" * 1)),
        ("body", lambda: replace(NOTE, body="\0")),
    ],
)
def test_what_lies_beyond_a_bound_is_refused(name: str, make: Callable[[], object]) -> None:
    with pytest.raises(Invalid) as refusal:
        make()

    assert {re.split(r"[\[:]", it)[0] for it in refusal.value.problems} == {name}
