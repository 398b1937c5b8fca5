"""The source of identities."""

import pytest

from notes.shared.ids import Ids, TimeOrderedIds

from tests.doubles import CountedIds, counted_id


@pytest.mark.parametrize("ids", [TimeOrderedIds(), CountedIds()], ids=["real", "counted"])
def test_identities_are_new_and_sort_by_the_time_they_were_made(ids: Ids) -> None:
    made = [ids.new() for _ in range(1000)]

    assert len(set(made)) == len(made)
    assert made == sorted(made)
    assert {it.version for it in made} == {7}


def test_counted_identities_are_the_same_in_each_run() -> None:
    ids = CountedIds()

    assert [ids.new(), ids.new()] == [counted_id(1), counted_id(2)]
