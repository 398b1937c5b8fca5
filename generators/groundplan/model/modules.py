"""A module: its files, what each imports, and what the door offers."""

from collections.abc import Iterable, Iterator

from ..blueprint.domain import (
    Aggregate,
    Event,
    Field,
    Module,
    Port,
    Query,
    Returns,
)
from ..blueprint.terms import AggregateRef, Scalar
from ..names import pascal, words
from .aggregates import AggregateBuilder
from .api import ApiBuilder
from .code import Import, import_block, rank_offered
from .facts import (
    AggregateFacts,
    ClassFacts,
    ErrorFacts,
    ModuleFacts,
    PolicyFacts,
    QueryFacts,
    RepositoryFacts,
)
from .messages import event_message
from .names_apart import apart
from .policies import PolicyBuilder, TellingBuilder
from .port_facts import PortFacts
from .ports import PortBuilder, asked_ports
from .queries import QueryBuilder
from .schemas import Crossing
from .types import Types
from .values import ValuesFile
from .wording import of_refusal, sentence

FILES = (
    "door",
    "events",
    "records",
    "model",
    "commands",
    "queries",
    "handlers",
    "service",
    "public",
    "repository",
    "policies",
    "ports",
    "adapters",
)
DATACLASS = Import("dataclasses", "dataclass")
CALLABLE = Import("collections.abc", "Callable")
PROTOCOL = Import("typing", "Protocol")


