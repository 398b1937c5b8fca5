"""How the aggregates of a project are kept in a database."""

from collections.abc import Iterable

from ...blueprint.domain import Module
from ..code import Import, import_block
from ..facts import ModuleFacts
from ..types import Types
from .facts import SqlModuleFacts
from .identifiers import Identifiers
from .mapping import Mapping
from .reads import Answer
from .rows import Stored


def stored(types: Types, modules: Iterable[ModuleFacts]) -> tuple[SqlModuleFacts, ...]:
    """Derive the file of every module that has aggregates."""
    identifiers = Identifiers()
    return tuple(
        _module(types, module, told, identifiers)
        for module, told in zip(types.domain.modules, modules, strict=True)
        if told.aggregates
    )


def _module(
    types: Types, module: Module, told: ModuleFacts, identifiers: Identifiers
) -> SqlModuleFacts:
    mapping = Mapping(types)
    kept = {
        it.name: Stored(types, module, it, facts, mapping, identifiers)
        for it, facts in zip(module.aggregates, told.aggregates, strict=True)
    }
    aggregates = tuple(it.facts() for it in kept.values())
    asked = [(it, query) for it in module.aggregates for query in it.queries]
    queries = tuple(
        Answer(kept[it.name], module, query, facts).facts()
        for (it, query), facts in zip(asked, told.queries, strict=True)
    )
    mapping.needs |= set(_frame(types, module, told))
    return SqlModuleFacts(
        name=told.name,
        title=told.title,
        spoken=told.spoken,
        imports=import_block(_homed(mapping.needs, types.package), types.package),
        aggregates=aggregates,
        documents=tuple(reversed(mapping.documents.values())),
        queries=queries,
    )


def _homed(needs: Iterable[Import], package: str) -> set[Import]:
    """Give what our own column types are their home."""
    home = f"{package}.shared.columns"
    return {Import(home, it.name) if it.module == "columns" else it for it in needs}


def _frame(types: Types, module: Module, told: ModuleFacts) -> Iterable[Import]:
    """Go through what the fixed parts of the file import."""
    package, own = types.package, f"{types.package}.{module.name}"
    shared = f"{package}.shared"
    yield Import("typing", "Any")
    yield Import(f"{shared}.columns", "Base")
    yield Import(f"{shared}.database", "Database")
    yield Import(f"{shared}.clock", "Clock")
    yield Import(f"{shared}.ids", "Ids")
    for name in ("SqlRepository", "SqlTable", "SqlTransaction"):
        yield Import(f"{shared}.sql", name)
    yield Import(f"{own}.repository", f"{told.title}Work")
    for aggregate, facts in zip(module.aggregates, told.aggregates, strict=True):
        yield Import(f"{own}.model", aggregate.name)
        yield from types.identity(aggregate).needs
        if aggregate.entities:
            yield Import(f"{shared}.sql", "SqlList")
        if facts.queried:
            yield Import(f"{own}.records", f"{aggregate.name}Record")
            yield Import(f"{own}.repository", f"{facts.snake}_record")
