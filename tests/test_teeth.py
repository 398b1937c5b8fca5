"""Bugs in generated code are seen by the tests that are generated with it."""

import random
from collections import Counter
from collections.abc import Iterator

import figures
import pytest
from generated import Project, tidy, written
from teeth import RECIPES, Plant, plants, recipe_of
from teeth.runs import Runs

FEWEST = 60
SHARE = 15  # plants of the default run
SEED = 7
PLANTS = tuple(plants())


def share() -> frozenset[Plant]:
    """Choose some plants of every family, always the same."""
    chance = random.Random(SEED)
    mixed = chance.sample(PLANTS, len(PLANTS))
    first = {it.family: it for it in reversed(mixed)}
    rest = [it for it in mixed if it not in first.values()]
    return frozenset([*first.values(), *rest][:SHARE])


CHOSEN = share()
IN_DEFAULT = sorted({it.recipe for it in CHOSEN})


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    with Runs(tmp_path_factory.mktemp("teeth")) as found:
        yield found


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Project]:
    home = tmp_path_factory.mktemp("gums")
    recipes = {name: recipe_of(name) for name in RECIPES}
    return {name: written(it, tidy(it), home / name) for name, it in recipes.items()}


def test_there_are_many_bugs_each_with_a_name_of_its_own() -> None:
    assert len(PLANTS) >= FEWEST
    assert Counter((it.family, it.name) for it in PLANTS).most_common(1)[0][1] == 1
    assert {it.family for it in CHOSEN} == {it.family for it in PLANTS}


def test_every_bug_fits_what_is_generated(projects: dict[str, Project]) -> None:
    for plant in PLANTS:
        project = projects[plant.recipe]

        plant.planted((project.folder / plant.file(project.package)).read_text("utf-8"))

        assert all((project.folder / it).exists() for it in plant.tests), plant.name


@pytest.mark.parametrize("recipe", IN_DEFAULT)
def test_what_sees_the_bugs_is_green_without(recipe: str, runs: Runs) -> None:
    named = {
        test: None for it in PLANTS if it in CHOSEN and it.recipe == recipe for test in it.tests
    }

    done = runs.tests(recipe, *named)

    assert done.code == 0, done.said


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES)
def test_without_a_bug_all_is_green(recipe: str, runs: Runs) -> None:
    done = runs.tests(recipe)

    assert done.code == 0, done.said


@pytest.mark.parametrize(
    "plant",
    [
        pytest.param(
            it,
            id=f"{it.family}: {it.name}",
            marks=() if it in CHOSEN else pytest.mark.slow,
        )
        for it in PLANTS
    ],
)
def test_a_bug_turns_the_tests_red(
    plant: Plant, runs: Runs, record_property: figures.Record
) -> None:
    done = runs.with_bug(plant)

    title = "planted bugs turn the generated tests red"
    figures.witness(record_property, title, plant.name, done.failed if done.is_bite else "")
    assert done.is_bite, done.said
