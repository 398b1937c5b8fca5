"""Generated projects on disk, and what is asked of them.

Everything runs in the environment of the tests: a project is put on the path by its own
pytest settings, and its dependencies are among ours.
"""

import ast
import fcntl
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

import forked
from recipes import Recipe

from groundplan import render, source
from groundplan.door import context_of
from groundplan.renderer import renderer
from groundplan.tree import ANSWERS_FILE

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
# Of the development group: what is used by its command or by pytest, not by an import.
DRIVERS = frozenset({"aiosqlite", "asyncpg"})  # named by the URL of a database
TOOLS = frozenset({"anyio", "import-linter", "mypy", "pytest-cov", "ruff"})


@dataclass(frozen=True, slots=True)
class Project:
    """A project on disk; `package` is what it is imported as, `by` what runs its Python."""

    recipe: Recipe
    folder: Path
    package: str
    by: forked.Runner = forked.python

    def python(self) -> dict[str, str]:
        """Return the text of every Python file, by path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_text("utf-8")
            for path in sorted(self.folder.rglob("*.py"))
        }

    def settings(self) -> dict[str, dict[str, object]]:
        """Return pyproject.toml."""
        return tomllib.loads((self.folder / "pyproject.toml").read_text("utf-8"))

    def run(self, *arguments: str, **environment: str) -> forked.Done:
        """Run our Python in the project, free of the settings of this run."""
        kept = {it: os.environ[it] for it in ("HOME", "LANG", "PATH", "TMPDIR") if it in os.environ}
        own = kept | {"COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"} | environment
        return self.by([*arguments], self.folder, own)

    def typed(self, cache: str = "") -> forked.Done:
        """Check its types, with what is known of libraries from the projects before it."""
        known = BUILD / "mypy" / (cache or self.recipe.chosen("python"))
        known.mkdir(parents=True, exist_ok=True)
        with (known / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # Two writers would spoil it.
            return self.run("-m", "mypy", "--cache-dir", str(known))

    def tested(self, *options: str, **environment: str) -> forked.Done:
        """Run its own tests."""
        return self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *options, **environment)

    def measured(self, *options: str) -> forked.Done:
        """Run its own tests, and measure what they cover."""
        reports = ("--cov", "--cov-report=json:coverage.json", "--cov-report=term-missing")
        return self.tested(*reports, *options)

    def covered(self) -> dict[str, float]:
        """Return the sums that were measured."""
        report = (self.folder / "coverage.json").read_text("utf-8")
        found: dict[str, float] = json.loads(report)["totals"]
        return found


def runnable(recipe: Recipe) -> Recipe:
    """Return a recipe for a Python that is no newer than the running one.

    What it asks beyond is looked at in environments of its own, see test_isolated.py.
    """
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    asked = recipe.chosen("python")
    if tuple(map(int, asked.split("."))) <= sys.version_info[:2]:
        return recipe
    return replace(recipe, given=tuple((dict(recipe.given) | {"python": running}).items()))


def untidied(recipe: Recipe) -> Mapping[PurePosixPath, str]:
    """Render a recipe without the formatter."""
    context = context_of(recipe.answers(), recipe.blueprint())
    context |= {"_copier_conf": {"answers_file": ANSWERS_FILE}}
    return renderer(source.here().root).render(context)


@cache
def tidy(recipe: Recipe) -> Mapping[PurePosixPath, str]:
    """Render a recipe as people get it, once per process."""
    return render(recipe.answers(), recipe.blueprint())


def written(recipe: Recipe, tree: Mapping[PurePosixPath, str], folder: Path) -> Project:
    """Write a tree into a folder."""
    for path, text in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return Project(recipe, folder, recipe.answers().completed(recipe.blueprint()).package)


def said(done: forked.Done) -> str:
    """Return the end of what a command said, for the message of an assertion."""
    return (done.stdout + done.stderr)[-6000:]


def imported(text: str) -> Iterator[str]:
    """Go through the top-level packages that a file imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def distributions(project: Project, below: str) -> set[str]:
    """Return the distributions that the files below a folder import."""
    known = packages_distributions()
    own = {project.package, "tests"} | sys.stdlib_module_names
    names = {
        name
        for path, text in project.python().items()
        if path.startswith(below)
        for name in imported(text)
    }
    return {normal(known.get(name, [f"nobody: {name}"])[0]) for name in names - own}


def declared(requirements: object) -> set[str]:
    """Return the names of some requirements."""
    assert isinstance(requirements, list)
    return {normal(re.split(r"[;\[>=]", str(it))[0]) for it in requirements}


def normal(name: str) -> str:
    """Spell the name of a distribution as PyPI does."""
    return name.strip().lower().replace("_", "-").replace(".", "-")


def diagrams(tree: Mapping[PurePosixPath, str]) -> Iterator[str]:
    """Go through the mermaid diagrams of a project."""
    for path, text in tree.items():
        if path.suffix == ".md":
            for block in text.split("```mermaid\n")[1:]:
                yield block.partition("```")[0]


def mermaid_errors(texts: list[str], home: Path) -> list[str]:
    """Parse diagrams with mermaid's own parser, which is installed in `home`."""
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "assets" / "mermaid.mjs")],
        cwd=home,
        input=json.dumps(texts),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    errors: list[str] = json.loads(done.stdout)
    return errors
