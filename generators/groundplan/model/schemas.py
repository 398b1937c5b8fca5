"""The files of models at the edge: what requests and answers look like as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..blueprint.domain import (
    Aggregate,
    Command,
    Domain,
    Entity,
    Field,
    Module,
    Query,
    Shape,
    Value,
)
from ..blueprint.routes import Resource, Route
from ..blueprint.terms import AggregateRef, Ask, EntityRef, Scalar, Type, ValueRef
from ..names import words
from .api_facts import EdgeModelFacts, SchemasFacts
from .classes import key_of
from .code import Import, import_block
from .edge import Edge, Shown, Way, attribute_names, called, declaration, has_alias
from .messages import command_doc
from .queries import TEXT
from .types import Types
from .values import ValuesFile
from .wording import of_query, of_thing, sentence, titled

SELF = Import("typing", "Self")
LIMIT = Field("limit", Scalar.INT, low=1, high=200, default=50)
CURSOR = Field("cursor", Scalar.STR, optional=True)


class Crossing:
    """What crosses the edge of a project: the values taken in, and those shown."""

    def __init__(self, domain: Domain) -> None:
        """Look through all commands, queries and aggregates that are read."""
        self._domain = domain
        aggregates = [it for module in domain.modules for it in module.aggregates]
        commands = (command.name for it in aggregates for command in it.commands)
        queries = (query.name for it in aggregates for query in it.queries)
        self._named = Counter((*commands, *queries))
        self.taken: set[Type] = set()
        self.shown: set[Type] = set()
        for module in domain.modules:
            for aggregate in module.aggregates:
                self._take(aggregate.identity.type)
                for command in aggregate.commands:
                    for taken in command.takes:
                        self._take(taken.field.type)
                for query in aggregate.queries:
                    for parameter in parameters(query):
                        self._take(parameter.type)
                for field in aggregate.fields if aggregate.queries else ():
                    self._gather(field.type, self.shown)

    def __contains__(self, ref: Type) -> bool:
        """Say whether a value crosses at all."""
        return ref in self.taken or ref in self.shown

    def operation(self, module: Module, use_case: str) -> str:
        """Name a use case as no other operation of the project is named."""
        return use_case if self._named[use_case] == 1 else f"{module.name}.{use_case}"

    def _take(self, ref: Type) -> None:
        self._gather(ref, self.taken)

    def _gather(self, ref: Type, found: set[Type]) -> None:
        if isinstance(ref, Scalar) or ref in found:
            return
        found.add(ref)
        for field in self._parts(ref):
            self._gather(field.type, found)

    def _parts(self, ref: ValueRef | EntityRef | AggregateRef) -> tuple[Field, ...]:
        match ref:
            case AggregateRef():
                return (self._domain.aggregate(ref).identity,)
            case ValueRef():
                return self._domain.value(ref).fields
        return self._domain.entity(ref).fields


class SchemasFile:
    """Collects what stands in one file of models."""

    def __init__(self, types: Types, home: str, crossing: Crossing) -> None:
        """Begin with nothing; `home` is the dotted name of the folder."""
        self.types = types
        self.home = home
        self.crossing = crossing
        self.edge = Edge(types)

    def facts(self, module: Module | None = None) -> SchemasFacts:
        """Gather the values of this folder, and all that is asked of a module."""
        aliases, models = [], []
        for ref, made in self._values():
            if isinstance(made, Value) and made.shape is Shape.SCALAR:
                if isinstance(ref, ValueRef) and has_alias(made):
                    aliases.append(self.edge.alias(ref, made))
            else:
                models.append(self._value(ref, made))
        for aggregate in module.aggregates if module else ():
            aliases += self._key(aggregate)
            models += self._resource(aggregate)
        self.edge.needs |= {SELF} if any(it.given for it in models) else set()
        if any(it.base == "edge.Edge" for it in models):
            self.edge.needs.add(Import(f"{self.types.package}.shared", "edge"))
        needs = {it for it in self.edge.needs if it.module != f"{self.home}.schemas"}
        return SchemasFacts(import_block(needs, self.types.package), tuple(aliases), tuple(models))

    def _values(self) -> Iterator[tuple[ValueRef | EntityRef, Value | Entity]]:
        """Yield the values of this folder that cross the edge, parts before the whole."""
        file = ValuesFile(self.types, f"{self.home}.values")
        classes = [it for it in file.classes() if it[0] in self.crossing]
        for ref, made in classes:
            if isinstance(made, Value) and made.shape is Shape.SCALAR:
                yield ref, made
        yield from file.ordered(classes)

    def _value(self, ref: ValueRef | EntityRef, made: Value | Entity) -> EdgeModelFacts:
        name = self.types.class_name(ref)
        self.edge.needs |= self.types.of(ref).needs
        # The clock is asked by the command that makes the item, not by the item.
        fields = [
            replace(it, default=None) if isinstance(it.default, Ask) else it for it in made.fields
        ]
        attributes = attribute_names(it.name for it in fields)
        taken, shown = ref in self.crossing.taken, ref in self.crossing.shown
        # What is not written imports nothing either.
        held = [(it.name, self._held(it, attributes[it.name])) for it in fields if taken]
        wired = [(it.name, self.edge.to_wire(it, f"value.{it.name}")) for it in fields if shown]
        return EdgeModelFacts(
            name=self.edge.json_name(ref),
            base="edge.Edge",
            doc=of_thing(made.name, made.doc),
            fields=tuple(self.edge.declared(it, attributes[it.name]) for it in fields),
            given=f"value: {name}" if shown else "",
            shown=called("return cls", wired, indent=8) if shown else "",
            domain=name if taken else "",
            held=called(f"return {name}", held, indent=8) if taken else "",
        )

    def _held(self, field: Field, attribute: str) -> Way:
        return self.edge.to_domain(field, f"self.{attribute}")

    def _key(self, aggregate: Aggregate) -> Iterator[str]:
        """Yield the type of an identity in a path, where a path holds one."""
        if any("{}" in route.path for _, route in routes(aggregate)):
            yield self.edge.key_alias(f"{aggregate.name}Key", aggregate)

    def _resource(self, aggregate: Aggregate) -> Iterator[EdgeModelFacts]:
        for command in aggregate.commands:
            if command.takes:
                yield self._body(aggregate, command)
        yield self._identity(aggregate)
        for query, route in routes(aggregate):
            if isinstance(query, Query) and (listed := asked_for(aggregate, query, route)):
                yield self._parameters(aggregate, query, listed)
        if aggregate.queries:
            yield self._view(aggregate)
        yield from self._many(aggregate)

    def _body(self, aggregate: Aggregate, command: Command) -> EdgeModelFacts:
        fields = taken(aggregate, command)
        attributes = attribute_names(it.name for it in fields)
        return self._plain(
            f"{command.name}Body",
            command_doc(aggregate, command),
            (self.edge.declared(it, attributes[it.name]) for it in fields),
        )

    def _parameters(
        self, aggregate: Aggregate, query: Query, listed: Iterable[Field]
    ) -> EdgeModelFacts:
        attributes = attribute_names(it.name for it in listed)
        return self._plain(
            f"{query.name}Parameters",
            of_query(query.name, aggregate.name, query.doc),
            (self.edge.declared(it, attributes[it.name], text=True) for it in listed),
        )

    def _identity(self, aggregate: Aggregate) -> EdgeModelFacts:
        name = aggregate.identity.name
        field = Field(name, key_of(aggregate.identity).type, pii=aggregate.identity.pii)
        shown = self.edge.identity(aggregate)
        attribute = attribute_names([name])[name]
        doc = f"The identity of a new {words(aggregate.name)}."
        declared = declaration(attribute, shown, "", self.edge.settings(field, attribute))
        return self._plain(f"{aggregate.name}Identity", doc, [declared])

    def _plain(self, name: str, doc: str, fields: Iterable[str]) -> EdgeModelFacts:
        return EdgeModelFacts(name, "edge.Edge", doc, tuple(fields), "", "", "", "")

    def _view(self, aggregate: Aggregate) -> EdgeModelFacts:
        identity = () if aggregate.has_key else (aggregate.identity,)
        fields = (*identity, *aggregate.fields)
        state = ("state",) if aggregate.states else ()
        attributes = attribute_names((*(it.name for it in fields), *state))
        record = f"{aggregate.name}Record"
        self.edge.needs.add(Import(f"{self.home}.records", record))
        wired = [(it.name, self.edge.to_wire(it, f"record.{it.name}")) for it in fields]
        shown = [self.edge.viewed(it, attributes[it.name]) for it in fields]
        if state:
            enum = f"{aggregate.name}State"
            self.edge.needs.add(Import(f"{self.home}.values", enum))
            shown.append(declaration("state", Shown(enum), ""))
            wired.append(("state", Way("record.state")))
        return EdgeModelFacts(
            name=f"{aggregate.name}View",
            base="edge.Edge",
            doc=of_thing(aggregate.name, aggregate.doc),
            fields=tuple(shown),
            given=f"record: {record}",
            shown=called("return cls", wired, indent=8),
            domain="",
            held="",
        )

    def _many(self, aggregate: Aggregate) -> Iterator[EdgeModelFacts]:
        """Yield what holds several rows: a page, a list."""
        view, record = f"{aggregate.name}View", f"{aggregate.name}Record"
        many = [it for it in aggregate.queries if it.returns.value == "many"]
        nouns = words(aggregate.plural)
        if any(it.paginate for it in many):
            self.edge.needs.add(Import(f"{self.types.package}.shared.pages", "Page"))
            items = Way(f"{view}.of(it)", each="page.items")
            wired = [("items", items), ("next", Way("page.next"))]
            yield EdgeModelFacts(
                name=f"{aggregate.name}Page",
                base="edge.Edge",
                doc=titled(f"some {nouns} in order, and the cursor that continues after them."),
                fields=(f"items: tuple[{view}, ...]", "next: edge.Text | None"),
                given=f"page: Page[{record}]",
                shown=called("return cls", wired, indent=8),
                domain="",
                held="",
            )
        if not all(it.paginate for it in many):
            self.edge.needs.add(Import("pydantic", "RootModel"))
            yield EdgeModelFacts(
                name=f"{aggregate.name}List",
                base=f"RootModel[tuple[{view}, ...]]",
                doc=sentence(titled(f"{nouns} in order")),
                fields=(),
                given=f"records: tuple[{record}, ...]",
                shown=called("return cls", [("", Way(f"{view}.of(it)", each="records"))], indent=8),
                domain="",
                held="",
            )


def routes(aggregate: Aggregate) -> Iterator[tuple[Command | Query, Route]]:
    """Yield the route of each command and query of an aggregate."""
    return Resource.of(aggregate).routes(aggregate.commands, aggregate.queries)


def taken(aggregate: Aggregate, command: Command) -> tuple[Field, ...]:
    """Return the fields of a command's body; a key in it is never empty."""
    key = aggregate.identity.name if command.takes_id else ""
    return tuple(
        key_of(it.field) if it.own and it.field.name == key else it.field for it in command.takes
    )


def parameters(query: Query) -> tuple[Field, ...]:
    """Return all that a query takes."""
    search = (TEXT,) if query.search else ()
    page = (LIMIT, CURSOR) if query.paginate else ()
    return (*query.filters, *query.asks, *search, *page)


def asked_for(aggregate: Aggregate, query: Query, route: Route) -> tuple[Field, ...]:
    """Return what stands in the query string: all but the identity in the path."""
    in_path = aggregate.carried_as if "{}" in route.path else ""
    return tuple(it for it in parameters(query) if it.name != in_path)
