"""One life from beginning to end, for `python -m`: what it does and says.

The aggregate is the one whose event a policy waits for, so that the answer of another
module is seen; without policies, the one with the longest way through its states.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..blueprint.domain import (
    Action,
    Aggregate,
    Aim,
    Command,
    Domain,
    Field,
    Policy,
)
from ..blueprint.terms import AggregateRef, EntityRef
from ..names import snake, words
from .aggregates import is_by_identity
from .changes import free_name
from .code import WIDTH, Code, Import, call, code, import_block, needs_of
from .fact import fact
from .facts import ScenarioFacts, StepFacts
from .messages import command_doc
from .moves import Table
from .names_apart import apart
from .samples import COUNTED, Samples
from .types import UUID_, Types
from .wording import a, of_query

RESERVED = frozenset({"app", "say", "record", "refusal", "hear", "perform", "play"})


@dataclass(slots=True)
class _Life:
    """Where an aggregate is while the scenario is written."""

    aggregate: Aggregate
    variable: str
    named: bool = False  # whether a later step speaks of it
    state: str = ""
    given: dict[str, Code] = field(default_factory=dict)


@fact
class _Sent:
    """A message of the scenario; `file` is where its class lives."""

    name: str
    file: str
    arguments: tuple[str, ...]
    target: str


class ScenarioBuilder:
    """Writes the steps; `needs` gathers what `scenario.py` imports."""

    def __init__(self, types: Types, *, cqrs: bool) -> None:
        """Look at all modules."""
        self.types = types
        self.samples = Samples(types)
        self.cqrs = cqrs
        self.needs: set[Import] = set()
        self.events: set[tuple[str, str]] = set()  # module, event

    def facts(self) -> ScenarioFacts:
        """Choose the life and write it; what two modules call alike is told apart."""
        policy, aggregate = chosen(self.types.domain)
        steps = tuple(self._steps(policy, aggregate))
        told = tuple(self._told())
        types = apart(self.types, {*self.needs, *needs_of(told)}, module="")
        if types is not self.types:
            return ScenarioBuilder(types, cqrs=self.cqrs).facts()
        package = self.types.package
        needs = {*self.needs, *needs_of(told), *_always(package)}
        return ScenarioFacts(
            title=f"the life of {a(words(aggregate.name))}",
            imports=import_block(needs, package),
            events=tuple(sorted(it.text for it in told)),
            steps=steps,
        )

    def _told(self) -> Iterator[Code]:
        """Write the classes of the events that are heard: of what is sent, and what follows."""
        for home, name in following(self.types.domain, self.events):
            yield self.types.imported(Import(f"{self.types.package}.{home}.events", name))

    def _steps(self, policy: Policy | None, aggregate: Aggregate) -> Iterator[StepFacts]:
        life = self._life(aggregate)
        birth = self._begun(life)
        rest = tuple(self._rest(policy, life))
        yield self._written(life, birth)  # now that it is known whether anything names it
        yield from rest

    def _rest(self, policy: Policy | None, life: _Life) -> Iterator[StepFacts]:
        """Go through the steps after birth."""
        aggregate = life.aggregate
        if policy is not None and policy.aim is Aim.FINDER:
            found = self._found(policy, life)
            yield self._written(found, self._begun(found))
        for command in way(self.types.domain, aggregate, policy):
            yield self._step(life, command)
        comes_back = coming_back(self.types.domain, aggregate)
        if not self.events & comes_back and (refused := _refused(life)) is not None:
            yield self._written(life, refused, refused=True)
        yield from self._read(life)

    def _life(self, aggregate: Aggregate) -> _Life:
        return _Life(aggregate, free_name(snake(aggregate.name), set(RESERVED)))

    def _found(self, policy: Policy, life: _Life) -> _Life:
        """Begin the life that the policy will look for."""
        other = self._life(self.types.domain.aggregate(AggregateRef(*policy.then[:2])))
        if other.variable == life.variable:
            other.variable += "_"
        life.named = True
        other.given[policy.aim_at] = code(life.variable)
        return other

    def _begun(self, life: _Life) -> Command:
        """Begin a life, and return the command by which."""
        command = _first(life.aggregate)
        life.state = Table(life.aggregate).first_state(command)
        self._goes_on(life, command)
        return command

    def _goes_on(self, life: _Life, command: Command) -> None:
        self._hear(AggregateRef(life.aggregate.module, life.aggregate.name), command.name)
        life.state = Table(life.aggregate).next_state(command, life.state)

    def _step(self, life: _Life, command: Command) -> StepFacts:
        self._goes_on(life, command)
        return self._written(life, command)

    def _written(self, life: _Life, command: Command, *, refused: bool = False) -> StepFacts:
        life.named = life.named or not command.creates
        arguments = [] if command.creates else [f"{life.aggregate.carried_as}={life.variable}"]
        for taken in command.takes:
            given = life.given.get(taken.field.name) or self._sample(taken.field, command)
            self.needs |= given.needs
            arguments.append(f"{taken.field.name}={given}")
        target = f"{life.variable} = " if command.creates and life.named else ""
        sent = _Sent(command.name, "commands", tuple(arguments), target)
        return StepFacts(
            said=command_doc(life.aggregate, command).partition("\n")[0],
            call=self._sent(life, sent, indent=8 if refused else 4),
            refused=refused,
            reads=False,
        )

    def _sample(self, field: Field, command: Command) -> Code:
        """Write a value; an identity is made of a number, since there are no doubles here."""
        made = self.samples.sure(field, _which(command))
        if COUNTED not in made.needs:
            return made
        text = made.text.replace(f"{COUNTED.name}(", "UUID(int=")
        return Code(text, (made.needs - {COUNTED}) | {UUID_})

    def _sent(self, life: _Life, sent: _Sent, *, indent: int) -> str:
        """Write the statement that sends a message, or calls the service."""
        module = life.aggregate.module
        if not self.cqrs:
            use_case = f"{sent.target}await app.{module}.{snake(sent.name)}"
            return call(use_case, sent.arguments, indent=indent)
        home = f"{self.types.package}.{module}.{sent.file}"
        message_class = self.types.imported(Import(home, sent.name))
        self.needs |= message_class.needs
        verb = "send" if sent.file == "commands" else "ask"
        message = call(message_class.text, sent.arguments, indent=indent + 4)
        line = f"{sent.target}await app.bus.{verb}({message})"
        if "\n" not in message and indent + len(line) <= WIDTH:
            return line
        margin = " " * (indent + 4)
        return f"{sent.target}await app.bus.{verb}(\n{margin}{message}\n{margin[4:]})"

    def _read(self, life: _Life) -> Iterator[StepFacts]:
        asked = [it for it in life.aggregate.queries if is_by_identity(life.aggregate, it)]
        if not asked or life.state == "gone":
            return
        query = asked[0]
        life.named = True
        given = (f"{query.filters[0].name}={life.variable}",)
        self.needs |= {Import("textwrap", "indent"), Import("pprint", "pformat")}
        yield StepFacts(
            said=of_query(query.name, life.aggregate.name, query.doc).partition("\n")[0],
            call=self._sent(life, _Sent(query.name, "queries", given, "record = "), indent=4),
            refused=False,
            reads=True,
        )

    def _hear(self, ref: AggregateRef, command: str) -> None:
        aggregate = self.types.domain.aggregate(ref)
        done = next(it for it in aggregate.commands if it.name == command)
        self.events |= {(ref.module, emission.event) for emission in done.emits}


def chosen(domain: Domain) -> tuple[Policy | None, Aggregate]:
    """Return the policy to show, if there is one, and the aggregate whose life is played."""
    for module in domain.modules:
        for policy in module.policies:
            aggregate = domain.aggregate(AggregateRef(*policy.when[:2]))
            at_birth = policy.aim is Aim.CREATES and _emits(_first(aggregate), policy.when[2])
            if at_birth or (policy.aim is not Aim.FIELD and way(domain, aggregate, policy)):
                return policy, aggregate
    every = [it for module in domain.modules for it in module.aggregates]
    return None, max(every, key=lambda it: len(way(domain, it, None)))


def way(domain: Domain, aggregate: Aggregate, policy: Policy | None) -> tuple[Command, ...]:
    """Return the commands after birth: to the event of the policy, or as far as it goes.

    It ends where policies act on the aggregate themselves, for nobody knows the state then.
    """
    table = Table(aggregate)
    birth = _first(aggregate)
    back = {event for _, event in coming_back(domain, aggregate)}
    if any(_emits(birth, event) for event in back):
        return ()
    first = table.first_state(birth)
    lists = {it.name for it in aggregate.fields if isinstance(it.type, EntityRef)}
    empty = lists - {it.field.name for it in birth.takes}
    found = _ways(aggregate, table, (first,), back, frozenset(empty))
    if policy is not None and not _emits(birth, policy.when[2]):
        ending = [it for it in found if it and _emits(it[-1], policy.when[2])]
        return min(ending, key=len, default=())
    return max(found, key=len, default=())


def _ways(
    aggregate: Aggregate,
    table: Table,
    seen: tuple[str, ...],
    back: set[str],
    empty: frozenset[str],
) -> list[tuple[Command, ...]]:
    """Return every way through states not seen yet; without states, each command once.

    An item comes into a list that is empty; what a list holds already is left alone.
    """
    if not aggregate.states:
        living = [it for it in aggregate.commands if not it.creates and not it.deletes]
        stays = [it for it in living if it.item is None]
        ends = next((at for at, it in enumerate(stays, 1) if _comes(it, back)), len(stays))
        return [tuple(stays[:count]) for count in range(1, ends + 1)] or [()]
    state = seen[-1]
    found: list[tuple[Command, ...]] = [()]
    for command in aggregate.commands:
        after = table.next_state(command, state)
        if command.creates or state not in table.sources(command) or after in seen:
            continue
        filled = _filled(command)
        if command.item is not None and filled not in empty:
            continue
        ends = after not in aggregate.states or _comes(command, back)
        rest = [()] if ends else _ways(aggregate, table, (*seen, after), back, empty - {filled})
        found += [(command, *further) for further in rest]
    return found


def _filled(command: Command) -> str:
    """Return the list that a command adds an item to; empty for any other command."""
    return command.item.holder if command.item and command.item.action is Action.ADDS else ""


def _comes(command: Command, back: set[str]) -> bool:
    return any(_emits(command, event) for event in back)


def coming_back(domain: Domain, aggregate: Aggregate) -> set[tuple[str, str]]:
    """Return the events (module, name) after which policies act on the aggregate, by any chain."""
    policies = [policy for module in domain.modules for policy in module.policies]
    found: set[tuple[str, str]] = set()
    for _ in policies:  # the longest chain passes each policy once
        for policy in policies:
            target, sent = _caused(domain, policy)
            told = {(target.module, it.event) for it in sent.emits}
            if (target is aggregate and not sent.creates) or told & found:
                found.add((policy.when[0], policy.when[2]))
    return found


def following(domain: Domain, events: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return these events (module, name), and those that policies lead to by any chain."""
    policies = [policy for module in domain.modules for policy in module.policies]
    found = set(events)
    for _ in policies:
        for policy in policies:
            if (policy.when[0], policy.when[2]) in found:
                target, sent = _caused(domain, policy)
                found |= {(target.module, it.event) for it in sent.emits}
    return found


