"""Broken blueprints: each says what is wrong, where, and what to do, word for word."""

from pathlib import Path

import pytest

from groundplan.blueprint import Blueprint
from groundplan.errors import BlueprintInvalid

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_blueprint_says_what_is_wrong(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    with pytest.raises(BlueprintInvalid) as told:
        Blueprint.parse(text)

    assert str(told.value) == path.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\n")


def test_there_are_enough_of_them() -> None:
    assert len(BROKEN) >= 100


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_problems_come_in_the_order_of_the_file(path: Path) -> None:
    with pytest.raises(BlueprintInvalid) as told:
        Blueprint.parse(path.read_text(encoding="utf-8"))

    places = [problem.place for problem in told.value.problems]
    assert places == sorted(places)
    assert len(told.value.problems) == len(set(told.value.problems))


def test_no_expectation_is_left_over() -> None:
    expected = {path.stem for path in (Path(__file__).parent / "broken").glob("*.txt")}

    assert expected == {path.stem for path in BROKEN}
