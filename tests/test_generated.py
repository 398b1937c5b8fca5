"""What every generated project answers for, in each combination of options."""

import ast
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from generated import (
    BUILD,
    DRIVERS,
    TOOLS,
    Project,
    declared,
    diagrams,
    distributions,
    mermaid_errors,
    said,
    tidy,
    untidied,
    written,
)
from postgres import postgres_url
from recipes import RECIPES, REST, SHOP, Recipe, combined, texts

LONGEST = 300  # lines of a generated file
ORDINARY = [it for it in RECIPES if not it.name.startswith(("longnames", "texts"))]
# Mermaid's parser, as installed by npm.
PARSER = ["mermaid@11.17.2", "jsdom@29.1.1"]


every = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
costly = pytest.mark.parametrize(
    "recipe",
    [
        *(pytest.param(recipe, id=recipe.name) for recipe in RECIPES),
        *(pytest.param(recipe, id=recipe.name, marks=pytest.mark.slow) for recipe in REST),
    ],
)


@pytest.fixture
def project(recipe: Recipe, tmp_path: Path) -> Project:
    return written(recipe, tidy(recipe), tmp_path / "project")


@pytest.mark.parametrize(
    "given",
    [
        {"python": "3.12", "license": "Apache-2.0", "ci": "gitlab"},
        {"python": "3.13", "license": "none", "ci": "none"},
        {"python": "3.14", "author_name": "Ada Lovelace", "author_email": "ada@example.org"},
    ],
    ids=lambda given: given["python"],
)
def test_every_python_gets_code_that_its_linter_likes(
    given: dict[str, str], tmp_path: Path
) -> None:
    recipe = Recipe("shop", SHOP.text, tuple(given.items()))
    tree = tidy(recipe)
    project = written(recipe, tree, tmp_path)

    done = project.run("-m", "ruff", "check", "--no-cache", "--output-format=concise")
    tidied = project.run("-m", "ruff", "format", "--no-cache", "--diff")

    assert done.returncode == 0, said(done)
    assert tidied.returncode == 0, said(tidied)
    code = "".join(text for path, text in tree.items() if path.parts[0] == "src")
    assert ("uuid_utils" in code) == (given["python"] != "3.14")


@every
def test_the_linter_finds_nothing(project: Project) -> None:
    done = project.run("-m", "ruff", "check", "--no-cache", "--output-format=concise")

    assert done.returncode == 0, said(done)


@every
def test_the_formatter_changes_nothing(project: Project) -> None:
    done = project.run("-m", "ruff", "format", "--no-cache", "--diff")

    assert done.returncode == 0, said(done)


@pytest.mark.parametrize("recipe", ORDINARY, ids=lambda recipe: recipe.name)
def test_what_templates_print_is_tidy_already(recipe: Recipe, tmp_path: Path) -> None:
    project = written(recipe, untidied(recipe), tmp_path)

    done = project.run("-m", "ruff", "format", "--no-cache", "--diff")

    assert done.returncode == 0, said(done)


@costly
def test_the_types_are_right(project: Project) -> None:
    # A cache per worker: two writers would spoil one.
    cache = BUILD / "mypy" / os.environ.get("PYTEST_XDIST_WORKER", "alone")

    done = project.run("-m", "mypy", "--cache-dir", str(cache))

    assert done.returncode == 0, said(done)


@every
def test_the_import_contracts_hold(project: Project) -> None:
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"

    done = project.run(
        "-c", lint, "--no-cache", "--no-logo", PYTHONPATH=str(project.folder / "src")
    )

    assert done.returncode == 0, said(done)


@costly
def test_its_own_tests_pass_and_cover_it(project: Project) -> None:
    done = project.run(
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--cov",
        "--cov-report=json:coverage.json",
        "--cov-report=term-missing",
    )

    assert done.returncode == 0, said(done)
    found = json.loads((project.folder / "coverage.json").read_text("utf-8"))["totals"]
    figures = f"{found['percent_covered']:.2f} % {done.stdout.splitlines()[-1]}"
    sys.stdout.write(f"{project.recipe.name}: {figures}\n")
    assert found["percent_covered"] >= 95
    assert found["num_branches"] > 0


@pytest.mark.postgres
@pytest.mark.parametrize(
    "recipe",
    [it for it in RECIPES if dict(it.given)["database"] != "memory"],
    ids=lambda recipe: recipe.name,
)
def test_its_tests_pass_on_postgresql(project: Project) -> None:
    done = run_with_server(project, "postgres and not slow")

    assert done.returncode == 0, said(done)
    assert "skipped" not in done.stdout


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("name", ["shop", "hotel", "alltypes"])
@pytest.mark.parametrize("application", ["cqrs", "services"])
def test_its_slow_tests_pass(name: str, application: str, tmp_path: Path) -> None:
    recipe = combined(name, texts()[name], application, "sqlite", "fastapi")
    project = written(recipe, tidy(recipe), tmp_path)

    done = run_with_server(project, "slow")

    assert done.returncode == 0, said(done)
    figures = [line for line in done.stdout.splitlines() if re.search(r"^\w+: .*: \d+$", line)]
    sys.stdout.write(f"{recipe.name}\n" + "".join(f"    {line}\n" for line in figures))
    assert any("lost updates: 0" in line for line in figures)


