"""Run a generated project's own checks: what it answers for, by its own tools."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import EnvironmentFailed

CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("lint-imports",),
    ("pytest",),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """One check and how it ended; `said` is its output."""

    check: tuple[str, ...]
    passed: bool
    said: str

    def __str__(self) -> str:
        """Name the check, and what it said if it failed."""
        name = " ".join(self.check)
        return f"{name}: passed" if self.passed else f"{name}: failed\n{self.said}"


def prove(project: Path, tools: Path) -> Iterator[Proof]:
    """Run every check inside a project, one after the other.

    `tools` is the folder of the programs of the environment it is installed in.

    Raises:
        EnvironmentFailed: A program is missing.
    """
    own = {name: it for name, it in os.environ.items() if name != "VIRTUAL_ENV"}
    own["PYTHONPATH"] = str(project / "src")  # a copy is proven by itself, wherever it came from
    for check in CHECKS:
        command = [str(tools / check[0]), *check[1:]]
        try:
            done = subprocess.run(  # noqa: S603 - the project's own tools
                command, cwd=project, env=own, capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            raise EnvironmentFailed(f"{tools / check[0]} is missing; run `uv sync` first") from None
        yield Proof(check, done.returncode == 0, done.stdout + done.stderr)
