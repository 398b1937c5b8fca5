"""Projects with a bug in them, and what their own tests make of it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Self

from generated import Project, tidy, written

from teeth import Plant, recipe_of

SERVER = Path(__file__).with_name("server.py")
FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)
KEPT = ("HOME", "LANG", "PATH", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a run of tests; `failed` is the first test that did, if one did."""

    code: int
    failed: str
    said: str

    @property
    def is_bite(self) -> bool:
        """Say whether a test failed: an error of collection, or a crash, is none that did."""
        return self.code == 1 and bool(self.failed)


class Runs:
    """Projects of recipes, each written once, and a server that runs their tests."""

    def __init__(self, home: Path) -> None:
        """Work in this folder."""
        self.home = home
        self.project = cache(self._project)
        environment = {it: os.environ[it] for it in KEPT if it in os.environ}
        environment |= {"COLUMNS": "200", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        self._server = subprocess.Popen(
            [sys.executable, SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        """Be ready."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the server."""
        self._server.communicate()

    def _project(self, recipe: str) -> Project:
        made = recipe_of(recipe)
        return written(made, tidy(made), self.home / recipe)

    def tests(self, recipe: str, *selected: str) -> Outcome:
        """Run some tests of a project, up to the first that fails."""
        said = self.home / f"{recipe}.txt"
        asked = {
            "folder": str(self.project(recipe).folder),
            "said": str(said),
            # As few plugins as possible: each would be loaded again in every run.
            "arguments": [
                *("-x", "-q", "-rfE", "--tb=no", "-p", "anyio", "-p", "no:cacheprovider"),
                *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
                *selected,
            ],
        }
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(f"{json.dumps(asked)}\n")
        self._server.stdin.flush()
        code = int(self._server.stdout.readline())
        text = said.read_text("utf-8", errors="replace")
        found = FAILED.search(text)
        return Outcome(code, found[1] if found else "", text[-3000:])

    def with_bug(self, plant: Plant) -> Outcome:
        """Run the tests of a project with a bug: those that are for it, if need be all."""
        with self._planted(plant):
            near = self.tests(plant.recipe, *plant.tests)
            return self.tests(plant.recipe) if near.code == 0 else near

    @contextmanager
    def _planted(self, plant: Plant) -> Iterator[None]:
        project = self.project(plant.recipe)
        file = project.folder / plant.file(project.package)
        text = file.read_text("utf-8")
        try:
            _replace(file, plant.planted(text))
            yield
        finally:
            _replace(file, text)


def _replace(file: Path, text: str) -> None:
    """Write a file; what was compiled of it may look as young as the text."""
    file.write_text(text, encoding="utf-8", newline="\n")
    Path(cache_from_source(str(file))).unlink(missing_ok=True)
