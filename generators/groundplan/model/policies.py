"""Policies: whenever an event, then a command, or a port is told."""

from collections.abc import Iterator
from dataclasses import replace

from ..blueprint.domain import (
    Aim,
    Command,
    Domain,
    Field,
    Module,
    Policy,
    Source,
    Telling,
)
from ..blueprint.terms import AggregateRef, EntityRef, Scalar, ValueRef
from ..names import member, pascal, snake, words
from .changes import free_name
from .code import Code, Import, call, code
from .facts import AttributeFacts, PairFacts, PolicyFacts
from .ports import handed, local_names
from .types import Types, module_of
from .wording import sentence

PATIENCE = AttributeFacts("port_timeout", "float", "", "")


def finders_of(domain: Domain, module: str, aggregate: str) -> tuple[str, ...]:
    """Return the fields by which policies find aggregates of this class, each once."""
    found = {
        policy.aim_at: None
        for it in domain.modules
        for policy in it.policies
        if policy.aim is Aim.FINDER and policy.then[:2] == (module, aggregate)
    }
    return tuple(found)


def met(types: Types, own: str, module: str, file: str, name: str) -> Code:
    """Write a class from the module's own file, or from another's door."""
    home = f"{types.package}.{module}"
    return types.imported(Import(f"{home}.{file}" if module == own else home, name))


def fixed_needs(package: str) -> set[Import]:
    """Return what every policies.py imports."""
    return {
        Import("functools", "partial"),
        Import(f"{package}.shared.event_bus", "EventBus"),
        Import(f"{package}.shared.policies", "tell"),
    }


class Hearing:
    """How a policy reads the event that it hears; `needs` gathers what policies.py imports."""

    def __init__(self, types: Types, module: str, policy: Policy | Telling) -> None:
        """Look at a policy of a module."""
        self.types = types
        self.module = module
        self.each = policy.each
        self.event_class = met(types, module, policy.when[0], "events", policy.when[2])
        self.needs: set[Import] = {*self.event_class.needs}
        self.reads_item = False
        self.source = types.domain.aggregate(AggregateRef(*policy.when[:2]))
        self.event = next(it for it in self.source.events if it.name == policy.when[2])

    def read(self, name: str, target: Field) -> str:
        """Write how a field of the event, or of its item, is read; the item itself if one is."""
        inside = name in self._item
        if not inside and (name != self.each or target.many):
            return f"event.{name}"
        self.reads_item = True
        return f"item.{name}" if inside else "item"

    def loop(self) -> Iterator[str]:
        """Write the loop over the items, if there is one, once all is read."""
        if self.each:
            yield f"for {'item' if self.reads_item else '_item'} in event.{self.each}:"

    def written(self, source: Source, target: Field) -> Code:
        """Write what a field gets."""
        if source.constant is None:
            return code(self.read(source.field, target))
        written = self.types.constant(source.constant, target.type)
        self.needs |= {self._at_door(it) for it in written.needs}
        return written

    def _at_door(self, need: Import) -> Import:
        """Import what another module has where it offers it."""
        there = module_of(need)
        if there in {self.module, "shared"} or not need.module.endswith(f"{there}.values"):
            return need
        return need._replace(module=f"{self.types.package}.{there}")

    def field(self, name: str) -> Field:
        """Return a field of the event, or of its item, or what every event carries."""
        known = {
            "event_id": Field("event_id", Scalar.UUID),
            "occurred_at": Field("occurred_at", Scalar.DATETIME),
            self.source.carried_as: Field(
                self.source.carried_as, AggregateRef(self.source.module, self.source.name)
            ),
        }
        known |= {it.name: it for it in self.event.fields}
        if self.each in known:
            known[self.each] = replace(known[self.each], many="")
        return (known | self._item)[name]

    @property
    def _item(self) -> dict[str, Field]:
        if not self.each:
            return {}
        field = next(it for it in self.event.fields if it.name == self.each)
        return {it.name: it for it in _fields_of(self.types, field)}


class TellingBuilder:
    """Derives the facts of one policy that tells a port."""

    def __init__(self, types: Types, module: Module, telling: Telling) -> None:
        """Look at such a policy of a module."""
        self.telling = telling
        self.heard = Hearing(types, module.name, telling)
        self.port = next(it for it in module.ports if it.name == telling.then[0])
        self.local = local_names(module)[self.port.name]
        self.given = tuple(self._arguments())

    @property
    def needs(self) -> set[Import]:
        """Return what policies.py imports."""
        package, module = self.heard.types.package, self.heard.module
        return {
            *self.heard.needs,
            *fixed_needs(package),
            Import(f"{package}.shared.asking", "asked"),
            Import(f"{package}.{module}.ports", self.port.name),
        }

    def facts(self) -> PolicyFacts:
        """Derive the facts."""
        telling = self.telling
        said = f"Tell {'.'.join(telling.then)} whenever {telling.when[2]}"
        return PolicyFacts(
            name=telling.name,
            doc=sentence(telling.doc or said),
            event=self.heard.event_class.text,
            command="",
            given=(AttributeFacts(self.local, self.port.name, "", ""), PATIENCE),
            finder="",
            loops=tuple(self.heard.loop()),
            sending=self._sending(),
        )

    def _sending(self) -> str:
        indent = 8 if self.telling.each else 4
        margin = " " * (indent - 4)
        named = f"{self.local}.{self.telling.then[1]}"
        made = call("call = partial", [named, *self.given], indent=indent)
        asking = f'partial(asked, "{self.port.name}", call, seconds=port_timeout)'
        told = call("await tell", [f'"{self.telling.name}"', "event", asking], indent=indent)
        return f"{margin}{made}\n    {margin}{told}"

    def _arguments(self) -> Iterator[str]:
        fields = {it.name: it for it in self.port.method(self.telling.then[1]).takes}
        for source in self.telling.sources:
            yield f"{source.taken}={self._given(source, fields[source.taken])}"

    def _given(self, source: Source, target: Field) -> Code:
        written = self.heard.written(source, target)
        if source.constant is not None:
            return written
        made = handed(self.heard.types, written.text, self.heard.field(source.field), target)
        self.heard.needs |= made.needs
        return made