class ModuleBuilder:
    """Derives everything about one module; `files` gathers the imports of each file."""

    def __init__(self, types: Types, module: Module, crossing: Crossing, *, cqrs: bool) -> None:
        """Look at a module, and at what crosses the edge of the whole project."""
        self.types = types
        self.module = module
        self.crossing = crossing
        self.cqrs = cqrs
        self.title = pascal(module.name)
        self.files: dict[str, set[Import]] = {name: set() for name in FILES}

    def facts(self) -> ModuleFacts:
        """Derive the facts; the imports are complete only after everything else."""
        module, types = self.module, self.types
        values = ValuesFile(types, self._own("values")).facts()
        aggregates = tuple(self._aggregate(it) for it in module.aggregates)
        events = tuple(self._event(it, event) for it in module.aggregates for event in it.events)
        queries = tuple(self._query(it, query) for it in module.aggregates for query in it.queries)
        policies = tuple(self._policies())
        ports = tuple(map(self._port, module.ports))
        errors = tuple(self._errors())
        self._frames(aggregates, queries, policies)
        offered = self._offered()
        return ModuleFacts(
            name=module.name,
            title=self.title,
            spoken=words(module.name),
            doc=sentence(module.doc or f"The {words(module.name)} module"),
            values=values,
            imports=self._imports(),
            errors=errors,
            events=events,
            aggregates=aggregates,
            commands=tuple(command for it in aggregates for command in it.commands),
            queries=queries,
            policies=policies,
            ports=ports,
            asked=tuple(it for it in ports if it.name in asked_ports(module)),
            offered=offered,
            http=ApiBuilder(types, module, self.crossing, cqrs=self.cqrs).facts(),
        )

    def _own(self, file: str) -> str:
        return f"{self.types.package}.{self.module.name}.{file}"

    def _shared(self, file: str, *names: str) -> set[Import]:
        return {Import(f"{self.types.package}.shared.{file}", name) for name in names}

    def _imports(self) -> RepositoryFacts:
        return RepositoryFacts(
            **{
                name: import_block(
                    (it for it in needs if it.module != self._own(name)), self.types.package
                )
                for name, needs in self.files.items()
            }
        )

    def _aggregate(self, aggregate: Aggregate) -> AggregateFacts:
        builder = AggregateBuilder(self.types, self.module, aggregate, cqrs=self.cqrs)
        facts = builder.facts()
        identity = self.types.identity(aggregate).needs
        self.files["model"] |= {DATACLASS, *builder.model}
        self.files["repository"] |= {*identity, Import(self._own("model"), aggregate.name)}
        for field in aggregate.fields:
            if field.name in {it.field for it in facts.finders}:
                self.files["repository"] |= self.types.of(field.type).needs
        for need in builder.asking:
            self.files["handlers"] |= {need, Import("functools", "partial")}
            self.files["service"].add(need)
        for command in facts.commands:
            self._command(command.name, builder.messages[command.name])
            if command.creates:
                made = {Import(self._own("model"), aggregate.name), *identity}
                self.files["handlers"] |= made
                self.files["service"] |= made
        if aggregate.queries:
            self.files["records"] |= {DATACLASS, *builder.records}
            self.files["repository"].add(Import(self._own("records"), f"{aggregate.name}Record"))
        return facts

    def _command(self, name: str, needs: set[Import]) -> None:
        self.files["commands"] |= {DATACLASS, *needs, *self._shared("messages", "Command")}
        self.files["handlers"] |= {Import(self._own("commands"), name)}
        self.files["service"] |= needs
        if name in self.module.public:
            self.files["public"] |= {PROTOCOL, *needs}

    def _event(self, aggregate: Aggregate, event: Event) -> ClassFacts:
        facts, needs = event_message(self.types, aggregate, event)
        self.files["events"] |= {DATACLASS, *needs, *self._shared("messages", "Event")}
        return facts

    def _query(self, aggregate: Aggregate, query: Query) -> QueryFacts:
        builder = QueryBuilder(self.types, self.module, aggregate, query, cqrs=self.cqrs)
        facts = builder.facts()
        self.files["queries"] |= {DATACLASS, *builder.needs, *self._shared("messages", "Query")}
        self.files["queries"] |= self.types.builtin("str").needs if facts.message.masked else set()
        self.files["handlers"] |= {
            *builder.result_needs,
            Import(self._own("queries"), query.name),
        }
        self.files["service"] |= builder.needs
        self.files["repository"] |= {*builder.needs, *builder.conditional, PROTOCOL}
        if query.asks:
            self.files["repository"].add(Import(self._own("records"), facts.question.name))
            self.files["records"] |= builder.asking
        if query.returns is Returns.ONE:
            self.files["repository"] |= self._shared("errors", "NotFound")
        if query.name in self.module.public:
            self.files["public"] |= {PROTOCOL, *builder.needs}
        return facts

    def _port(self, port: Port) -> PortFacts:
        builder = PortBuilder(self.types, self.module, port)
        facts = builder.facts()
        self.files["ports"] |= builder.ports
        self.files["adapters"] |= builder.adapters
        return facts

    def _policies(self) -> Iterator[PolicyFacts]:
        """Derive the policies; what they meet in two modules by one name is told apart."""
        builders = [*self._policy_builders(self.types)]
        met = [need for it in builders for need in it.needs]
        types = apart(self.types, met, self.module.name)
        if types is not self.types:
            builders = [*self._policy_builders(types)]
        for builder in builders:
            yield builder.facts()
            self.files["policies"] |= builder.needs

    def _policy_builders(self, types: Types) -> Iterator[PolicyBuilder | TellingBuilder]:
        for policy in self.module.policies:
            yield PolicyBuilder(types, self.module.name, policy, cqrs=self.cqrs)
        for telling in self.module.tellings:
            yield TellingBuilder(types, self.module, telling)

    def _errors(self) -> Iterator[ErrorFacts]:
        seen: set[str] = set()
        for aggregate in self.module.aggregates:
            for command in aggregate.commands:
                for rejection in command.rejects:
                    base = "IllegalMove" if rejection.states else "Rejected"
                    if rejection.error in seen:
                        continue
                    seen.add(rejection.error)
                    self.files["model"] |= self._shared("errors", base)
                    doc = of_refusal(rejection, aggregate.name)
                    yield ErrorFacts(rejection.error, base, doc)

    def _frames(
        self,
        aggregates: tuple[AggregateFacts, ...],
        queries: tuple[QueryFacts, ...],
        policies: tuple[PolicyFacts, ...],
    ) -> None:
        """Add what the fixed parts of the files import."""
        files = self.files
        work, reads = f"{self.title}Work", f"{self.title}Reads"
        if any(it.rules for it in aggregates):
            files["model"] |= self._shared("checks", "Check")
        files["handlers"] |= {CALLABLE, Import(self._own("repository"), work)}
        files["handlers"] |= self._shared("message_bus", "MessageBus")
        files["service"] |= {CALLABLE, Import(self._own("repository"), work)}
        files["service"] |= self._shared("event_bus", "EventBus") | self._shared("terms", "Terms")
        files["service"] |= self._shared("pipeline", "Next")
        files["service"] |= self._shared("use_cases", "carried_out", "use_case")
        files["service"].add(Import("typing", "Self"))
        if queries:
            files["handlers"].add(Import(self._own("repository"), reads))
            files["service"].add(Import(self._own("repository"), reads))
        files["repository"] |= self._store(aggregates)
        if any(it.finder for it in policies):
            files["policies"] |= {
                CALLABLE,
                Import(self._own("repository"), work),
                *self._shared("policies", "sought"),
            }

    def _store(self, aggregates: tuple[AggregateFacts, ...]) -> set[Import]:
        wanted = self._shared(
            "memory", "MemoryRepository", "MemoryStore", "MemoryTable", "MemoryTransaction"
        )
        wanted |= self._shared("repository", "Repository") | self._shared("clock", "Clock")
        wanted |= self._shared("ids", "Ids")
        wanted |= self._shared("unit_of_work", "Transaction", "UnitOfWork")
        return wanted | {PROTOCOL} if aggregates else set()

    def _offered(self) -> tuple[str, ...]:
        """Fill the door: public messages, and what they carry and refuse with."""
        door = self.files["door"]
        for aggregate in self.module.aggregates:
            for event in aggregate.events:
                if event.name in self.module.public:
                    door.add(Import(self._own("events"), event.name))
                    self._carry(event.fields, aggregate)
            for command in aggregate.commands:
                if command.name in self.module.public:
                    door |= self._use_case("commands", command.name)
                    self._carry((it.field for it in command.takes), aggregate)
                    door |= {Import(self._own("model"), it.error) for it in command.rejects}
            for query in aggregate.queries:
                if query.name in self.module.public:
                    door |= self._use_case("queries", query.name)
                    door.add(Import(self._own("records"), f"{aggregate.name}Record"))
                    self._carry((*aggregate.fields, *query.filters, *query.asks), aggregate)
                    if aggregate.states:
                        door.add(Import(self._own("values"), f"{aggregate.name}State"))
        return tuple(sorted((it.name for it in door), key=rank_offered))

    def _use_case(self, file: str, name: str) -> set[Import]:
        if self.cqrs:
            return {Import(self._own(file), name)}
        return {Import(self._own("public"), f"Public{self.title}")}

    def _carry(self, fields: Iterable[Field], aggregate: Aggregate) -> None:
        own = AggregateRef(aggregate.module, aggregate.name)
        for ref in (own, *(field.type for field in fields)):
            if isinstance(ref, Scalar):
                continue
            for need in self.types.of(ref).needs:
                if need.module == self._own("values"):
                    self.files["door"].add(need)
