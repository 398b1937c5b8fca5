"""The walls of notes, as tests: what may know what, and who may do what."""

import ast
import importlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from notes.app import App, build
from notes.settings import Settings

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src"
NAME = "notes"
SETTINGS = Settings()
MODULES = [
    "notes",
]
FILES = {path.relative_to(SOURCE / NAME).as_posix(): path for path in SOURCE.rglob("*.py")}

# What stands inside a module, between its rims: the database and the network.
INSIDE = (
    "commands.py",
    "events.py",
    "handlers.py",
    "model.py",
    "policies.py",
    "public.py",
    "queries.py",
    "records.py",
    "repository.py",
    "service.py",
    "values.py",
)
COMMITTING = ("shared/unit_of_work.py",)
# What is decided in these files is decided in memory, at once.
SYNCHRONOUS = ("commands.py", "events.py", "model.py", "queries.py", "records.py", "values.py")
# What a model may import of shared: files that only compute.
PURE = ("checks", "errors", "items", "messages", "transitions", "values")
# What a model may import of the standard library, which holds much that acts on the world.
HARMLESS = {
    "builtins",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "itertools",
    "math",
    "operator",
    "re",
    "string",
    "typing",
    "uuid",
}
IDENTITIES = {"getnode", "uuid1", "uuid4", "uuid6", "uuid7"}
MUTABLE = (ast.Dict, ast.DictComp, ast.List, ast.ListComp, ast.Set, ast.SetComp)
MAKERS = {"Counter", "OrderedDict", "bytearray", "defaultdict", "deque", "dict", "list", "set"}

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
    """Turn the path of a file into the name it is imported by."""
    parts = Path(NAME, file).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(file: str) -> ast.Module:
    """Parse a file, once for all tests."""
    return ast.parse(FILES[file].read_text(encoding="utf-8"))


@cache
def nodes_of(file: str) -> tuple[ast.AST, ...]:
    """Return every node of a file."""
    return tuple(ast.walk(tree_of(file)))


def nodes(*but: str) -> Iterator[tuple[str, ast.AST]]:
    """Go through the syntax of all files but some, each node with the name of its file."""
    for file in sorted(FILES.keys() - {*but}):
        for node in nodes_of(file):
            yield file, node


def imported(node: ast.AST) -> Iterator[str]:
    """Go through what an import brings, as `module.name`."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def in_modules(*names: str) -> list[str]:
    """Return the files of these names that modules have."""
    return [it for it in FILES if it.split("/")[0] in MODULES and it.split("/")[-1] in names]


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


def test_a_model_knows_only_what_is_pure() -> None:
    shared = tuple(f"{NAME}.shared.{it}." for it in PURE)

    for file in in_modules("model.py"):
        own = tuple(f"{NAME}.{file.split('/')[0]}.{it}." for it in ("events", "values"))
        known = {name for node in nodes_of(file) for name in imported(node)}
        strange = {it for it in known if not it.startswith(own + shared)}

        assert {it.split(".")[0] for it in strange} <= HARMLESS, file


def test_what_is_inside_knows_no_framework() -> None:
    known = sys.stdlib_module_names | {NAME}

    for file in in_modules(*INSIDE):
        brought = {it.split(".")[0] for node in nodes_of(file) for it in imported(node)}

        assert brought <= known, file


def test_what_only_decides_is_synchronous() -> None:
    waits = ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith

    for file in in_modules(*SYNCHRONOUS):
        assert not any(isinstance(node, waits) for node in nodes_of(file)), file


def test_only_the_clock_tells_the_time() -> None:
    for file, node in nodes("shared/clock.py"):
        assert "time" not in {it.split(".")[0] for it in imported(node)}, file
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
            of = ast.unparse(node.value).split(".")[-1]

            assert of not in {"date", "datetime"}, f"{file}:{node.lineno}"


def test_only_the_id_source_makes_identities() -> None:
    for file, node in nodes("shared/ids.py"):
        known = set(imported(node))

        assert not {it.split(".")[0] for it in known} & {"random", "secrets", "uuid_utils"}, file
        assert not {it.split(".")[-1] for it in known} & IDENTITIES, file
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "uuid":
            assert node.attr not in IDENTITIES, f"{file}:{node.lineno}"


def test_only_the_unit_of_work_commits() -> None:
    use_cases = in_modules("handlers.py", "service.py")

    for file, node in nodes(*COMMITTING):
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            asked = ast.unparse(node.value.func)
            ends = asked.split(".")[-1] in {"commit", "rollback"}

            assert not ends or (asked == "work.commit" and file in use_cases), file


def test_nothing_is_asserted_outside_tests() -> None:
    assert [file for file, node in nodes() if isinstance(node, ast.Assert)] == []


def test_no_state_is_global() -> None:
    for file in FILES:
        for node in tree_of(file).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                maker = ast.unparse(getattr(node.value, "func", node)).split(".")[-1]
                changing = isinstance(node.value, MUTABLE) or maker in MAKERS

                assert not changing or ast.unparse(node).startswith("__all__"), file

    assert [file for file, node in nodes() if isinstance(node, ast.Global)] == []


def test_two_apps_share_nothing() -> None:
    one, other = build(SETTINGS), build(SETTINGS)

    for part in fields(App):
        if part.name != "settings":
            assert getattr(one, part.name) is not getattr(other, part.name), part.name


def test_a_door_only_passes_on() -> None:
    for module in MODULES:
        tree = tree_of(f"{module}/__init__.py")
        passed = sorted(it.split(".")[-1] for node in tree.body for it in imported(node))
        others = [node for node in tree.body[1:] if not isinstance(node, ast.ImportFrom)]

        assert all(ast.unparse(node).startswith("__all__ = ") for node in others), module
        assert sorted(getattr(importlib.import_module(f"{NAME}.{module}"), "__all__", [])) == passed


def test_the_import_contracts_hold() -> None:
    done = lint_imports(SOURCE)

    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_each_import_contract_sees_a_trespass(tmp_path: Path) -> None:
    scratch = shutil.copytree(SOURCE, tmp_path / "src") / NAME
    trespasses = [
        ("shared/errors.py", f"{NAME}.app"),
        *((file, f"{NAME}.shared.ids") for file in in_modules("model.py")),
        *((file, f"{NAME}.{file.split('/')[0]}.model") for file in in_modules("events.py")),
        *(("settings.py", dotted(file)) for file in FILES if file.split("/")[0] in MODULES),
    ]

    for file, target in trespasses:
        with (scratch / file).open("a", encoding="utf-8") as code:
            code.write(f"\nimport {target}\n")
    said = lint_imports(scratch.parent).stdout

    assert [name for name in contracts() if f"{name} BROKEN" not in said] == []