def run_with_server(project: Project, marker: str) -> "subprocess.CompletedProcess[str]":
    """Run the tests with a marker, with the server."""
    server = {f"{project.package.upper()}_TEST_POSTGRES_URL": postgres_url()}
    return project.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", marker, **server)


@every
def test_its_scenario_plays(project: Project) -> None:
    done = project.run("-W", "error", "-m", project.package, PYTHONPATH=str(project.folder / "src"))

    assert done.returncode == 0, said(done)
    assert done.stdout.count("\n") > 1
    assert done.stderr == ""


@every
def test_what_is_imported_is_declared_and_used(project: Project) -> None:
    settings = cast("Any", project.settings())
    needed = declared(settings["project"]["dependencies"])
    for_work = declared(settings["dependency-groups"]["dev"])

    assert distributions(project, "src/") | (DRIVERS & needed) == needed
    assert distributions(project, "migrations/") <= needed
    assert distributions(project, "tests/") <= needed | for_work
    assert for_work - distributions(project, "tests/") <= TOOLS | DRIVERS


@every
def test_nothing_is_left_to_write(project: Project) -> None:
    for path, text in project.python().items():
        tree = ast.parse(text)
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        comments = [
            token.string
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        ]

        assert "NotImplementedError" not in names, path
        assert not any(isinstance(node, ast.Pass) for node in ast.walk(tree)), path
        assert not any(re.search(r"\b(TODO|FIXME|XXX)\b", it) for it in comments), path


@every
def test_no_file_is_empty_or_long(recipe: Recipe) -> None:
    tree = tidy(recipe)
    lines = {str(path): text.count("\n") for path, text in tree.items()}
    python = {path: count for path, count in lines.items() if path.endswith(".py")}
    longest = sorted(python.items(), key=lambda it: -it[1])
    sys.stdout.write(f"{recipe.name}, longest: {longest[:3]}\n")

    assert [Path(path).name for path, count in lines.items() if not count] == ["py.typed"]
    assert lines["README.md"] <= 60
    # Names of 40 characters take more lines; the others put more into a module than anybody should.
    if not recipe.name.startswith("longnames"):
        # Each port is imported, given or made, handed on and closed.
        ports = sum(len(module.ports) for module in recipe.blueprint().domain.modules)
        most = 100 + 8 * ports if ports else 80
        if dict(recipe.given)["container"] != "manual":
            # Each part has a maker, and is listed, given and asked for.
            most += 50 + 5 * ports + 2 * len(recipe.blueprint().domain.modules)
        assert next(count for path, count in lines.items() if path.endswith("/app.py")) <= most
    if recipe.name.startswith(("clinic", "minimal", "shop")):
        assert [it for it in longest if it[1] > LONGEST] == []


@every
def test_no_template_tag_is_left(recipe: Recipe) -> None:
    if recipe.name.startswith("texts"):
        pytest.skip("its texts speak of tags; test_shape.py looks at these")

    for path, text in tidy(recipe).items():
        found = re.search(r"(?<!\$)\{\{ |\{%|\bUndefined\b|\bNone of\b \(", text)

        assert found is None or path.name in {"blueprint.yml", ".copier-answers.yml"}, path


def test_every_diagram_is_one_for_mermaid() -> None:
    home = BUILD / "mermaid"
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("there is no node here: no diagram was parsed")
    if not (home / "node_modules" / "mermaid").is_dir():
        home.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", ".", *PARSER]
        done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm could not bring mermaid: no diagram was parsed\n{done.stderr[-500:]}")
    texts = [text for recipe in RECIPES for text in diagrams(tidy(recipe))]

    errors = mermaid_errors([*texts, "flowchart LR\n  a --> ["], home)

    assert errors[-1] != ""
    assert [error for error in errors[:-1] if error] == []
    assert len(texts) > len(RECIPES)


