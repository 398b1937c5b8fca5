"""Names of classes and packages: their form, what is taken, and which two are the same.

A module is one namespace for its classes, with the values of the whole blueprint and
with the names that are composed from others.
"""

import builtins
from collections.abc import Iterator
from dataclasses import dataclass

from ..names import (
    CLASSES,
    LONGEST,
    class_taken,
    field_taken,
    folder_taken,
    member,
    module_taken,
    pascal,
    pascal_fault,
    proposed,
    shown,
    snake,
    snake_fault,
)
from .context import Context, Home, Root
from .reader import Path
from .resolve_events import event_place

SPOKEN = frozenset({"aggregate", "entity", "command", "query", "event", "error", "port"})
"""Kinds of things that also give a name to a parameter or a method."""


SUFFIXES = {
    "value": ("Json",),
    "entity": ("Json",),
    "command": ("Body",),
    "query": ("Parameters",),
    "aggregate": ("Identity", "Key", "List", "Page", "View", "Contract"),
}
"""What names at the edge and in tests end in, which stand beside values and entities."""


ADAPTERS = {"memory": "in memory", "sql": "in tables"}
"""What the names of functions that make the work of a module begin with."""

SPELLED = frozenset({"bool", "bytes", "float", "int", "str", "tuple"})
"""Types that annotations spell in classes whose methods are called like commands and queries."""

COMMITS = frozenset({"commit", "rollback"})
"""What nobody but a unit of work does: a test of each project looks for these names."""

COLLECTED = frozenset(
    """
    pytest_plugins pytestmark setup_function setup_module teardown_function teardown_module
    """.split()
)
"""What pytest looks for in a module of tests."""

TESTED = frozenset(
    """
    every_question_has_an_answer nothing_changes_in_place personal_fields_stay_hidden
    records_hide_what_is_personal the_app_has_a_handler_for_each_command
    """.split()
)
"""What is tested of every aggregate, beside tests that are called like commands and queries."""

FUNCTIONS = {
    "command": SPELLED
    | COMMITS
    | COLLECTED
    | TESTED
    | {*"bus counted_id partial port_timeout reads register work".split()},
    "query": SPELLED
    | COMMITS
    | COLLECTED
    | TESTED
    | {
        *"""
        answer_of bus carried_out cast contained dataclass dict enumerate frozenset insert list
        mapped_column monkeypatch page_of partial port_timeout reads records register relationship
        select sorted sql_first sql_get sql_page sql_rows super update work
        """.split()
    },
    "port": frozenset({"build"}),
    "policy": COLLECTED
    | {*dir(builtins)}
    | {
        *"""
        app asked bus caplog counted_id event events for_ever hearing kept log logging monkeypatch
        partial port_timeout pytest row sought subscribe taker tell told unit wanted work
        """.split()
    },
}
"""What stands beside what is called like a command, a query, a policy or a port."""

WORK = frozenset(
    """
    clock closing collect commit committed ids new_id on pause self stamp store super transaction
    """.split()
)
"""What a unit of work has, takes or uses beside repositories, which are called like plurals."""

BESIDE_TABLES = frozenset({"BEGIN", "UTC", "UUID", "WHO_ASKS"})
"""What stands beside the tables in memory, which are called like plurals."""


@dataclass(frozen=True, slots=True)
class Told:
    """A name, what it is the name of, and where it stands; `key` if as a key."""

    name: str
    kind: str
    path: Path
    key: bool = True


def check_names(context: Context) -> None:
    """Check all names of classes, modules, policies and processes."""
    top = [Told(name, "value", ("values", name)) for name in context.document.values]
    for it in top:
        _check_class(context, it, "")
    _check_twice(context, top, [])
    _check_edge(context, top, [])
    _check_modules(context)
    for home in context.homes.values():
        _check_module(context, home)
        own = [*_classes(context, home), *_errors(home)]
        for it in own:
            _check_class(context, it, home.name)
        for root in home.roots.values():
            _check_plural(context, root, [*top, *own])
        _check_twice(context, own, top)
        _check_composed(context, home, [*top, *own])
        _check_edge(context, own, top)
        for kind in ("policies", "processes"):
            for name in getattr(home.part, kind):
                path = (*home.path, kind, name)
                if check_function(context, name, path) and kind == "policies":
                    _check_policy(context, home, name, path)


def _check_policy(context: Context, home: Home, name: str, path: Path) -> None:
    """Refuse a policy that is called like what its function works with."""
    given = {snake(port) for port in home.part.ports} | {f"{it}_service" for it in context.homes}
    if name in FUNCTIONS["policy"] | given:
        said = f"{shown(name)} means something else beside the function of this policy"
        context.ledger.wrong(path, said, f"{name}_it", key=True)
    elif name.startswith("test"):
        said = f"{shown(name)} would be collected by pytest"
        context.ledger.wrong(path, said, f"do_{name}"[:LONGEST], key=True)


