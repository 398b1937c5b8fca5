"""What every generated project answers for, in each combination of options."""

import ast
import io
import json
import re
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import figures
import forked
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
    runnable,
    said,
    tidy,
    untidied,
    written,
)
from postgres import postgres_url
from recipes import FEW, RECIPES, SHOP, Recipe, combined, each, texts

from benchmarks.blueprints import PER_MODULE, blueprint
from groundplan import names
from groundplan.answers import choices_of

LONGEST = 300  # lines of a generated file
# Mermaid's parser, as installed by npm.
PARSER = ["mermaid@11.17.2", "jsdom@29.1.1"]
STORED = [it for it in RECIPES if it.chosen("database") != "memory"]
# From 3.14 on the formatter takes the brackets off `except (A, B)`, which older Pythons need.
ORDINARY = [
    it
    for it in RECIPES
    if not it.name.startswith(("longnames", "texts")) and it.chosen("python") != "3.14"
]


@pytest.fixture
def project(recipe: Recipe, tmp_path: Path) -> Project:
    return written(recipe, tidy(recipe), tmp_path / "project")


@pytest.fixture
def running(recipe: Recipe, tmp_path: Path) -> Project:
    """Return the project for a Python that the running one can play."""
    recipe = runnable(recipe)
    return written(recipe, tidy(recipe), tmp_path / "project")


@each()
def test_the_linter_finds_nothing(project: Project) -> None:
    done = project.run("-m", "ruff", "check", "--no-cache", "--output-format=concise")

    assert done.returncode == 0, said(done)


@pytest.mark.parametrize("application", choices_of("application"))
def test_a_module_of_many_aggregates_is_liked_by_the_linter(
    application: str, tmp_path: Path
) -> None:
    given = (("application", application), ("container", "dishka"))
    recipe = Recipe("many", blueprint(PER_MODULE, "many"), given)
    project = written(recipe, tidy(recipe), tmp_path)

    done = project.run("-m", "ruff", "check", "--no-cache", "--output-format=concise")

    assert done.returncode == 0, said(done)


def decisive(count: int) -> str:
    """Write a blueprint of so many modules, each with a command that decides a lot."""
    refusals = "{" + ", ".join(f"No{it}: Reason {it}." for it in range(6)) + "}"
    outcomes = ", ".join(f"Outcome{it}" for it in range(7))
    modules = (
        f"  part_{number}:\n    aggregates:\n      Case{number}:\n"
        "        fields: {title: str 1..80}\n        rules: {sound: It is sound.}\n"
        f"        commands:\n          Open{number}: {{creates: true, emits: Opened{number}}}\n"
        f"          Decide{number}: {{rejects: {refusals}, emits: [{outcomes}]}}\n"
        for number in range(count)
    )
    return "".join(["blueprint: 1\nname: decisive\nmodules:\n", *modules])


def wide(count: int) -> str:
    """Write a blueprint in which everything that can have many parts has so many."""
    numbers = range(count)
    fields = [f"field_{it}" for it in numbers]
    told = [{"takes": {field: "int"}} for field in fields]
    decides = {
        "takes": fields,
        "asks": "Bank.charge_0",
        "rejects": {f"No{it}": f"Reason {it}." for it in numbers},
        "emits": [f"Outcome{it}" for it in numbers],
    }
    moves = {
        f"MoveCase{it}": {"emits": f"CaseMoved{it}", "moves": f"s{it} -> s{it + 1}"}
        for it in numbers
    }
    case = {
        "fields": dict.fromkeys(fields, "int 0..9 = 0") | {"size": "Size", "colour": "Colour"},
        "rules": {f"rule_{it}": f"It holds {it}." for it in numbers},
        "commands": {
            "OpenCase": {"emits": "CaseOpened", "moves": "[*] -> s0"},
            "DecideCase": decides,
            **moves,
        },
        "queries": {
            "FindCases": {"takes": dict.fromkeys(fields, "int optional"), "returns": "Case*"},
            **{
                f"CasesIn{it}": {"where": {"state": f"s{it}"}, "returns": "Case*"} for it in numbers
            },
        },
    }
    parts = {
        "values": {
            "Size": {"fields": dict.fromkeys(fields, "int 0..9")},
            "Colour": {"one_of": [f"colour_{it}" for it in numbers]},
        },
        "aggregates": {"Case": case},
        "ports": {
            "Bank": {
                "methods": {f"charge_{it}": {**told[it], "returns": "bool"} for it in numbers}
            },
            "Horn": {"plugins": "many", "methods": {f"blow_{it}": told[it] for it in numbers}},
        },
        "policies": {
            f"tell_{it}": {"when": f"Outcome{it}", "then": f"Horn.blow_{it}"} for it in numbers
        },
    }
    return json.dumps({"blueprint": 1, "name": "wide", "modules": {"parts": parts}})