@pytest.mark.slow
@pytest.mark.parametrize("recipe", [SHOP], ids=lambda recipe: recipe.name)
def test_it_installs_and_works_by_itself(project: Project) -> None:
    ours = ("PYTEST", "PYTHON", "VIRTUAL_ENV", "COV", "UV_PROJECT")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))

    for command in (
        ["sync", "--quiet", "--python", sys.executable],
        ["run", "ruff", "check"],
        ["run", "ruff", "format", "--check"],
        ["run", "mypy"],
        ["run", "lint-imports"],
        ["run", "pytest", "--cov"],
        ["run", "python", "-m", project.package],
        ["build", "--quiet"],
    ):
        done = subprocess.run(
            [uv, *command],
            cwd=project.folder,
            env=kept,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

        assert done.returncode == 0, (command, said(done))


CLOCK, IDS = "only_the_clock_tells_the_time", "only_the_id_source_makes_identities"
IMPORT, PURE = "importing_any_file_does_nothing", "a_model_knows_only_what_is_pure"
CONTRACTS, COMMIT = "the_import_contracts_hold", "only_the_unit_of_work_commits"
GLOBAL, ADAPTERS = "no_state_is_global", "only_the_app_knows_adapters"

WALLS = ("tests/test_architecture.py", "tests/test_import_walls.py")

# What is planted, in which file, and the wall that must see it.
PLANTS = {
    "a clock": (CLOCK, "{m}/model.py", "import datetime\n\nBORN = datetime.datetime.now()\n"),
    "chance": ("only_chance_draws", "{m}/repository.py", "import random\n\nDICE = random\n"),
    "an identity": (IDS, "{m}/events.py", "from uuid import uuid4\n\nMAKE = uuid4\n"),
    "global state": (GLOBAL, "shared/errors.py", "SEEN: list[str] = []\n"),
    "a global cache": (GLOBAL, "shared/errors.py", "SEEN = dict(a=1)\n"),
    "an assertion": ("nothing_is_asserted_outside_tests", "settings.py", "assert True\n"),
    "a thread": (
        IMPORT,
        "settings.py",
        "import threading\n\nWAITS = threading.Event().wait\n"
        "threading.Thread(target=WAITS, daemon=True).start()\n",
    ),
    "a variable": (IMPORT, "settings.py", 'import os\n\nHOME = os.environ["HOME"]\n'),
    "a file": (IMPORT, "settings.py", 'open("/dev/null", "w").close()\n'),
    "a commit elsewhere": (
        COMMIT,
        "shared/memory.py",
        "async def end(work: MemoryTransaction) -> None:\n    await work.commit()\n",
    ),
    "a rollback in a use case": (
        COMMIT,
        "{m}/{u}.py",
        "async def end(work: object) -> None:\n    await work.rollback()\n",
    ),
    "a model that waits": (
        "what_only_decides_is_synchronous",
        "{m}/model.py",
        "async def wait() -> None:\n    return None\n",
    ),
    "a model that logs": (PURE, "{m}/model.py", "import logging\n\nLOG = logging.getLogger()\n"),
    "a model that is stored": (PURE, "{m}/model.py", "import sqlalchemy\n"),
    "a model that is served": (PURE, "{m}/model.py", "from fastapi import Request\n"),
    "a handler with a framework": (
        "what_is_inside_knows_no_framework",
        "{m}/{u}.py",
        "from sqlalchemy import select\n",
    ),
    "a handler with an adapter": (CONTRACTS, "{m}/{u}.py", "import {p}.{m}.sql\n"),
    "a route with an adapter": (ADAPTERS, "{m}/api.py", "from {p}.{m} import sql\n"),
    "a door that works": ("a_door_only_passes_on", "{m}/__init__.py", "OPENED = 1\n"),
    "a file behind the door": (CONTRACTS, "settings.py", "import {p}.{m}.model\n"),
    "shared that knows a module": (CONTRACTS, "shared/clock.py", "import {p}.{m}.values\n"),
}
# The walls are the same everywhere, but for how settings are read and where a use case stands.
STANDING = {
    "whole": (SHOP, [*PLANTS]),
    "little": (
        combined("shop", SHOP.text, "cqrs", "memory", "none"),
        ["an assertion", "a thread", "a variable", "a file", "a file behind the door"],
    ),
    "services": (
        combined("shop", SHOP.text, "services", "memory", "none"),
        ["a rollback in a use case", "a handler with a framework"],
    ),
}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Project]:
    """Return a function that writes each of these projects once."""

    @cache
    def made(name: str) -> Project:
        recipe, _ = STANDING[name]
        return written(recipe, tidy(recipe), tmp_path_factory.mktemp(name))

    return made


def at_the_walls(project: Project, wall: str = "") -> "subprocess.CompletedProcess[str]":
    """Run one test of the walls, or all."""
    options = ("-q", "-p", "no:cacheprovider", "-m", "slow or not slow", "-k", f"test_{wall}")
    return project.run("-m", "pytest", *options, *WALLS)


@pytest.mark.parametrize("name", STANDING)
def test_the_walls_stand_where_nothing_is_planted(
    name: str, standing: Callable[[str], Project]
) -> None:
    done = at_the_walls(standing(name))

    assert done.returncode == 0, said(done)


@pytest.mark.parametrize(
    ("name", "plant"), [(name, plant) for name, (_, plants) in STANDING.items() for plant in plants]
)
def test_the_walls_see_a_planted_bug(
    name: str, plant: str, standing: Callable[[str], Project]
) -> None:
    project = standing(name)
    names = {
        "m": project.recipe.blueprint().domain.modules[0].name,
        "p": project.package,
        "u": "service" if name == "services" else "handlers",
    }
    wall, path, text = (it.format(**names) for it in PLANTS[plant])
    file = project.folder / "src" / project.package / path
    before = file.read_text("utf-8")

    file.write_text(f"{before}\n\n{text}", "utf-8")
    done = at_the_walls(project, wall)
    file.write_text(before, "utf-8")

    assert done.returncode == 1, said(done)
    assert "1 failed" in done.stdout, said(done)
