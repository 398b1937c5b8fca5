"""The walls of notes, as tests: what may know what, and who may do what."""

import ast
import importlib
import sys
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

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
    "bisect",
    "builtins",
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "heapq",
    "itertools",
    "math",
    "operator",
    "re",
    "statistics",
    "string",
    "types",
    "typing",
    "unicodedata",
    "uuid",
}
IDENTITIES = {"getnode", "uuid1", "uuid4", "uuid6", "uuid7"}
MUTABLE = (ast.Dict, ast.DictComp, ast.List, ast.ListComp, ast.Set, ast.SetComp)
MAKERS = {"Counter", "OrderedDict", "bytearray", "defaultdict", "deque", "dict", "list", "set"}


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


@cache
def imports_of(file: str) -> frozenset[str]:
    """Return what a file imports, as `module.name`."""
    return frozenset(name for node in nodes_of(file) for name in imported(node))


def brought(*but: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Go through all files but some, each with the first and the last names of its imports."""
    for file in sorted(FILES.keys() - {*but}):
        names = [it.split(".") for it in imports_of(file)]
        yield file, {it[0] for it in names}, {it[-1] for it in names}


def in_modules(*names: str) -> list[str]:
    """Return the files of these names that modules have."""
    return [it for it in FILES if it.split("/")[0] in MODULES and it.split("/")[-1] in names]


def test_a_model_knows_only_what_is_pure() -> None:
    shared = tuple(f"{NAME}.shared.{it}." for it in PURE)

    for file in in_modules("model.py"):
        own = tuple(f"{NAME}.{file.split('/')[0]}.{it}." for it in ("events", "values"))
        strange = {it for it in imports_of(file) if not it.startswith(own + shared)}
        wild = {it.split(".")[0] for it in strange} - HARMLESS

        assert not wild, f"{file}: {', '.join(sorted(wild))} may act on the world; a port asks it"


def test_what_is_inside_knows_no_framework() -> None:
    known = sys.stdlib_module_names | {NAME}

    for file in in_modules(*INSIDE):
        assert {it.split(".")[0] for it in imports_of(file)} <= known, file


def test_only_the_app_knows_adapters() -> None:
    adapters = {dotted(file) for file in in_modules("adapters.py", "sql.py")}

    for file in FILES.keys() - {"app.py"}:
        known = imports_of(file) | {it.rpartition(".")[0] for it in imports_of(file)}

        assert not known & adapters, file


def test_what_only_decides_is_synchronous() -> None:
    waits = ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith

    for file in in_modules(*SYNCHRONOUS):
        assert not any(isinstance(node, waits) for node in nodes_of(file)), file


def test_only_the_clock_tells_the_time() -> None:
    for file, packages, _ in brought("shared/clock.py"):
        assert "time" not in packages, file
    for file, node in nodes("shared/clock.py"):
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
            of = ast.unparse(node.value).split(".")[-1]

            assert of not in {"date", "datetime"}, f"{file}:{node.lineno}"


def test_only_the_id_source_makes_identities() -> None:
    for file, packages, names in brought("shared/ids.py"):
        assert not packages & {"secrets", "uuid_utils"}, file
        assert not names & IDENTITIES, file
    for file, node in nodes("shared/ids.py"):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "uuid":
            assert node.attr not in IDENTITIES, f"{file}:{node.lineno}"


def test_only_chance_draws() -> None:
    for file, packages, _ in brought("shared/chance.py"):
        assert "random" not in packages, file


def test_only_the_unit_of_work_commits() -> None:
    use_cases = in_modules("handlers.py", "service.py")

    for file, node in nodes(*COMMITTING):
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            unit, _, asked = ast.unparse(node.value.func).rpartition(".")
            # A `_` behind it tells it from a field that is called `work`.
            is_commit = unit.rstrip("_") == "work" and asked == "commit"

            assert asked not in {"commit", "rollback"} or (is_commit and file in use_cases), file


def test_nothing_is_asserted_outside_tests() -> None:
    assert [file for file, node in nodes() if isinstance(node, ast.Assert)] == []


def test_no_state_is_global() -> None:
    for file in FILES:
        for node in tree_of(file).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                maker = ast.unparse(getattr(node.value, "func", node)).split(".")[-1]
                changing = isinstance(node.value, MUTABLE) or maker in MAKERS
                kept = not changing or ast.unparse(node).startswith("__all__")

                assert kept, f"{file}:{node.lineno}: a table is a MappingProxyType, a list a tuple"

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
