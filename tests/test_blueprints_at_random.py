"""Any blueprint that the language allows becomes a project that compiles, is tidy and typed.

Blueprints are made up from the language itself; three in ten of their names are traps.
What fails is left in build/at_random: the blueprint, and the project made from it.
"""

import ast
import os
import shutil
from collections.abc import Callable, Iterable, Iterator

import pytest
from figures import Record, count
from forked import Done
from generated import BUILD, Project, said, written
from hypothesis import given
from recipes import Recipe
from strategies import same_every_time, valid_blueprint

from groundplan import render

KEPT = BUILD / "at_random"
EACH, TESTED = 5, 1  # examples in a part
PARTS = 60
parts = pytest.mark.parametrize(
    "part", [0, *(pytest.param(it, marks=pytest.mark.slow) for it in range(1, PARTS))]
)
TIDY = {
    "ruff check": ("-m", "ruff", "check", "--no-cache", "--output-format=concise"),
    "ruff format": ("-m", "ruff", "format", "--no-cache", "--diff"),
}
DESCRIBED = 10  # parts, in the last of which the site is tried by its description
TESTS = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", "--maxfail=3")


def made(recipe: Recipe) -> Project:
    """Render a recipe into a folder that stays where a check fails."""
    folder = KEPT / recipe.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "blueprint.yml").write_text(recipe.text, "utf-8")
    return written(recipe, render(recipe.answers(), recipe.blueprint()), folder / "project")


def tidy_and_typed(project: Project) -> Iterator[tuple[str, Done]]:
    """Check with the linter, the formater and the type checker, with a cache per worker."""
    for name, check in TIDY.items():
        yield name, project.run(*check)
    yield "mypy", project.typed(os.environ.get("PYTEST_XDIST_WORKER", "alone"))


def green(project: Project) -> Iterator[tuple[str, Done]]:
    """Run its own tests."""
    yield "pytest", project.run(*TESTS)


def green_and_described(project: Project) -> Iterator[tuple[str, Done]]:
    """Run its own tests, and have its site tried by what it says of itself."""
    yield from green(project)
    if (project.folder / "tests/test_openapi.py").is_file():
        yield "schemathesis", project.run(*TESTS, "-m", "slow", "tests/test_openapi.py")


def holds(project: Project, checks: Callable[[Project], Iterable[tuple[str, Done]]]) -> None:
    """Run checks; take the project away where all of them pass."""
    for path, text in project.python().items():
        assert ast.parse(text), path
    for name, done in checks(project):
        assert done.returncode == 0, (
            f"{name}, {project.folder}, {project.recipe.given}\n{said(done)}"
        )
    shutil.rmtree(project.folder.parent)


@parts
def test_it_is_tidy_and_typed(part: int, record_property: Record) -> None:
    seen: set[str] = set()

    @same_every_time(EACH)
    @given(valid_blueprint(part))
    def each(recipe: Recipe) -> None:
        if recipe.name not in seen:
            holds(made(recipe), tidy_and_typed)
            seen.add(recipe.name)

    each()
    assert len(seen) >= EACH - 2
    count(record_property, "blueprints made up", {"tidy and typed": len(seen)})


@parts
def test_its_own_tests_pass(part: int, record_property: Record) -> None:
    seen: set[str] = set()
    checks = green_and_described if (part + 1) % DESCRIBED == 0 else green

    @same_every_time(TESTED)
    @given(valid_blueprint(PARTS + part))
    def each(recipe: Recipe) -> None:
        if recipe.name not in seen:
            holds(made(recipe), checks)
            seen.add(recipe.name)

    each()
    assert seen
    count(record_property, "blueprints made up", {"with their tests green": len(seen)})
