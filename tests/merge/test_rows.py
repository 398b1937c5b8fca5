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


SETTINGS = "# How loud.\nLEVEL=INFO\n\n# Where.\nPORT=80\n"
MINE, NEW = "\n# Mine,\n# in two lines.\nMINE=1\n", "\n# New.\nNEW=1\n"


def test_settings_that_both_add_at_the_end_are_kept_with_what_is_said_of_them() -> None:
    text, conflicts = sides(".env.example", SETTINGS, SETTINGS + MINE, SETTINGS + NEW)

    assert (text, conflicts) == (SETTINGS + NEW + MINE, 0)


def test_a_setting_may_get_another_value_beside_what_is_new() -> None:
    theirs = SETTINGS.replace("PORT=80\n", "PORT=80\n" + NEW)
    mine = SETTINGS.replace("PORT=80", "PORT=81") + MINE

    text, conflicts = sides(".env.example", SETTINGS, mine, theirs)

    assert conflicts == 0
    assert text == SETTINGS.replace("80", "81") + NEW + MINE


def test_a_setting_that_both_change_is_a_conflict() -> None:
    mine, theirs = (SETTINGS.replace("80", it) for it in ("81", "82"))

    _, conflicts = sides(".env.example", SETTINGS, mine, theirs)

    assert conflicts == 1


def test_one_setting_that_both_add_with_another_value_is_a_conflict() -> None:
    theirs = SETTINGS + MINE.replace("=1", "=2")

    _, conflicts = sides(".env.example", SETTINGS, SETTINGS + MINE, theirs)

    assert conflicts == 1


@pytest.mark.parametrize("name", ["Dockerfile", "LICENSE"])
def test_a_program_or_a_text_is_no_list_of_rows(name: str) -> None:
    _, conflicts = sides(name, "one\n", "one\nmine\n", "one\nnew\n")

    assert conflicts == 1