class PolicyBuilder:
    """Derives the facts of one policy that sends a command."""

    def __init__(self, types: Types, module: str, policy: Policy, *, cqrs: bool) -> None:
        """Look at a policy of a module."""
        self.types = types
        self.module = module
        self.cqrs = cqrs
        self.policy = policy
        self.heard = Hearing(types, module, policy)
        self.target = types.domain.aggregate(AggregateRef(*policy.then[:2]))
        self.command = next(it for it in self.target.commands if it.name == policy.then[2])
        file, name = ("commands", policy.then[2]) if cqrs else ("service", self.service)
        self.called = met(types, module, policy.then[0], file, name)
        self.taken = tuple(self._taken())
        self.aimed = ""
        if policy.aim is Aim.FIELD:
            self.aimed = self.heard.read(policy.aim_at, self.target.identity)

    def facts(self) -> PolicyFacts:
        """Derive the facts."""
        policy = self.policy
        return PolicyFacts(
            name=policy.name,
            doc=self._doc(),
            event=self.heard.event_class.text,
            command=self.command.name,
            given=tuple(self._given()),
            finder=self._finder(),
            loops=tuple(self._loops()),
            sending=self._sending(),
        )

    @property
    def needs(self) -> set[Import]:
        """Return what policies.py imports."""
        package = self.types.package
        needs = {*self.heard.needs, *self.called.needs, *fixed_needs(package)}
        if self.cqrs:
            needs.add(Import(f"{package}.shared.message_bus", "MessageBus"))
        return needs

    @property
    def service(self) -> str:
        """Return the class or protocol that the services style calls."""
        title = pascal(self.policy.then[0])
        return f"{title}Service" if self.policy.then[0] == self.module else f"Public{title}"

    def _given(self) -> Iterator[AttributeFacts]:
        if self.cqrs:
            yield AttributeFacts("bus", "MessageBus", "", "")
        else:
            yield AttributeFacts(f"{self.policy.then[0]}_service", self.called.text, "", "")
        if self.policy.aim is Aim.FINDER:
            yield AttributeFacts("work", f"Callable[[], {pascal(self.module)}Work]", "", "")

    def _finder(self) -> str:
        if self.policy.aim is not Aim.FINDER:
            return ""
        identity = f"event.{self.heard.source.carried_as}"
        return f"{member(self.target.plural)}.with_{self.policy.aim_at}({identity})"

    def _loops(self) -> Iterator[str]:
        indent = ""
        if self.policy.aim is Aim.FINDER:
            yield f"for {self._found} in found:"
            indent = "    "
        yield from (f"{indent}{it}" for it in self.heard.loop())

    @property
    def _found(self) -> str:
        """Return the name of each aggregate that is found, which nothing else in the function has.

        What it reads and calls is known only once `taken` is.
        """
        used = {"found", "send", "sought"} | ({"item"} if self.policy.each else set())
        used |= {it.name for it in self._given()} | {it.alias or it.name for it in self.needs}
        return free_name(snake(self.target.name), used)

    def _sending(self) -> str:
        indent = 4 + 4 * len(tuple(self._loops()))
        given = [f"{it.name}={it.value}" for it in self._arguments()]
        if self.cqrs:
            made = call(f"command = {self.called}", given, indent=indent)
            send = "partial(bus.send, command)"
        else:
            name = f"{self.policy.then[0]}_service.{snake(self.command.name)}"
            made = call("send = partial", [name, *given], indent=indent)
            send = "send"
        told = call("await tell", [f'"{self.policy.name}"', "event", send], indent=indent)
        margin = " " * (indent - 4)
        return f"{margin}{made}\n    {margin}{told}"

    def _doc(self) -> str:
        if self.policy.doc:
            return sentence(self.policy.doc)
        said = f"Send {self.command.name} whenever {self.heard.event.name}"
        if self.policy.aim is Aim.FINDER:
            said += f", to each {words(self.target.name)} that has it as `{self.policy.aim_at}`"
        return sentence(said)

    def _arguments(self) -> Iterator[PairFacts]:
        if not self.command.creates:
            identity = self.aimed or f"{self._found}.{self.target.identity.name}"
            yield PairFacts(self.target.carried_as, identity)
        yield from self.taken

    def _taken(self) -> Iterator[PairFacts]:
        for source in self.policy.sources:
            if source.taken != self.target.carried_as or self.command.creates:
                yield PairFacts(source.taken, str(self._source(source)))

    def _source(self, source: Source) -> Code:
        return self.heard.written(source, _taken(self.command, source.taken))


def _taken(command: Command, name: str) -> Field:
    return next(it.field for it in command.takes if it.field.name == name)


def _fields_of(types: Types, field: Field) -> tuple[Field, ...]:
    match field.type:
        case EntityRef():
            return types.domain.entity(field.type).fields
        case ValueRef():
            return types.domain.value(field.type).fields
    return ()
