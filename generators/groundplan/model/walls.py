"""The walls of a project: who may import whom, by the patterns that it has."""

from collections.abc import Collection, Iterator

# Files of shared that know the time, chance, storage, a bus or the network, and the pattern
# that brings them.
IMPURE = {
    "asking": "port",
    "cancellation": "",
    "chance": "",
    "clock": "",
    "closing": "port",
    "columns": "sql",
    "database": "sql",
    "discovery": "extensions",
    "edge": "http",
    "event_bus": "",
    "ids": "",
    "lifetimes": "container",
    "memory": "",
    "message_bus": "cqrs",
    "migrations": "sql",
    "pipeline": "",
    "plugin_host": "plugins",
    "plugins": "extensions",
    "policies": "policy",
    "problems": "http",
    "repository": "",
    "sql": "sql",
    "strategies": "strategies",
    "unit_of_work": "",
    "use_cases": "services",
    "web": "http",
}


def impure(patterns: Collection[str]) -> Iterator[str]:
    """Go through the files of shared that no model knows."""
    yield from (it for it, needs in IMPURE.items() if not needs or needs in patterns)


def importers(patterns: Collection[str]) -> Iterator[str]:
    """Go through the packages that may go past the door of a module."""
    yield from ("app", "scenario")
    if "http" in patterns:
        yield "site"
    if "extensions" in patterns:
        yield "plugins"


def typed(patterns: Collection[str]) -> Iterator[str]:
    """Go through the folders that the type checker looks at."""
    yield from ("src", "tests")
    if "extensions" in patterns:
        yield "examples"
    if "sql" in patterns:
        yield "migrations"


def inner_layers(patterns: Collection[str]) -> Iterator[str]:
    """Go through the layers of a module; an optional file stands in brackets."""
    web, sql = "http" in patterns, "sql" in patterns
    if web:
        yield "(api)"
    yield "(policies)"
    beside = {"(adapters)": "port" in patterns, "(schemas)": web, "(sql)": sql}
    beside["(plugged)"] = "plugins" in patterns
    yield " | ".join(
        sorted(["(handlers)", "(service)", *(it for it, is_in in beside.items() if is_in)])
    )
    yield from ("(repository)", "(model)")
    ports = "(ports) | " if "port" in patterns else ""
    yield f"(commands) | (events) | {ports}(public) | (queries)"
    yield from ("(records)", "(values)")
