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
        """Name the check, and say how it ended."""
        return f"{' '.join(self.check)}: {'passed' if self.passed else 'failed'}"

    def ended(self, most: int) -> Iterator[str]:
        """Name the check, and go through its last lines: there it says what failed."""
        yield str(self)
        lines = self.said.rstrip().split("\n")
        if len(lines) > most:
            yield f"... {len(lines) - most} lines, then"
        yield from lines[-most:]


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
                command,
                cwd=project,
                env=own,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except FileNotFoundError:
            raise EnvironmentFailed(f"{tools / check[0]} is missing; run `uv sync` first") from None
        yield Proof(check, done.returncode == 0, done.stdout + done.stderr)