def _caused(domain: Domain, policy: Policy) -> tuple[Aggregate, Command]:
    """Return the command that a policy sends, and whose it is."""
    target = domain.aggregate(AggregateRef(*policy.then[:2]))
    return target, next(it for it in target.commands if it.name == policy.then[2])


def _first(aggregate: Aggregate) -> Command:
    return next(it for it in aggregate.commands if it.creates)


def _emits(command: Command, event: str) -> bool:
    return bool(command.emits) and command.emits[0].event == event


def _refused(life: _Life) -> Command | None:
    """Return a command that the last state does not accept, at best one with its own answer."""
    table = Table(life.aggregate)
    refused = [
        command
        for command in life.aggregate.commands
        if not command.creates
        and table.sources(command)
        and life.state not in {*table.sources(command), "gone"}
    ]
    answered = [it for it in refused if any(life.state in no.states for no in it.rejects)]
    return next(iter([*answered, *refused]), None)


def _which(command: Command) -> int:
    """Return the number of the sample: what is added differs from what was there at birth."""
    return 1 if command.item is not None and command.item.action is Action.ADDS else 0


def _always(package: str) -> Iterator[Import]:
    yield Import("sys")
    yield Import(f"{package}.app", "App")
    yield Import(f"{package}.app", "build")
    yield Import(f"{package}.settings", "Settings")
    yield Import(f"{package}.shared.errors", "DomainError")
    yield Import(f"{package}.shared.messages", "Event")
