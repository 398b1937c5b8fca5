"""Counts and lists in messages."""

import pytest

from groundplan.english import counted, some_of


@pytest.mark.parametrize(
    ("many", "word", "said"),
    [(0, "file", "0 files"), (1, "file", "1 file"), (2, "query", "2 queries")],
)
def test_one_is_not_many(many: int, word: str, said: str) -> None:
    assert counted(many, word) == said


def test_the_rest_of_a_list_is_counted() -> None:
    assert some_of([]) == ""
    assert some_of(["a", "b"], most=2) == "a, b"
    assert some_of(["a", "b", "c"], most=1) == "a and 2 more"
    assert some_of(["a", "b"], most=1, apart="; ") == "a; and 1 more"
