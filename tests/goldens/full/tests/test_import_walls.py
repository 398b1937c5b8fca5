"""The walls of shop that imports show: who may import whom, and what an import may do."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src"
NAME = "shop"
MODULES = [
    "catalog",
    "ordering",
    "billing",
]
FILES = [path.relative_to(SOURCE / NAME).as_posix() for path in SOURCE.rglob("*.py")]

# Import every file, watched: whatever acts on the world while it is imported is named.
IMPORT_ALL = """
import importlib, sys, threading

acted = []

def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if writes or event in {"os.putenv", "os.mkdir", "socket.__new__", "subprocess.Popen"}:
        acted.append(f"{event} {arguments!r}")

sys.path.insert(0, sys.argv[1])
finders = list(sys.meta_path)
sys.addaudithook(watch)
for name in sys.argv[2:]:
    importlib.import_module(name)
if threading.active_count() > 1:
    acted.append("a thread was started")
if sys.meta_path != finders:
    acted.append("sys.meta_path was changed")
sys.exit("; ".join(acted) or 0)
"""


def dotted(file: str) -> str:
    """Return the name by which a file is imported."""
    return f"{NAME}.{file[:-3].replace('/', '.')}".removesuffix(".__init__")


def inside(name: str) -> list[str]:
    """Return the files of this name that modules have."""
    return [it for it in FILES if it.split("/")[0] in MODULES and it.split("/")[-1] == name]


def lint_imports(source: Path) -> subprocess.CompletedProcess[str]:
    """Check the import contracts on the code below `source`."""
    command = "from importlinter.cli import lint_imports_command as lint; lint()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "1000"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def contracts() -> list[str]:
    """Return the names of the import contracts."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


@pytest.mark.slow
def test_importing_any_file_does_nothing() -> None:
    names = [dotted(file) for file in sorted(FILES)]

    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", IMPORT_ALL, str(SOURCE), *names],
        env={},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_the_import_contracts_hold() -> None:
    done = lint_imports(SOURCE)

    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_each_import_contract_sees_a_trespass(tmp_path: Path) -> None:
    scratch = shutil.copytree(SOURCE, tmp_path / "src") / NAME
    trespasses = [
        ("shared/errors.py", f"{NAME}.app"),
        *((file, f"{NAME}.shared.ids") for file in inside("model.py")),
        *((file, f"{NAME}.{file.split('/')[0]}.model") for file in inside("events.py")),
        *(("settings.py", dotted(file)) for file in FILES if file.split("/")[0] in MODULES),
    ]

    for file, target in trespasses:
        with (scratch / file).open("a", encoding="utf-8") as code:
            code.write(f"\nimport {target}\n")
    said = lint_imports(scratch.parent).stdout

    assert [name for name in contracts() if f"{name} BROKEN" not in said] == []
