"""An aggregate: its class, its methods, its table, its repository."""

from collections.abc import Iterator

from ..blueprint.domain import Action, Aggregate, Domain, Field, Module, Query, Returns
from ..blueprint.terms import Scalar
from ..names import member, snake, words
from .classes import attributes, checks, key_of, masked
from .code import WIDTH, Code, Import, call, exploded, laid, needs_of
from .commands import CommandBuilder
from .facts import AggregateFacts, AttributeFacts, CommandFacts, FinderFacts, ListFacts
from .messages import all_of, record_message, version_name
from .moves import Table
from .policies import finders_of
from .questions import Questions
from .types import Types
from .wording import of_thing


class AggregateBuilder:
    """Derives everything about one aggregate.

    `model` gathers what model.py imports, `asking` what use cases do that ask a port; `messages`
    what each command needs, by its name, and `records` what the aggregate needs as it is read.
    """

    def __init__(self, types: Types, module: Module, aggregate: Aggregate, *, cqrs: bool) -> None:
        """Look at an aggregate of a module."""
        self.cqrs = cqrs
        self.types = types
        self.module = module
        self.aggregate = aggregate
        self.table = Table(aggregate)
        self.model: set[Import] = set()
        self.asking: set[Import] = set()
        self.messages: dict[str, set[Import]] = {}
        self.records: set[Import] = set()

    def facts(self) -> AggregateFacts:
        """Derive the facts."""
        aggregate, types = self.aggregate, self.types
        listed = self._attributes()
        questions = Questions(types, aggregate)
        rules, others = questions.rules(), questions.others()
        commands = tuple(self._commands())
        record, self.records = record_message(types, aggregate)
        tests = self._checks()
        if tests or rules:
            self.model.add(self._shared("checks", "Check"))
        self.model |= questions.needs
        hidden = masked(aggregate.name, all_of(aggregate))
        self.model |= types.builtin("str").needs if hidden else set()
        unique = tuple(it.name for it in aggregate.fields if it.unique)
        return AggregateFacts(
            name=aggregate.name,
            noun=words(aggregate.name),
            nouns=words(aggregate.plural),
            snake=snake(aggregate.name),
            plural=member(aggregate.plural),
            doc=of_thing(aggregate.name, aggregate.doc),
            identity=aggregate.identity.name,
            identity_type=str(types.identity(aggregate)),
            carried_as=aggregate.carried_as,
            attributes=listed,
            checks=tests,
            masked=hidden,
            state=self.table.enum if aggregate.states else "",
            table=self.table.name,
            moves=self.table.rows(),
            refusals=self.table.refusals(),
            rules=rules,
            questions=others,
            lists=self._lists(),
            commands=commands,
            unique=unique,
            unique_argument=self._unique_argument(unique),
            personal=aggregate.identity.pii,
            finders=self._finders(types.domain),
            record=record,
            version=version_name(aggregate),
            record_head=self._record_head(),
            recorded=self._recorded(),
            queried=bool(aggregate.queries),
            searched=any(not is_by_identity(aggregate, it) for it in aggregate.queries),
            row=snake(aggregate.name),
            table_name=snake(aggregate.plural).upper(),
        )

    def _record_head(self) -> str:
        name = self.aggregate.name
        given = [f"{snake(name)}: {name}", f"{version_name(self.aggregate)}: int = 0"]
        return call(f"def {snake(name)}_record", given, indent=0, after=f" -> {name}Record:")

    def _recorded(self) -> str:
        """Write the comprehension as ruff would: its version may take a line of its own."""
        aggregate = self.aggregate
        table = snake(aggregate.plural).upper()
        version = f"self._store.version({table}, it.{aggregate.identity.name})"
        made = call(f"{snake(aggregate.name)}_record", ["it", version], indent=12)
        every = f"for it in self._store.all({table})"
        inside = f"{made} {every}"
        if "\n" not in made and len(inside) + len("        return []") <= WIDTH:
            return f"return [{inside}]"
        gap = " " if "\n" not in made and len(inside) + 12 <= WIDTH else "\n            "
        return f"return [\n            {made}{gap}{every}\n        ]"

    def _shared(self, file: str, name: str) -> Import:
        return Import(f"{self.types.package}.shared.{file}", name)

    def _attributes(self) -> tuple[AttributeFacts, ...]:
        aggregate = self.aggregate
        listed, needs = attributes(self.types, aggregate.fields)
        self.model |= needs
        if not aggregate.has_key:
            identity = self.types.identity(aggregate)
            self.model |= identity.needs
            listed = (AttributeFacts("id", str(identity), "", ""), *listed)
        if aggregate.states:
            home = f"{self.types.package}.{self.module.name}.values"
            self.model.add(Import(home, self.table.enum))
            if self.table.rows():
                table = Import("typing", "Final"), self._shared("transitions", "Transitions")
                self.model.update(table)
            listed = (*listed, AttributeFacts("state", self.table.enum, "", ""))
        return listed

    def _checks(self) -> tuple[str, ...]:
        found = checks(self.types, self._guarded())
        self.model |= needs_of(found)
        return tuple(laid(str(it), indent=12, after=",").removesuffix(",") for it in found)

    def _guarded(self) -> list[Field]:
        """Return the fields; a key that is text is never empty."""
        key = self.aggregate.identity.name if self.aggregate.has_key else ""
        return [key_of(it) if it.name == key else it for it in self.aggregate.fields]

    def _commands(self) -> Iterator[CommandFacts]:
        for command in self.aggregate.commands:
            builder = CommandBuilder(
                self.types, self.aggregate, command, self.table, cqrs=self.cqrs
            )
            facts = builder.facts(public=command.name in self.module.public)
            self.model |= builder.needs
            self.asking |= builder.asked.needs
            self.messages[command.name] = builder.message_needs
            if facts.stamped:
                self.model.add(self._shared("messages", "Stamp"))
            yield facts

    def _lists(self) -> tuple[ListFacts, ...]:
        work = [it.item for it in self.aggregate.commands if it.item is not None]
        worked = {it.holder for it in work}
        sought = {it.holder for it in work if it.action is not Action.ADDS}
        held = [it for it in self.aggregate.entities if it.holder in worked]
        home = f"{self.types.package}.{self.module.name}.values"
        for entity in held:
            self.model |= {Import(home, entity.name), self._shared("items", "ItemList")}
        return tuple(
            ListFacts(
                name=it.holder,
                entity=it.name,
                resource=words(it.name),
                key=it.key,
                local=snake(it.name),
                personal=it.holder in sought and it.identity.pii,
            )
            for it in held
        )

    def _unique_argument(self, names: tuple[str, ...]) -> str:
        row = snake(self.aggregate.name)
        pairs = [f'("{it}", lambda {row}: {row}.{it})' for it in names]
        if len(pairs) == 1:
            return f"unique=({pairs[0]},)"
        return exploded("unique=", pairs, indent=4) if pairs else ""

    def _finders(self, domain: Domain) -> tuple[FinderFacts, ...]:
        fields = {it.name: it for it in self.aggregate.fields}
        wanted = finders_of(domain, self.module.name, self.aggregate.name)
        return tuple(self._finder(fields[name]) for name in wanted)

    def _finder(self, field: Field) -> FinderFacts:
        annotation = str(self.types.of(field.type))
        head = f"async def with_{field.name}"
        given = ["self", f"{field.name}: {annotation}"]
        result = f" -> {self.types.builtin('tuple')}[{self.aggregate.name}, ...]:"
        written = call(head, given, indent=4, after=result)
        return FinderFacts(f"with_{field.name}", field.name, annotation, written)


def sort_key(types: Types, aggregate: Aggregate, row: str) -> str:
    """Write the identity of a row as something that sorts."""
    plain = f"{row}.{aggregate.identity.name}"
    scalar, value = types.plain(aggregate.identity.type)
    return f"{plain}.value" if scalar is not None and value is not None else plain


def key_kind(types: Types, aggregate: Aggregate) -> Code:
    """Write what the identity of a row is, as it sorts."""
    scalar, _ = types.plain(aggregate.identity.type)
    return types.of(scalar or Scalar.STR)


def is_by_identity(aggregate: Aggregate, query: Query) -> bool:
    """Say whether a query asks for one row by nothing but its identity."""
    names = {aggregate.carried_as, aggregate.identity.name}
    single = query.returns is not Returns.MANY and len(query.filters) == 1
    plain = not (query.asks or query.where or query.search)
    return single and plain and query.filters[0].name in names and not query.filters[0].optional
