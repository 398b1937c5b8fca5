"""Files of rows: what both sides add is kept, what both wrote anew is for somebody to decide."""

from pathlib import PurePosixPath

import pytest

from groundplan.merge import merged


def sides(name: str, base: str, ours: str, theirs: str) -> tuple[str, int]:
    found = merged(
        PurePosixPath(name), base=base.encode(), ours=ours.encode(), theirs=theirs.encode()
    )
    return found.text.decode(), len(found.conflicts)


def test_rows_that_both_add_at_one_place_are_kept() -> None:
    text, conflicts = sides(".gitignore", "*.pyc\n", "*.pyc\nmine/\n", "*.pyc\nnew/\n")

    assert conflicts == 0
    assert sorted(text.splitlines()) == ["*.pyc", "mine/", "new/"]


def test_a_row_that_both_wrote_anew_is_a_conflict() -> None:
    _, conflicts = sides(".gitignore", "a/\n", "mine/\n", "new/\n")

    assert conflicts == 1


@pytest.mark.parametrize("name", ["Dockerfile", "LICENSE"])
def test_a_program_or_a_text_is_no_list_of_rows(name: str) -> None:
    _, conflicts = sides(name, "one\n", "one\nmine\n", "one\nnew\n")

    assert conflicts == 1