def _check_plural(context: Context, root: Root, classes: list[Told]) -> None:
    """Refuse a plural whose repository or table is called like something else beside it."""
    repository, table = member(root.plural), snake(root.plural).upper()
    if repository in WORK:
        becomes, why = repository, "every unit of work has already"
    elif table in BESIDE_TABLES:
        becomes, why = table, "is used by every generated project"
    elif any(it.name == table for it in classes):
        becomes, why = table, "is the name of a class already"
    else:
        return
    said = f"{shown(becomes)} {why}"
    if root.plural != becomes:
        said = f"{shown(root.plural)} becomes {shown(becomes)}, which {why}"
    given = bool(root.part.plural)
    path = (*root.path, "plural") if given else root.path
    near = f"All{root.plural}" if given else f"{pascal(root.home.name)}{root.name}"
    context.ledger.wrong(path, said, near[:LONGEST], key=not given)


def _check_modules(context: Context) -> None:
    """Tell modules whose classes would be called alike."""
    titles: dict[str, str] = {}
    for home in context.homes.values():
        other = titles.setdefault(pascal(home.name).casefold(), home.name)
        if other != home.name:
            said = f"{shown(home.name)} and {shown(other)} are both spelled {pascal(home.name)}"
            context.ledger.wrong(home.path, f"{said} in names of classes; rename one", key=True)


def _check_module(context: Context, home: Home) -> None:
    """Check the name of a module."""
    fault = snake_fault(home.name)
    near = proposed(home.name, style="snake") if fault else None
    near = f"{near}_module" if near and module_taken(near) else near
    taken = module_taken(home.name) if fault is None else None
    kind, _, other = home.name.partition("_")
    if kind in ADAPTERS and other in context.homes:
        taken = f"begins as the work of the module {other} does, which is kept {ADAPTERS[kind]}"
    if taken:
        near = f"own_{home.name}" if home.name.startswith("test") else f"{home.name}_module"
        fault, near = f"{shown(home.name)} {taken}", near[:LONGEST]
    if fault:
        context.ledger.wrong(home.path, fault, near, key=True)


def check_function(context: Context, name: str, path: Path) -> bool:
    """Check a name in snake_case that becomes a function; say whether it is right."""
    fault, near = snake_fault(name), None
    if fault:
        near = proposed(name, style="snake")
    elif taken := field_taken(name):
        fault, near = f"{shown(name)} {taken}", f"{name}_"
    if fault:
        context.ledger.wrong(path, fault, near if near != name else None, key=True)
    return fault is None


def _classes(context: Context, home: Home) -> Iterator[Told]:
    """Yield the names of classes in a module, but for errors."""
    for kind, word in (("values", "value"), ("views", "view"), ("ports", "port")):
        for name in getattr(home.part, kind):
            yield Told(name, word, (*home.path, kind, name))
    for name in home.part.queries:
        yield Told(name, "query", (*home.path, "queries", name))
    for root in home.roots.values():
        yield Told(root.name, "aggregate", root.path)
        for name in root.part.entities:
            yield Told(name, "entity", (*root.path, "entities", name))
        for name in root.command_parts:
            yield Told(name, "command", root.at("commands", name))
        for name in root.event_parts:
            path, key = event_place(context, root, name)
            yield Told(name, "event", path, key)
        for name in root.query_parts:
            yield Told(name, "query", root.at("queries", name))


def _errors(home: Home) -> Iterator[Told]:
    """Yield the names of errors, each once in a module."""
    seen: dict[str, Told] = {}
    for root in home.roots.values():
        for command, part in root.command_parts.items():
            path = (*root.at("commands", command), "rejects")
            listed = isinstance(part.rejects, list)
            for position, error in enumerate(part.rejects):
                where = (*path, position if listed else error)
                seen.setdefault(error, Told(error, "error", where, key=not listed))
    yield from seen.values()


