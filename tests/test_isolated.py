"""Projects in environments of their own: what they declare is all they need.

A shared environment hides a dependency that is used and not declared. These rows install
what the project asks for and no more, with the oldest Python that it supports, and go the
way of its owner: check, test, build, install elsewhere.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import interpreters
import pytest
from conftest import ROOT, tree_of
from covering import covering
from generated import BUILD, Project, said, tidy, written
from recipes import FEW, OPTIONS, RECIPES, SHAPING, Recipe, recipe_of, texts

ROWS = 6
UV = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
# As few rows as show the most of what decides which libraries are there.
SPREAD = tuple(
    recipe_of(row)
    for row in covering(
        {"blueprint": tuple(texts()), "python": interpreters.HERE}
        | {name: OPTIONS[name] for name in SHAPING},
        lambda _: True,
    )[:ROWS]
)

pytestmark = pytest.mark.slow


def run(folder: Path, *command: str | Path, **told: str) -> str:
    """Run a command that has to succeed, free of this environment but for what it is told."""
    ours = ("PYTEST", "PYTHON", "VIRTUAL_ENV", "COV", "UV_PROJECT")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    done = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env=kept | told,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, (command, said(done))
    return done.stdout


def uv(folder: Path, *arguments: str | Path) -> str:
    assert UV
    return run(folder, UV, *arguments)


def interpreter(version: str) -> Path:
    if (file := interpreters.found(version)) is None:
        pytest.skip(f"Python {version} {interpreters.MISSING}")
    return file


@pytest.fixture
def project(recipe: Recipe, tmp_path: Path) -> Project:
    return written(recipe, tidy(recipe), tmp_path / "project")


@pytest.mark.parametrize("recipe", SPREAD, ids=lambda recipe: recipe.name)
def test_it_works_by_itself(project: Project, tmp_path: Path) -> None:
    home, python = project.folder, interpreter(project.recipe.chosen("python"))

    uv(home, "sync", "--quiet", "--python", python)
    for command in ("ruff check", "ruff format --check", "mypy", "lint-imports", "pytest --cov"):
        uv(home, "run", *command.split())
    played = uv(home, "run", "python", "-m", project.package)
    uv(home, "build", "--quiet", "--python", python)

    elsewhere = installed_elsewhere(project, python, tmp_path / "elsewhere")
    assert without_chance(elsewhere) == without_chance(played)
    seen_from_source(project, tmp_path / "unpacked")


def without_chance(played: str) -> str:
    """Leave out identities and times, which differ from run to run."""
    return re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d[\d:.+-]*", "", played)


def installed_elsewhere(project: Project, python: Path, elsewhere: Path) -> str:
    """Install the wheel alone and play the scenario, far from the project."""
    elsewhere.mkdir()
    (wheel,) = (project.folder / "dist").glob("*.whl")
    uv(elsewhere, "venv", "--quiet", "--python", python)
    played_on = ["aiosqlite"] if project.recipe.chosen("database") == "postgresql" else []
    uv(elsewhere, "pip", "install", "--quiet", wheel, *played_on)
    own = elsewhere / ".venv/bin/python"
    where = run(elsewhere, own, "-c", f"import {project.package} as it; print(it.__file__)")
    assert Path(where.strip()).is_relative_to(elsewhere / ".venv")
    # A wheel holds the program alone: who installs it says where the migrations are.
    prefix = f"{project.package.upper()}_"
    told = {f"{prefix}MIGRATIONS": str(project.folder / "migrations")}
    return run(elsewhere, own, "-m", project.package, **told)


def seen_from_source(project: Project, folder: Path) -> None:
    """Test the code of the source distribution, with the tests and papers that stay at home."""
    (packed,) = (project.folder / "dist").glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    papers = tidy(project.recipe)
    source = [path for path in papers if path.parts[0] == "src"]
    assert [str(path) for path in source if not (root / path).is_file()] == []
    for path, text in papers.items():
        if path not in source:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8", newline="\n")
    run(root, project.folder / ".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider")


def test_the_rows_are_spread() -> None:
    for name in ("python", *SHAPING):
        wanted = set(OPTIONS[name]) if name != "python" else set(interpreters.HERE)
        assert {it.chosen(name) for it in SPREAD} == wanted
    assert len({it.text for it in SPREAD}) >= ROWS - 1


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_every_interpreter_renders_the_same(version: str, tmp_path: Path) -> None:
    python = interpreter(version)
    home = BUILD / "interpreters" / version
    if not (home / "bin/python").exists():
        uv(ROOT, "venv", "--quiet", "--python", python, home)
    own = home / "bin/python"
    uv(ROOT, "pip", "install", "--quiet", "--python", own, "--editable", ROOT)
    assert run(ROOT, own, "--version").startswith(f"Python {version}.")

    for number, recipe in enumerate(dict.fromkeys((*FEW, *RECIPES[:8]))):
        folder = tmp_path / str(number)
        folder.mkdir()
        if not recipe.chosen("preset"):
            (folder / "blueprint.yml").write_text(recipe.text, "utf-8")
        run(ROOT, own, "-m", "groundplan", "new", folder, *recipe.options())

        made = {path: content for path, (_, content) in tree_of(folder).items()}
        assert made == {str(path): text.encode() for path, text in tidy(recipe).items()}
