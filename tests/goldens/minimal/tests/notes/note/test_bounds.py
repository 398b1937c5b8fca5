"""The bounds of a note: what lies at each of them, and what just beyond."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from notes.shared.errors import Invalid

from tests.notes.note.samples import NOTE


def test_what_lies_at_a_bound_is_inside() -> None:
    cases: list[tuple[str, Callable[[], object]]] = [
        ("Note.title", lambda: replace(NOTE, title="x")),
        ("Note.title", lambda: replace(NOTE, title="x" * 80)),
        ("Note.body", lambda: replace(NOTE, body="")),
    ]

    for name, make in cases:
        assert make() == make(), name


def test_what_lies_beyond_a_bound_is_refused() -> None:
    cases: list[tuple[str, Callable[[], object]]] = [
        ("Note.title", lambda: replace(NOTE, title="")),
        ("Note.title", lambda: replace(NOTE, title="x" * 81)),
        ("Note.title", lambda: replace(NOTE, title="\0" * 1)),
        ("Note.body", lambda: replace(NOTE, body="\0")),
    ]

    for name, make in cases:
        with pytest.raises(Invalid) as refusal:
            pytest.fail(f"{name}: {make()!r}")

        fields = {re.split(r"[\[:]", it)[0] for it in refusal.value.problems}
        assert {f"{refusal.value.subject}.{it}" for it in fields} == {name}
