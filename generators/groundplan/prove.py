"""Run a generated project's own checks: what it answers for, by its own tools."""

import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .english import some_of
from .errors import EnvironmentFailed, Refused

CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("lint-imports",),
    ("pytest",),
)

ABSENT = """
import sys
from importlib.metadata import PackageNotFoundError, version

for name in sys.argv[1:]:
    try:
        version(name)
    except PackageNotFoundError:
        print(name)
"""
"""What an environment's own Python runs to say which packages it lacks."""


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


def admit_packages(old: Path, new: Path, tools: Path) -> None:
    """Look whether what a project requires now, and did not before, is installed.

    Raises:
        Refused: It is not, so that a check would say nothing about the project.
    """
    if absent := _lacking(old, new, tools):
        are = "is" if len(absent) == 1 else "are"
        raise Refused(
            f"the update adds {some_of(absent)}, which {are} not installed, so no check can pass;"
            f" run `uv pip install --python {tools / 'python'} {shlex.join(absent)}` first,"
            " or update without --rehearse"
        )


def _lacking(old: Path, new: Path, tools: Path) -> tuple[str, ...]:
    """Return the new requirements that an environment does not meet.

    What is only required under a condition is left to the checks: it may hold elsewhere.
    """
    before = _required(old)
    added = [it for it in _required(new) if it not in before and ";" not in it]
    names = {re.split(r"[^\w.-]", it, maxsplit=1)[0]: it for it in added}
    if not names:
        return ()
    command = [str(tools / "python"), "-I", "-c", ABSENT, *names]
    done = subprocess.run(  # noqa: S603 - the Python of the project's own tools
        command, capture_output=True, encoding="utf-8", check=False
    )
    return tuple(names[it] for it in done.stdout.split())


def _required(project: Path) -> list[str]:
    """Return the requirements of a project; none where its pyproject.toml cannot be read."""
    try:
        said = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []  # that is for the checks to say
    lists = [said.get("project", {}).get("dependencies", [])]
    lists += said.get("dependency-groups", {}).values()
    return [it for each in lists for it in each if isinstance(it, str)]
