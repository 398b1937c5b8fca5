"""Judge what a generator wrote: size, layout, lint, types, and its own tests."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ruff import find_ruff_bin

SKIPPED = {".git", "__pycache__", "node_modules", ".pytest_cache"}
ERROR = re.compile(r": error: ")
PASSED = re.compile(r"(\d+ passed[^\n=]*)")
TESTS = re.compile(r"(^|/)(test_[^/]*\.py|[^/]*(Test|IT|TestConfiguration)\.java)$")


def files(folder: Path) -> list[Path]:
    """Return what a project holds, in order."""
    held = (it for it in sorted(folder.rglob("*")) if it.is_file())
    return [it for it in held if not SKIPPED & set(it.relative_to(folder).parts)]


def lines(paths: list[Path]) -> int:
    """Count lines of text; what is no text counts nothing."""
    return sum(it.read_bytes().count(b"\n") for it in paths if b"\0" not in it.read_bytes())


def tests(folder: Path) -> int:
    """Count files of tests that say something."""
    held = (it for it in files(folder) if TESTS.search(it.relative_to(folder).as_posix()))
    return sum(1 for it in held if it.stat().st_size)


def syntax(folder: Path) -> dict[str, str]:
    """Map every Python file to its syntax tree."""
    return dict(_syntax(folder))


def _syntax(folder: Path) -> Iterator[tuple[str, str]]:
    for file in files(folder):
        if file.suffix == ".py":
            tree = ast.parse(file.read_text("utf-8"))
            yield file.relative_to(folder).as_posix(), ast.dump(tree)


def _said(command: list[str], folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    env = os.environ | more
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def _ruff(folder: Path, *arguments: str) -> str:
    """Run ruff by the project's own settings; by its defaults where it has none."""
    settings = folder / "pyproject.toml"
    own = settings.is_file() and "[tool.ruff" in settings.read_text("utf-8")
    isolated = [] if own else ["--isolated"]
    return _said([find_ruff_bin(), *arguments, "--no-cache", *isolated, "."], folder).stdout


def lint(folder: Path) -> str:
    """Count what `ruff check` finds."""
    found = json.loads(_ruff(folder, "check", "--output-format", "json"))
    return f"{len(found)} errors" if found else "clean"


def layout(folder: Path) -> str:
    """Count the files that `ruff format` would change."""
    found = _ruff(folder, "format", "--check").count("Would reformat")
    return f"{found} files" if found else "clean"


def types(folder: Path, python: Path, scratch: Path) -> str:
    """Count what `mypy --strict` finds, with the packages of the generator's environment."""
    settings = folder / "pyproject.toml"
    own = settings.is_file() and "[tool.mypy]" in settings.read_text("utf-8")
    what = [] if own else ["--strict", "--config-file=", "."]
    command = [sys.executable, "-m", "mypy", "--python-executable", str(python)]
    done = _said([*command, "--cache-dir", str(scratch / "mypy"), *what], folder)
    if done.returncode not in {0, 1}:
        return "mypy stops"
    found = len(ERROR.findall(done.stdout))
    return f"{found} errors" if found else "0 errors"


def own_tests(folder: Path) -> str:
    """Run the tests of a project of ours, with what groundplan's own tests have installed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = _said(command, folder, PYTHONPATH=str(folder / "src"), PYTHONDONTWRITEBYTECODE="1")
    found = PASSED.search(done.stdout)
    if done.returncode or not found:
        return f"fail ({done.stdout.strip().splitlines()[-1:]})"
    return found[1].strip()
