"""What is being resolved: the modules and aggregates of a blueprint, by name.

A `Home` is a module while its parts are looked up, a `Root` an aggregate while its
commands are worked out. A field that is wrong is known by name and None, so that
nothing that follows from it is told again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..names import plural, snake
from .document import (
    AggregatePart,
    CommandPart,
    Document,
    EventPart,
    ModulePart,
    QueryPart,
)
from .domain import Command, Event, Field, Port, Query, Telling, Value
from .ledger import Ledger
from .reader import Path
from .terms import AggregateRef, ValueRef

Fields = dict[str, Field | None]


@dataclass(slots=True)
class Item:
    """An entity while it is resolved."""

    name: str
    path: Path
    key: str
    fields: Fields
    holder: str = ""

    @property
    def key_field(self) -> Field | None:
        """Return the key, if it is right."""
        return self.fields.get(self.key)


@dataclass(slots=True)
class Root:
    """An aggregate while it is resolved.

    The parts include what `crud` stands for; `born` holds the states it begins in.
    """

    home: "Home"
    name: str
    path: Path
    part: AggregatePart
    plural: str = ""
    identity: Field | None = None
    fields: Fields = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)
    command_parts: dict[str, CommandPart] = field(default_factory=dict)
    event_parts: dict[str, EventPart] = field(default_factory=dict)
    query_parts: dict[str, QueryPart] = field(default_factory=dict)
    commands: dict[str, Command | None] = field(default_factory=dict)
    events: dict[str, Event | None] = field(default_factory=dict)
    queries: dict[str, Query | None] = field(default_factory=dict)

    @property
    def ref(self) -> AggregateRef:
        """Return the reference to it."""
        return AggregateRef(self.home.name, self.name)

    @property
    def carried_as(self) -> str:
        """Return the name under which messages carry its identity."""
        return self.part.key or snake(self.name)

    @property
    def carried(self) -> Field | None:
        """Return the identity as messages carry it: a reference."""
        if self.identity is None:
            return None
        known = self.identity
        return Field(self.carried_as, self.ref, pii=known.pii, line=known.line)

    @property
    def filter(self) -> Field | None:
        """Return the identity as queries compare it: named as messages carry it."""
        if self.identity is None:
            return None
        return replace(self.identity, name=self.carried_as)

    def at(self, kind: str, name: str) -> Path:
        """Return the path of a command, event or query; of `crud` for what it stands for."""
        written: dict[str, object] = getattr(self.part, kind)
        return (*self.path, kind, name) if name in written else (*self.path, "crud")

    def emitters(self, event: str) -> list[str]:
        """Return the names of the commands that emit an event."""
        return [name for name, part in self.command_parts.items() if event in part.emits]

    def item_in(self, holder: str) -> Item | None:
        """Return the entity that a field holds a list of."""
        return next((it for it in self.items.values() if it.holder == holder), None)


@dataclass(slots=True)
class Home:
    """A module while it is resolved."""

    name: str
    path: Path
    part: ModulePart
    roots: dict[str, Root] = field(default_factory=dict)
    ports: list[Port] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)

    def entity_owner(self, name: str) -> Root | None:
        """Return the aggregate that has an entity of this name."""
        return next((it for it in self.roots.values() if name in it.part.entities), None)

    def commands(self) -> dict[str, Root]:
        """Map each command to its aggregate."""
        return {name: root for root in self.roots.values() for name in root.command_parts}

    def events(self) -> dict[str, Root]:
        """Map each event to its aggregate."""
        return {name: root for root in self.roots.values() for name in root.event_parts}

    def queries(self) -> set[str]:
        """Return the names of all queries."""
        own = {name for root in self.roots.values() for name in root.query_parts}
        return own | set(self.part.queries)

    def types(self) -> list[str]:
        """Return the names that may stand as a type."""
        entities = [name for root in self.roots.values() for name in root.part.entities]
        return [*self.part.values, *entities, *self.roots]


@dataclass(slots=True)
class Context:
    """Everything that resolving needs to look at."""

    document: Document
    ledger: Ledger
    homes: dict[str, Home] = field(default_factory=dict)
    values: dict[ValueRef, Value | None] = field(default_factory=dict)
    views: dict[tuple[str, str], Fields] = field(default_factory=dict)
    methods: dict[tuple[str, str, str], Fields] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, ledger: Ledger) -> "Context":
        """Lay out the modules and aggregates of a document."""
        context = cls(document, ledger)
        for name, part in document.modules.items():
            home = Home(name, ("modules", name), part)
            context.homes[name] = home
            for title, aggregate in part.aggregates.items():
                path = (*home.path, "aggregates", title)
                root = Root(home, title, path, aggregate)
                root.plural = aggregate.plural or plural(title)
                home.roots[title] = root
        return context

    def roots(self) -> Iterator[Root]:
        """Yield every aggregate, in the order of the blueprint."""
        for home in self.homes.values():
            yield from home.roots.values()

    def root(self, ref: AggregateRef) -> Root:
        """Return the aggregate that a reference names."""
        return self.homes[ref.module].roots[ref.name]

    def is_personal(self, it: Field) -> bool:
        """Say whether a field, or the value it holds, is personal."""
        value = self.values.get(it.type) if isinstance(it.type, ValueRef) else None
        return it.pii or (value is not None and any(map(self.is_personal, value.fields)))
