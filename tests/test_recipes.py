"""The recipes show every answer that shapes the code beside every other one."""

import itertools

import pytest
from recipes import RECIPES, REST, texts

from groundplan.answers import choices_of

SHAPING = ("application", "database", "http", "container")


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(SHAPING, 2)))
def test_every_pair_of_choices_is_there(one: str, other: str) -> None:
    shown = [dict(it.given) for it in RECIPES]

    assert {(it[one], it[other]) for it in shown} == {
        *itertools.product(choices_of(one), choices_of(other))
    }


@pytest.mark.parametrize("answer", SHAPING)
def test_every_blueprint_meets_every_choice(answer: str) -> None:
    met = {(it.text, dict(it.given)[answer]) for it in RECIPES}

    assert met == {*itertools.product(texts().values(), choices_of(answer))}


def test_the_rest_is_all_that_is_left() -> None:
    shown = [(it.text, it.given[:3]) for it in (*RECIPES, *REST)]

    assert len(shown) == len({*shown}) == len(texts()) * 12