def _check_class(context: Context, it: Told, module: str) -> None:
    """Check the form of a class's name, and whether it is free."""
    if it.path[-1] == "crud":
        return
    fault = pascal_fault(it.name)
    near = proposed(it.name, style="pascal") if fault else None
    near = None if near and class_taken(near) else near
    taken = class_taken(it.name) if fault is None else None
    if taken:
        plain = f"{it.name}Error" if it.kind == "error" else f"{pascal(module or 'own')}{it.name}"
        fault, near = f"{shown(it.name)} {taken}", plain if not class_taken(plain) else None
    elif fault is None and it.kind in SPOKEN and field_taken(snake(it.name)):
        plain = snake(it.name)
        fault = f"{shown(it.name)} becomes {shown(plain)}, which {field_taken(plain)}"
        near = f"{it.name}It" if it.kind in {"command", "query"} else f"{pascal(module)}{it.name}"
    elif fault is None and it.kind == "aggregate" and folder_taken(snake(it.name)):
        plain, near = snake(it.name), f"{pascal(module)}{it.name}"
        fault = f"{shown(it.name)} becomes {shown(plain)}, which {folder_taken(plain)}"
    elif fault is None and snake(it.name) in _beside(context, it.kind, module):
        plain = snake(it.name)
        near = f"{pascal(module)}{it.name}" if it.kind == "port" else f"{it.name}It"
        fault = f"{shown(it.name)} becomes {shown(plain)}, which means something else beside it"
    if fault:
        near = near if near != it.name else None
        context.ledger.wrong(it.path, fault, near, key=it.key)


def _beside(context: Context, kind: str, module: str) -> frozenset[str]:
    """Return what stands beside the functions of commands or queries; ports bring more."""
    asks = {"asked"} if kind in {"command", "query"} and context.homes[module].part.ports else set()
    work = {f"{it}_{module}_work" for it in ADAPTERS} if kind == "query" else set()
    return FUNCTIONS.get(kind, frozenset()) | asks | work


def _check_twice(context: Context, own: list[Told], top: list[Told]) -> None:
    """Tell names that are the same, but for case."""
    seen = {it.name.casefold(): it for it in top}
    for it in own:
        other = seen.setdefault(it.name.casefold(), it)
        if other is it or (it.kind == other.kind == "event" and it.name == other.name):
            continue
        line = context.ledger.source.line(other.path)
        owner = "value of the whole blueprint" if other in top else other.kind
        same = f"{shown(it.name)} is also the name of"
        if other.name != it.name:
            same = f"{shown(it.name)} differs in case only from {shown(other.name)},"
        said = f"{same} the {owner} in line {line}"
        context.ledger.wrong(it.path, said, key=it.key)


def _check_composed(context: Context, home: Home, names: list[Told]) -> None:
    """Tell names that are made from others and exist already."""
    known = {it.name.casefold(): it for it in names}
    made: dict[str, str] = {}
    for name, owner, path in _composed(home):
        other = known.get(name.casefold())
        if other is not None:
            said = f"{shown(other.name)} is made for {owner} already; choose another name"
            context.ledger.wrong(other.path, said, key=other.key)
        elif name in CLASSES:
            said = f"{shown(name)}, which is made for {owner}, is used by every generated project"
            context.ledger.wrong(path, f"{said}; choose another name", key=True)
        elif name.casefold() in made:
            first = made[name.casefold()]
            said = f"{shown(name)} is made both for {first} and for {owner}; rename one"
            context.ledger.wrong(path, said, key=True)
        made.setdefault(name.casefold(), owner)


def _check_edge(context: Context, own: list[Told], top: list[Told]) -> None:
    """Tell values and entities that are called like a model at the edge or a test's contract."""
    named = [it for it in own if it.kind in SUFFIXES]
    made = {f"{it.name}{suffix}": it for it in named for suffix in SUFFIXES[it.kind]}
    for it in (*top, *own):
        other = made.get(it.name)
        if other is not None and it.kind in {"value", "entity"}:
            said = f"{shown(it.name)} is made for the {other.kind} {other.name} already"
            context.ledger.wrong(it.path, f"{said}; choose another name", key=it.key)


def _composed(home: Home) -> Iterator[tuple[str, str, Path]]:
    """Yield the names composed for a module: each with its owner and the owner's place."""
    title = pascal(home.name)
    owner = f"the module {home.name}"
    for name in (
        "{}Work",
        "{}Reads",
        "Memory{}Reads",
        "Sql{}Reads",
        "{}Service",
        "Public{}",
        "Served{}",
    ):
        yield name.format(title), owner, home.path
    for port in home.part.ports:
        for name in ("InProcess{}", "Fake{}", "{}Contract"):
            yield name.format(port), f"the port {port}", (*home.path, "ports", port)
    for root in home.roots.values():
        for name in _composed_for(root):
            yield name, f"the aggregate {root.name}", root.path


def _composed_for(root: Root) -> Iterator[str]:
    """Yield the names composed for an aggregate."""
    if root.part.key is None:
        yield f"{root.name}Id"
    if root.states:
        yield f"{root.name}State"
    yield f"{root.name}Record"
    yield f"{root.name}Repository"
    yield f"Memory{root.name}Repository"
    yield f"Sql{root.name}Repository"
    yield from (f"{name}Row" for name in (root.name, *root.part.entities))
