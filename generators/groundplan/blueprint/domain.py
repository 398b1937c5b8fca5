"""The blueprint understood: every name resolved, every default applied, every event filled.

`resolve` makes it from the parsed document, once nothing is wrong; the model reads it
and nothing else. Things refer to each other by name, so that aggregates may point at
each other in a circle. Tuples keep the order of the blueprint.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from .domain_parts import (
    Action,
    Asking,
    Command,
    Emission,
    Entity,
    Event,
    Example,
    Field,
    Fill,
    ItemWork,
    Move,
    Origin,
    Rejection,
    Rule,
    Setting,
    Shape,
    Taken,
    Value,
)
from .terms import AggregateRef, Constant, EntityRef, ValueRef

# Whoever reads a domain has its parts from here.
__all__ = [
    "Action",
    "Aggregate",
    "Aim",
    "Asking",
    "Command",
    "Condition",
    "Domain",
    "Emission",
    "Entity",
    "Event",
    "Example",
    "Field",
    "Fill",
    "ItemWork",
    "Method",
    "Module",
    "Move",
    "Origin",
    "Policy",
    "Port",
    "Query",
    "Rejection",
    "Returns",
    "Rule",
    "Setting",
    "Shape",
    "Source",
    "Taken",
    "Telling",
    "Value",
]


class Returns(Enum):
    """How many answers a query has."""

    ONE = "one"  # NotFound when absent
    OPTIONAL = "optional"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Condition:
    """A field, or `state`, fixed to one of some constants; states are plain text."""

    name: str
    any_of: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A question about one aggregate.

    `filters` compare the field of that name, which may be the identity; an optional one
    that is left out does not filter. `asks` are parameters that are no fields: the
    owner's question. With `search` there is also a parameter `text`, which is in none of these.
    """

    name: str
    returns: Returns
    filters: tuple[Field, ...] = ()
    asks: tuple[Field, ...] = ()
    where: tuple[Condition, ...] = ()
    search: tuple[str, ...] = ()
    paginate: bool = False
    doc: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate root. `identity` is its key, or a field `id: uuid` where none is declared.

    `fields` holds a declared key in its place, but never the undeclared `id`.
    `carried_as` is the name under which messages carry the identity.
    `states` come in order of first mention in `moves`; `plural` is PascalCase.
    """

    module: str
    name: str
    plural: str
    identity: Field
    has_key: bool
    carried_as: str
    fields: tuple[Field, ...]
    entities: tuple[Entity, ...] = ()
    states: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    commands: tuple[Command, ...] = ()
    events: tuple[Event, ...] = ()
    queries: tuple[Query, ...] = ()
    crud: bool = False
    doc: str = ""
    line: int = 0

    def is_sought(self, query: Query, parameter: Field) -> bool:
        """Say whether a parameter of a query is the identity.

        What a search or paging adds is not, though an aggregate may be called `Text` or `LIMIT`.
        """
        return parameter in query.filters and parameter.name in {
            self.carried_as,
            self.identity.name,
        }


@dataclass(frozen=True, slots=True)
class Source:
    """What a field of the command gets: a field of the event, or a constant."""

    taken: str
    field: str = ""  # of the event, or its identity, `event_id`, `occurred_at`
    constant: Constant | None = None


class Aim(Enum):
    """How a policy finds the aggregate that its command changes."""

    CREATES = "creates"  # it makes a new one
    FIELD = "field"  # a field of the event is its identity
    FINDER = "finder"  # its own field refers to the event's aggregate


@dataclass(frozen=True, slots=True)
class Policy:
    """Whenever an event happened, then send a command.

    `aim_at` names the event's field (FIELD) or the target aggregate's field (FINDER);
    a FINDER compares it with the event's identity. With `each` the command is sent
    once per item of that list of the event, and sources may name fields of the item.
    """

    name: str
    when: tuple[str, str, str]  # module, aggregate, event
    then: tuple[str, str, str]  # module, aggregate, command
    aim: Aim
    aim_at: str
    sources: tuple[Source, ...]
    each: str = ""
    doc: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Method:
    """What a port can be asked or told; `returns` is named after the method, None for nothing."""

    name: str
    takes: tuple[Field, ...] = ()
    returns: Field | None = None
    doc: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Port:
    """What a module needs from outside.

    `plugins` is "one" where an installed plugin answers, "many" where every one is told, and
    "" where the program brings its own adapter.
    """

    name: str
    methods: tuple[Method, ...]
    plugins: str = ""
    doc: str = ""
    line: int = 0

    def method(self, name: str) -> Method:
        """Return the method of that name."""
        return next(it for it in self.methods if it.name == name)


@dataclass(frozen=True, slots=True)
class Telling:
    """Whenever an event happened, then tell a port of the module; once per item with `each`."""

    name: str
    when: tuple[str, str, str]  # module, aggregate, event
    then: tuple[str, str]  # port, method
    sources: tuple[Source, ...]
    each: str = ""
    doc: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Module:
    """A bounded context. `public` names commands, queries and events.

    `tellings` are the policies that tell a port; `policies` those that send a command.
    """

    name: str
    values: tuple[Value, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    policies: tuple[Policy, ...] = ()
    tellings: tuple[Telling, ...] = ()
    ports: tuple[Port, ...] = ()
    public: tuple[str, ...] = ()
    doc: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Domain:
    """The whole blueprint."""

    name: str
    values: tuple[Value, ...]
    modules: tuple[Module, ...]
    doc: str = ""
    _modules: Mapping[str, Module] = field(init=False, repr=False, compare=False)
    _aggregates: Mapping[tuple[str, str], Aggregate] = field(init=False, repr=False, compare=False)
    _values: Mapping[tuple[str, str], Value] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index what others refer to by name."""
        modules = {it.name: it for it in self.modules}
        aggregates = {(at.name, it.name): it for at in self.modules for it in at.aggregates}
        values = {(at.name, it.name): it for at in self.modules for it in at.values}
        values |= {("", it.name): it for it in self.values}
        object.__setattr__(self, "_modules", modules)
        object.__setattr__(self, "_aggregates", aggregates)
        object.__setattr__(self, "_values", values)

    def module(self, name: str) -> Module:
        """Return the module of that name."""
        return self._modules[name]

    def aggregate(self, ref: AggregateRef) -> Aggregate:
        """Return the aggregate that a reference names."""
        return self._aggregates[ref.module, ref.name]

    def value(self, ref: ValueRef) -> Value:
        """Return the value that a reference names."""
        return self._values[ref.module, ref.name]

    def entity(self, ref: EntityRef) -> Entity:
        """Return the entity that a reference names."""
        owner = self.aggregate(AggregateRef(ref.module, ref.aggregate))
        return next(it for it in owner.entities if it.name == ref.name)

    def answer(self, aggregate: Aggregate, command: Command) -> Field | None:
        """Return what the port answers that a command asks, named after the method."""
        if command.asks is None:
            return None
        module = self.module(aggregate.module)
        port = next(it for it in module.ports if it.name == command.asks.port)
        return port.method(command.asks.method).returns
