"""How the aggregates of a project are kept in a database."""

from collections.abc import Iterable, Iterator

from ...answers import Answers
from ...blueprint.domain import Domain, Module
from ...blueprint.terms import Scalar
from ...names import snake
from ..code import Import, import_block
from ..facts import ModuleFacts
from ..types import Types
from .facts import SqlModuleFacts, SqlQueryFacts, StorageFacts
from .identifiers import Identifiers
from .mapping import Mapping
from .reads import Answer
from .rows import Stored
from .tables import is_marked


def storage_of(types: Types, modules: Iterable[ModuleFacts], answers: Answers) -> StorageFacts:
    """Derive how the project keeps its aggregates; nothing of it without a database."""
    if answers.database == "memory":
        return StorageFacts((), (), (), exact=False)
    kept = kept_of(types, modules)
    tables = [table for it in kept for stored in it.stored for table in stored.tables()]
    kinds = {column.kind for table in tables for column in table.columns.listed}
    return StorageFacts(
        modules=tuple(it.facts() for it in kept),
        tables=tuple(it.facts() for it in tables),
        dropped=tuple(it.name for it in reversed(tables)),
        exact=Scalar.DECIMAL in kinds,
    )


def kept_of(types: Types, modules: Iterable[ModuleFacts]) -> list["Kept"]:
    """Lay out the tables of all modules that have any."""
    identifiers = Identifiers()
    return [
        Kept(types, module, told, identifiers)
        for module, told in zip(types.domain.modules, modules, strict=True)
        if told.aggregates
    ]


def has_marks(domain: Domain) -> bool:
    """Say whether anything is unique in a way that columns alone cannot tell."""
    aggregates = [it for module in domain.modules for it in module.aggregates]
    return any(is_marked(domain, field) for it in aggregates for field in it.fields)


class Kept:
    """Derives the file of one module."""

    def __init__(
        self, types: Types, module: Module, told: ModuleFacts, identifiers: Identifiers
    ) -> None:
        """Look at a module, and lay out its tables."""
        self.module = module
        self.told = told
        self.mapping = Mapping(types, identifiers, set(_hidden(types, module)))
        self.stored = tuple(
            Stored(module, aggregate, facts, self.mapping)
            for aggregate, facts in zip(module.aggregates, told.aggregates, strict=True)
        )

    def facts(self) -> SqlModuleFacts:
        """Derive the facts; the imports are complete only after everything else."""
        told, types = self.told, self.mapping.types
        aggregates = tuple(it.facts() for it in self.stored)
        queries = tuple(self._queries())
        needs = {*self.mapping.needs, *_frame(types, self.module, told)}
        return SqlModuleFacts(
            name=told.name,
            prefix=told.title,
            spoken=told.spoken,
            imports=import_block(_homed(needs, types.package), types.package),
            aggregates=aggregates,
            documents=tuple(reversed(self.mapping.documents.values())),
            queries=queries,
        )

    def _queries(self) -> Iterator[SqlQueryFacts]:
        told = iter(self.told.queries)
        for stored in self.stored:
            for query in stored.aggregate.queries:
                yield Answer(stored, self.module, query, next(told)).facts()


def _hidden(types: Types, module: Module) -> Iterator[str]:
    """Go through what the file imports from the domain, and the parameters of its functions."""
    for value in (*types.domain.values, *module.values):
        yield value.name
    for aggregate in module.aggregates:
        yield from (aggregate.name, snake(aggregate.name))
        yield from (it.name for it in aggregate.entities)
        for query in aggregate.queries:
            yield from (it.name for it in (*query.filters, *query.asks))
            if query.asks:
                yield snake(query.name)


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
    yield Import(f"{shared}.sql_tables", "SqlTable")
    for name in ("SqlRepository", "SqlTransaction"):
        yield Import(f"{shared}.sql", name)
    yield Import(f"{own}.repository", f"{told.title}Work")
    for aggregate, facts in zip(module.aggregates, told.aggregates, strict=True):
        yield Import(f"{own}.model", aggregate.name)
        yield from types.identity(aggregate).needs
        if aggregate.entities:
            yield Import(f"{shared}.sql_tables", "SqlList")
        if facts.queried:
            yield Import(f"{own}.records", f"{aggregate.name}Record")
            yield Import(f"{own}.repository", f"{facts.snake}_record")