@pytest.mark.parametrize("application", choices_of("application"))
@pytest.mark.parametrize("text", [decisive(28), wide(52)], ids=["decisive", "wide"])
def test_a_lot_of_everything_is_liked_by_the_linter(
    text: str, application: str, tmp_path: Path
) -> None:
    recipe = Recipe("lots", text, (("container", "dishka"), ("application", application)))
    project = written(recipe, tidy(recipe), tmp_path)

    done = project.run("-m", "ruff", "check", "--no-cache", "--output-format=concise")

    assert done.returncode == 0, said(done)


@each()
def test_the_formatter_changes_nothing(project: Project) -> None:
    done = project.run("-m", "ruff", "format", "--no-cache", "--diff")

    assert done.returncode == 0, said(done)


@each()
def test_identities_come_from_the_library_until_python_has_them(recipe: Recipe) -> None:
    code = "".join(text for path, text in tidy(recipe).items() if path.parts[0] == "src")

    assert ("uuid_utils" in code) == (recipe.chosen("python") != "3.14")


@each(ORDINARY)
def test_what_templates_print_is_tidy_already(recipe: Recipe, tmp_path: Path) -> None:
    project = written(recipe, untidied(recipe), tmp_path)

    done = project.run("-m", "ruff", "format", "--no-cache", "--diff")

    assert done.returncode == 0, said(done)


@each()
def test_the_types_are_right(project: Project) -> None:
    done = project.typed()

    assert done.returncode == 0, said(done)


@each()
def test_the_import_contracts_hold(project: Project) -> None:
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"

    done = project.run(
        "-c", lint, "--no-cache", "--no-logo", PYTHONPATH=str(project.folder / "src")
    )

    assert done.returncode == 0, said(done)


@each()
def test_its_own_tests_pass_and_cover_it(running: Project, record_property: figures.Record) -> None:
    done = running.measured()

    assert done.returncode == 0, said(done)
    found = running.covered()
    assert found["percent_covered"] >= 95
    assert found["num_branches"] > 0
    (passed,) = re.findall(r"\b(\d+) passed", done.stdout.splitlines()[-1])
    sys.stdout.write(f"{running.recipe.name}: {found['percent_covered']:.2f} %, {passed} passed\n")
    counted = {"projects": 1, "tests of theirs": int(passed)}
    figures.count(record_property, "own tests of generated projects", counted)


def test_its_tests_leave_room_for_plugins_of_its_owner(tmp_path: Path) -> None:
    project = written(SHOP, tidy(SHOP), tmp_path)
    plugins = project.folder / "src/shop/plugins"
    (example,) = project.folder.glob("examples/*/src/shop_payment_gateway_example/__init__.py")
    copies = {plugins / "alerts_journal.py": "journal", example: "contrary"}
    for number, (file, name) in enumerate(copies.items()):
        text = file.read_text("utf-8").replace(f'"{name}"', f'"mine_{number}"')
        (plugins / f"mine_{number}.py").write_text(text.replace(", priority=100", ""), "utf-8")

    done = project.tested("tests/test_plugins.py", "tests/plugins")

    assert done.returncode == 0, said(done)


@each(RECIPES[:2], at_once=0)
def test_a_new_interpreter_sees_what_a_fork_sees(running: Project) -> None:
    told = []
    for by in (forked.python, forked.fresh):
        done = replace(running, by=by).measured("-rA")
        outcomes = re.findall(r"^(?:PASSED|FAILED|ERROR|SKIPPED) .*$", done.stdout, re.MULTILINE)
        told.append((done.returncode, sorted(outcomes), running.covered()))

    assert told[0] == told[1]
    assert told[0][0] == 0
    assert len(told[0][1]) > 100


