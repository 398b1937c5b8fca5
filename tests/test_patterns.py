import os
import shutil
from pathlib import Path

import forked
import pytest
from conftest import ROOT
from recipes import MINIMAL, RECIPES

from groundplan.answers import Answers
from groundplan.patterns import CATALOGUE, Pattern, begin

NAMES = [pattern.name for pattern in CATALOGUE]
every = pytest.mark.parametrize("pattern", CATALOGUE, ids=lambda pattern: pattern.name)


def test_names_are_given_once() -> None:
    assert len(set(NAMES)) == len(NAMES)


@every
def test_a_pattern_requires_only_what_the_catalogue_has(pattern: Pattern) -> None:
    assert set(pattern.requires) <= set(NAMES) - {pattern.name}


@every
def test_a_pattern_is_honest(pattern: Pattern) -> None:
    for said in (pattern.choose_when, pattern.avoid_when, pattern.cost, pattern.source):
        assert len(said) > 20
        assert not said.endswith(".")
    assert pattern.summary.endswith(".")


@every
def test_a_pattern_with_an_overlay_has_its_folder(pattern: Pattern) -> None:
    assert (ROOT / f"template/{{{{ use.{pattern.name} }}}}").is_dir() == pattern.overlay


def test_every_file_of_the_folder_is_in_the_catalogue() -> None:
    files = {file.stem for file in (ROOT / "generators/groundplan/patterns").glob("*.py")}

    assert files - {"__init__", "pattern", "begin"} == set(NAMES)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_what_is_required_is_there(recipe: object) -> None:
    answers, domain = recipe.answers(), recipe.blueprint().domain  # type: ignore[attr-defined]
    wanted = {pattern.name for pattern in CATALOGUE if pattern.wanted(answers, domain)}

    for pattern in CATALOGUE:
        if pattern.name in wanted:
            assert set(pattern.requires) <= wanted


def test_a_small_blueprint_wants_little() -> None:
    domain = MINIMAL.blueprint().domain
    little = Answers(database="memory", http="none")
    wanted = [pattern.name for pattern in CATALOGUE if pattern.wanted(little, domain)]

    assert wanted == [
        "domain_model",
        "repository",
        "unit_of_work",
        "optimistic_locking",
        "message_bus",
        "observers",
        "pipeline",
        "cqrs",
        "composition_root",
    ]


def test_a_pattern_is_begun_in_three_places(tmp_path: Path) -> None:
    made = begin.begin("saga", tmp_path)

    assert [str(file.relative_to(tmp_path)) for file in made] == [
        "generators/groundplan/patterns/saga.py",
        "template/{{ use.saga }}/src/{{ package }}/shared/saga.py",
        "changes/saga.project.md",
    ]
    compile(made[0].read_text("utf-8"), "saga.py", "exec")


def test_a_pattern_that_was_begun_and_filled_is_generated(tmp_path: Path) -> None:
    root, project = tmp_path / "root", tmp_path / "project"
    for name in ("generators", "template"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "copier.yml", root)

    def run(*arguments: str | Path) -> None:
        own = os.environ | {"PYTHONPATH": str(root / "generators")}
        done = forked.fresh(["-m", *map(str, arguments)], tmp_path, own)
        assert done.returncode == 0, done.stdout + done.stderr

    def fill(file: str, old: str, new: str) -> None:
        text = (root / "generators/groundplan" / file).read_text("utf-8")
        assert old in text
        (root / "generators/groundplan" / file).write_text(text.replace(old, new), "utf-8")

    run("groundplan.patterns.begin", "saga")
    fill("patterns/saga.py", "return False", "return True")
    fill("patterns/saga.py", '=""', '="something to choose by"')
    # What CONTRIBUTING.md says comes next: the catalogue, and the names that templates know.
    fill("patterns/__init__.py", "    repository,\n", "    repository,\n    saga,\n")
    fill(
        "patterns/__init__.py", "    services.PATTERN,", "    saga.PATTERN,\n    services.PATTERN,"
    )
    fill("model/__init__.py", "    mit: str\n", "    mit: str\n    saga: str\n")
    run("groundplan", "new", project)

    assert (project / "src/notes/shared/saga.py").read_text("utf-8").startswith('"""Saga: ')
    page = (project / "docs/patterns/saga.md").read_text("utf-8")
    assert "something to choose by" in page
    run("ruff", "check", project)
    run("ruff", "format", "--check", project)


@pytest.mark.parametrize("name", ["", "Saga", "a-b", "../x"])
def test_a_pattern_needs_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(SystemExit, match="is no name for a pattern"):
        begin.begin(name, tmp_path)


def test_a_pattern_is_begun_once(tmp_path: Path) -> None:
    begin.begin("saga", tmp_path)

    with pytest.raises(SystemExit, match="is there already"):
        begin.begin("saga", tmp_path)
