"""Policies: whenever an event, then a command."""

from collections.abc import Iterator

from ..blueprint.domain import Aim, Command, Domain, Field, Policy, Source
from ..blueprint.terms import AggregateRef, EntityRef, ValueRef
from ..names import pascal, snake, words
from .code import Code, Import, call, code
from .facts import AttributeFacts, PairFacts, PolicyFacts
from .types import Types
from .wording import sentence


def finders_of(domain: Domain, module: str, aggregate: str) -> tuple[str, ...]:
    """Return the fields by which policies find aggregates of this class, each once."""
    found = {
        policy.aim_at: None
        for it in domain.modules
        for policy in it.policies
        if policy.aim is Aim.FINDER and policy.then[:2] == (module, aggregate)
    }
    return tuple(found)


class PolicyBuilder:
    """Derives the facts of one policy; `needs` gathers what policies.py imports."""

    def __init__(self, types: Types, module: str, policy: Policy) -> None:
        """Look at a policy of a module."""
        self.types = types
        self.module = module
        self.policy = policy
        self.needs: set[Import] = set()
        domain = types.domain
        self.source = domain.aggregate(AggregateRef(*policy.when[:2]))
        self.target = domain.aggregate(AggregateRef(*policy.then[:2]))
        self.command = next(it for it in self.target.commands if it.name == policy.then[2])
        self.event = next(it for it in self.source.events if it.name == policy.when[2])

    def facts(self, *, cqrs: bool) -> PolicyFacts:
        """Derive the facts."""
        policy = self.policy
        return PolicyFacts(
            name=policy.name,
            doc=self._doc(),
            event=policy.when[2],
            command=policy.then[2],
            given=tuple(self._given(cqrs=cqrs)),
            finder=self._finder(),
            loops=tuple(self._loops()),
            sending=self._sending(cqrs=cqrs),
        )

    @property
    def service(self) -> str:
        """Return the class or protocol that the services style calls."""
        title = pascal(self.policy.then[0])
        return f"{title}Service" if self.policy.then[0] == self.module else f"Public{title}"

    def _given(self, *, cqrs: bool) -> Iterator[AttributeFacts]:
        if cqrs:
            yield AttributeFacts("bus", "MessageBus", "", "")
        else:
            yield AttributeFacts(f"{self.policy.then[0]}_service", self.service, "", "")
        if self.policy.aim is Aim.FINDER:
            yield AttributeFacts("work", f"Callable[[], {pascal(self.module)}Work]", "", "")

    def _finder(self) -> str:
        if self.policy.aim is not Aim.FINDER:
            return ""
        identity = f"event.{self.source.carried_as}"
        return f"{snake(self.target.plural)}.with_{self.policy.aim_at}({identity})"

    def _loops(self) -> Iterator[str]:
        indent = ""
        if self.policy.aim is Aim.FINDER:
            yield f"for {snake(self.target.name)} in found:"
            indent = "    "
        if self.policy.each:
            yield f"{indent}for item in event.{self.policy.each}:"

    def _sending(self, *, cqrs: bool) -> str:
        indent = 4 + 4 * len(tuple(self._loops()))
        given = [f"{it.name}={it.value}" for it in self._arguments(snake(self.target.name))]
        if cqrs:
            made = call(f"command = {self.command.name}", given, indent=indent)
            send = "partial(bus.send, command)"
        else:
            name = f"{self.policy.then[0]}_service.{snake(self.command.name)}"
            made = call("send = partial", [name, *given], indent=indent)
            send = "send"
        told = call("await tell", [f'"{self.policy.name}"', send], indent=indent)
        margin = " " * (indent - 4)
        return f"{margin}{made}\n    {margin}{told}"

    def _doc(self) -> str:
        if self.policy.doc:
            return sentence(self.policy.doc)
        said = f"Send {self.command.name} whenever {self.event.name}"
        if self.policy.aim is Aim.FINDER:
            said += f", to each {words(self.target.name)} with its {words(self.policy.aim_at)}"
        return sentence(said)

    def _arguments(self, found: str) -> list[PairFacts]:
        listed = []
        if not self.command.creates:
            listed.append(PairFacts(self.target.carried_as, self._identity(found)))
        listed += [
            PairFacts(source.taken, str(self._source(source)))
            for source in self.policy.sources
            if source.taken != self.target.carried_as or self.command.creates
        ]
        return listed

    def _identity(self, found: str) -> str:
        if self.policy.aim is Aim.FINDER:
            return f"{found}.{self.target.identity.name}"
        return self._read(self.policy.aim_at)

    def _read(self, name: str) -> str:
        if name and name == self.policy.each:
            return "item"
        return f"item.{name}" if self.policy.each and self._in_item(name) else f"event.{name}"

    def _in_item(self, name: str) -> bool:
        field = next(it for it in self.event.fields if it.name == self.policy.each)
        return name in {it.name for it in _fields_of(self.types, field)}

    def _source(self, source: Source) -> Code:
        if source.constant is None:
            return code(self._read(source.field))
        taken = _taken(self.command, source.taken)
        written = self.types.constant(source.constant, taken.type)
        self.needs |= written.needs
        return written


def _taken(command: Command, name: str) -> Field:
    return next(it.field for it in command.takes if it.field.name == name)


def _fields_of(types: Types, field: Field) -> tuple[Field, ...]:
    match field.type:
        case EntityRef():
            return types.domain.entity(field.type).fields
        case ValueRef():
            return types.domain.value(field.type).fields
    return ()