@pytest.mark.postgres
@each(STORED, at_once=6)
def test_its_tests_pass_on_postgresql(running: Project) -> None:
    done = run_with_server(running, "postgres and not slow")

    assert done.returncode == 0, said(done)
    assert "skipped" not in done.stdout


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize(
    ("name", "application", "database"),
    [
        ("shop", "cqrs", "postgresql"),
        ("hotel", "services", "sqlite"),
        ("alltypes", "services", "sqlite"),
    ],
)
def test_its_slow_tests_pass(name: str, application: str, database: str, tmp_path: Path) -> None:
    recipe = combined(name, texts()[name], application, database, "fastapi")
    project = written(recipe, tidy(recipe), tmp_path)

    done = run_with_server(project, "slow")

    assert done.returncode == 0, said(done)
    told = [line for line in done.stdout.splitlines() if re.search(r"^\w+: .*: \d+$", line)]
    sys.stdout.write(f"{recipe.name}\n" + "".join(f"    {line}\n" for line in told))
    assert any("lost updates: 0" in line for line in told)


def run_with_server(project: Project, marker: str) -> forked.Done:
    """Run the tests with a marker, with the server."""
    server = {f"{project.package.upper()}_TEST_POSTGRES_URL": postgres_url()}
    return project.tested("-m", marker, **server)


@each()
def test_its_scenario_plays(running: Project) -> None:
    source = str(running.folder / "src")

    done = running.run("-W", "error", "-m", running.package, PYTHONPATH=source)

    assert done.returncode == 0, said(done)
    assert done.stdout.count("\n") > 1
    assert done.stderr == ""


@each()
def test_what_is_imported_is_declared_and_used(running: Project) -> None:
    settings = cast("Any", running.settings())
    needed = declared(settings["project"]["dependencies"])
    for_work = declared(settings["dependency-groups"]["dev"])

    assert distributions(running, "src/") | (DRIVERS & needed) == needed
    assert distributions(running, "migrations/") <= needed
    assert distributions(running, "tests/") <= needed | for_work
    assert for_work - distributions(running, "tests/") <= TOOLS | DRIVERS


@each()
def test_nothing_is_left_to_write(running: Project) -> None:
    for path, text in running.python().items():
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


@each()
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
        if recipe.chosen("container") != "manual":
            # Each part has a maker, and is listed, given and asked for.
            most += 50 + 5 * ports + 2 * len(recipe.blueprint().domain.modules)
        assert next(count for path, count in lines.items() if path.endswith("/app.py")) <= most
    if recipe.name.startswith(("clinic", "minimal", "shop")):
        assert [it for it in longest if it[1] > LONGEST] == []


def test_names_are_refused_only_where_generated_code_uses_them() -> None:
    texts = (text for it in RECIPES for path, text in tidy(it).items() if path.suffix == ".py")

    assert set() == names.CLASSES - {word for text in texts for word in re.findall(r"\w+", text)}


@each()
def test_no_template_tag_is_left(recipe: Recipe) -> None:
    if recipe.name.startswith("texts"):
        pytest.skip("its texts speak of tags; test_shape.py looks at these")

    for path, text in tidy(recipe).items():
        found = re.search(r"(?<!\$)\{\{ |\{%|\bUndefined\b|\bNone of\b \(", text)

        assert found is None or path.name in {"blueprint.yml", ".copier-answers.yml"}, path


@each()
def test_whoever_asks_for_a_monkeypatch_uses_it(recipe: Recipe) -> None:
    for path, text in tidy(recipe).items():
        asking = [
            it
            for it in re.split(r"\n(?=def |async def |@|class )", text)
            if "monkeypatch: pytest." in it
        ]

        assert all(it.count("monkeypatch") > 1 for it in asking), path


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
    texts = [text for recipe in FEW for text in diagrams(untidied(recipe))]

    errors = mermaid_errors([*texts, "flowchart LR\n  a --> ["], home)

    assert errors[-1] != ""
    assert [error for error in errors[:-1] if error] == []
    assert len(texts) > len(FEW)


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


def at_the_walls(project: Project, wall: str = "") -> forked.Done:
    """Run one test of the walls, or all."""
    return project.tested("-m", "slow or not slow", "-k", f"test_{wall}", *WALLS)


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
