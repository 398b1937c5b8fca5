"""A fork of a warm process answers as a new interpreter does."""

import os
import re
from pathlib import Path

import forked
import pytest

HERE = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "WORD": "told"}
SEEN = """
import json, os, sys, warnings
print(json.dumps([
    sys.argv, __name__, sys.modules["__main__"].__dict__ is globals(), os.getcwd(), sys.path,
    sorted({*os.environ} - {"LC_CTYPE"}), os.environ["WORD"], sys.warnoptions,
    sys.dont_write_bytecode, [it[0] for it in warnings.filters][:1], sys.stdin.read(),
]))
"""
COMMANDS = {
    "what a program sees": ["-c", SEEN, "one", "two"],
    "warnings as errors": ["-W", "error", "-c", SEEN],
    "a warning": ["-W", "error", "-c", "import warnings; warnings.warn('x')"],
    "an exit code": ["-c", "raise SystemExit(3)"],
    "an exit with words": ["-c", "import sys; sys.exit('enough')"],
    "an error": ["-c", "1 / 0"],
    "a module": ["-m", "mine", "x"],
    "what runs at the end": ["-c", "import atexit; atexit.register(print, 'end'); print('begun')"],
    "a thread that goes on": [
        "-c",
        "import threading, time\n"
        "threading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()",
    ],
}
SUITE = """
import os
import mine

def test_asserts_are_told():
    left = {"a": 1}
    assert left == {"a": mine.covered(2)}

async def test_plugins_are_there(tmp_path, anyio_backend_name):
    assert anyio_backend_name == "asyncio"
"""
SETTINGS = """
[tool.pytest]
anyio_mode = "auto"
filterwarnings = ["error"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(
        "import sys\n\n\ndef covered(it):\n    return it if it else None\n\n\nprint(sys.argv[1:])\n"
    )
    (tmp_path / "test_mine.py").write_text(SUITE)
    (tmp_path / "conftest.py").write_text(
        "import pytest\n\n\n@pytest.fixture\ndef anyio_backend():\n    return 'asyncio'\n"
    )
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_a_fork_says_what_a_new_interpreter_says(name: str, folder: Path) -> None:
    arguments = COMMANDS[name]
    environment = HERE | {"PYTHONPATH": str(folder / "added")}

    fork = forked.python(arguments, folder, environment)
    fresh = forked.fresh(arguments, folder, environment)

    assert (fork.returncode, fork.stdout) == (fresh.returncode, fresh.stdout)
    assert fork.stderr.splitlines()[-1:] == fresh.stderr.splitlines()[-1:]


def test_pytest_rewrites_asserts_loads_plugins_and_measures(folder: Path) -> None:
    options = ("-p", "no:cacheprovider", "--cov=mine", "--cov-branch", "--cov-report=term-missing")

    done = forked.python(["-m", "pytest", "-q", *options], folder, HERE)

    assert done.returncode == 1, done.stderr
    assert "assert {'a': 1} == {'a': 2}" in done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert re.search(r"^mine\.py +4 +0 +0 +0 +100%", done.stdout, re.MULTILINE)


def test_one_child_leaves_nothing_to_the_next(folder: Path) -> None:
    first = "import os, sys, json; json.mine = os.environ['MINE'] = '1'; sys.path.append('mine')"
    second = "import os, sys, json; print(hasattr(json, 'mine'), 'MINE' in os.environ, sys.path)"

    assert forked.python(["-c", first], folder, HERE).returncode == 0
    assert forked.python(["-c", second], folder, HERE).stdout.startswith("False False ['', ")


def test_what_only_an_interpreter_reads_is_given_to_a_new_one(folder: Path) -> None:
    told = HERE | {"PYTHONHASHSEED": "7"}

    seen = {forked.python(["-c", "print(hash('x'))"], folder, told).stdout for _ in range(2)}

    assert seen == {forked.fresh(["-c", "print(hash('x'))"], folder, told).stdout}


def test_nothing_of_ours_is_in_a_child_and_it_is_warm(folder: Path) -> None:
    code = "import sys; print(*(it in sys.modules for it in ('groundplan', 'recipes', 'fastapi')))"

    assert forked.python(["-c", code], folder, HERE).stdout == "False False True\n"
    assert forked.fresh(["-c", code], folder, HERE).stdout == "False False False\n"
