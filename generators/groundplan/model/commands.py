"""A command: its message, its method on the aggregate, its use case."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..blueprint.domain import Action, Aggregate, Command, Emission, Field, Module
from ..names import pascal, snake, words
from .asking import Asked
from .changes import Change, free_name
from .classes import attribute, checks
from .code import Import, call, code, laid, signature
from .facts import AttributeFacts, CommandFacts, OutcomeFacts, RejectionFacts
from .members import method_names
from .messages import command_doc, command_message
from .moves import Table
from .ports import local_names
from .questions import known_fields, shared_fields
from .types import Types
from .wording import of_refusal, titled


class CommandBuilder:
    """Derives everything about one command; `needs` gathers what model.py must import."""

    def __init__(
        self, types: Types, aggregate: Aggregate, command: Command, table: Table, *, cqrs: bool
    ) -> None:
        """Look at a command of an aggregate."""
        self.cqrs = cqrs
        self.types = types
        self.aggregate = aggregate
        self.command = command
        self.table = table
        self.change = Change(types, aggregate, command, table)
        self.asked = Asked(types, aggregate, command, cqrs=cqrs)
        self.needs = self.change.needs
        self.message, self.message_needs = command_message(types, aggregate, command)
        self.method = method_names(aggregate)[command.name]

    def facts(self, *, public: bool) -> CommandFacts:
        """Derive the facts."""
        command, aggregate = self.command, self.aggregate
        *further, normal = self._outcomes()
        parameters = self._parameters()
        scope = {it.name for it in self._given()} if not self.cqrs else {"command"}
        scope |= set() if self.cqrs or command.creates else {aggregate.carried_as}
        plain = snake(aggregate.name)
        plain = "found" if plain in scope else plain
        local, work, event = (free_name(it, scope) for it in (plain, "work", "event"))
        local = free_name(local, {*scope, work, event})
        asking = tuple(self.asked.statements(local, work))
        return CommandFacts(
            name=command.name,
            use_case=snake(command.name),
            doc=_with_refusals(aggregate, command, self._raises()),
            served_doc=_with_refusals(aggregate, command, self._served_raises()),
            filled=tuple(self.change.filled()),
            creates=command.creates,
            deletes=command.deletes,
            public=public,
            message=self.message,
            identity=aggregate.carried_as,
            stamped=self.change.stamped,
            signature=self._signature(parameters),
            handled_by=self._handled_by(),
            served_by=self._served_by(),
            local=local,
            work=work,
            event=event,
            asks=asking,
            ports=self._ports(),
            registered=self._registered(),
            call=self._call(local, work, event),
            kept="add" if command.creates else "remove" if command.deletes else "save",
            returns=self._returns(),
            checks=self._checks(),
            gate=self.table.gate(command, self.change.state),
            rejections=self._rejections(),
            born=self._born(),
            item=self.change.item_made(),
            further=tuple(further),
            normal=normal,
        )

    def _signature(self, parameters: Iterable[AttributeFacts]) -> str:
        named = [f"{it.name}: {it.annotation}{it.default}" for it in parameters]
        named += [f"{self.change.stamp}: Stamp"] if self.change.stamped else []
        first = "cls" if self.command.creates else "self"
        return signature(self.method, named, self._returns(), first=first)

    def _handled_by(self) -> str:
        work = f"work: {pascal(self.aggregate.module)}Work"
        head = f"async def {snake(self.command.name)}"
        given = [f"command: {self.command.name}", work]
        if self.command.asks is not None:
            port = self.command.asks.port
            given += ["*", f"{self._ports()[0]}: {port}", "port_timeout: float"]
        return call(head, given, indent=0, after=f" -> {self._result()}:")

    def _ports(self) -> tuple[str, ...]:
        """Return the names of what a use case gets to ask: none or one."""
        if self.command.asks is None:
            return ()
        return (local_names(self._module())[self.command.asks.port],)

    def _module(self) -> Module:
        return self.types.domain.module(self.aggregate.module)

    def _registered(self) -> str:
        """Write the statement that gives the message its handler."""
        handler = snake(self.command.name)
        if ports := self._ports():
            given = [f"{it}={it}" for it in (*ports, "port_timeout")]
            handler = f"partial({', '.join([handler, *given])})"
        return call("bus.on_command", [self.command.name, handler, "work"], indent=4)

    def _served_by(self) -> str:
        named = [f"{it.name}: {it.annotation}{it.default}" for it in self.message.attributes]
        return signature(snake(self.command.name), named, self._result(), keyword="async def")

    def _result(self) -> str:
        return str(self.types.identity(self.aggregate)) if self.command.creates else "None"

    def _call(self, local: str, work: str, event: str) -> str:
        """Write the call of the method as the use case makes it."""
        given = "command." if self.cqrs else ""
        arguments = [f"{it.name}={given}{it.name}" for it in self._given()]
        if self.change.made_id:
            made = self.types.wrapped_identity(code(f"{work}.new_id()"), self.aggregate)
            made = code(self.asked.identity) if self.asked.hands_identity else made
            arguments.insert(0, f"{self.change.made_id}={made}")
        if self.change.answer is not None:
            arguments.append(f"{self.change.answer.name}={self.asked.answer}")
        if self.change.stamped:
            arguments.append(f"{self.change.stamp}={work}.stamp()")
        called = self.aggregate.name if self.command.creates else local
        target = self._assigned(local, event)
        return call(f"{target}{called}.{self.method}", arguments, indent=8 if self.cqrs else 12)

    def _assigned(self, local: str, event: str) -> str:
        """Write the targets of what the method returns."""
        kept = [] if self.command.deletes else [local]
        targets = [*kept, event] if self.command.emits else kept
        return f"{', '.join(targets)} = " if targets else ""

    def _given(self) -> list[Field]:
        return [taken.field for taken in self.command.takes]

    def _parameters(self) -> tuple[AttributeFacts, ...]:
        listed = []
        if self.change.made_id:
            identity = self.types.identity(self.aggregate)
            self.needs |= identity.needs
            listed.append(AttributeFacts(self.change.made_id, str(identity), "", ""))
        for field in known_fields(self.types, self.aggregate, self.command):
            facts, needs = attribute(self.types, field, defaults=True)
            self.needs |= needs.needs
            listed.append(facts if field is not self.change.answer else replace(facts, default=""))
        return tuple(listed)

    def _returns(self) -> str:
        events = " | ".join(emission.event for emission in self.command.emits)
        for emission in self.command.emits:
            home = f"{self.types.package}.{self.aggregate.module}.events"
            self.needs.add(Import(home, emission.event))
        if self.command.deletes:
            return events or "None"
        self.needs.add(Import("typing", "Self"))
        pair = self.types.builtin("tuple")
        self.needs |= pair.needs if events else set()
        return f"{pair}[Self, {events}]" if events else "Self"

    def _checks(self) -> tuple[str, ...]:
        found = checks(self.types, self._unguarded(), of="")
        if found:
            self.needs.add(Import(f"{self.types.package}.shared.checks", "Check"))
        for check in found:
            self.needs |= check.needs
        return tuple(laid(str(it), indent=12, after=",").removesuffix(",") for it in found)

    def _unguarded(self) -> list[Field]:
        """Return what no class checks: what goes into the event, and tighter bounds."""
        guarded = {it.name: it for it in self.change.target_fields}
        return [
            taken.field
            for taken in self.command.takes
            if not taken.own or _is_tighter(taken.field, guarded.get(taken.field.name))
        ]

    def _rejections(self) -> tuple[RejectionFacts, ...]:
        return tuple(
            RejectionFacts(
                error=rejection.error,
                question=snake(rejection.error),
                asked=self._asked(rejection.error),
            )
            for rejection in self.command.rejects
            if not rejection.states
        )

    def _asked(self, subject: str) -> str:
        """Write the question about a refusal or a further event."""
        fields = shared_fields(self.types, self.aggregate, subject)
        given = [f"{it.name}={it.name}" for it in fields]
        asked_of = self.change.changed if self.command.creates else "self"
        return call(f"if {asked_of}.{snake(subject)}", given, indent=8, after=":")

    def _outcomes(self) -> tuple[OutcomeFacts, ...]:
        """Return the further events first, since they are asked for; the normal one is last."""
        emits = self.command.emits
        if not emits:
            return (self._silent(),)
        normal, further = emits[0], emits[1:]
        asked = [self._outcome(it, index) for index, it in enumerate(further, start=1)]
        return (*asked, self._outcome(normal, 0))

    def _born(self) -> str:
        born = self.change.born()
        return self.change.returned(born) if self._born_at_once() else born

    def _silent(self) -> OutcomeFacts:
        """Return the outcome without an event; what is made is returned at once where it can be."""
        change, result = self.change.made(0, indent=8), self.change.result(None, indent=8)
        if change and not self._upholds():
            change, result = self.change.returned(change), ""
        result = "" if self._born_at_once() else result
        return OutcomeFacts("", "", change, "", self._upheld(), result)

    def _born_at_once(self) -> bool:
        """Say whether the method of a creating command has nothing to do but to make it."""
        asked = self.command.emits or self._upholds() or self._rejections()
        return self.command.creates and not asked

    def _outcome(self, emission: Emission, index: int) -> OutcomeFacts:
        indent = 12 if index else 8
        return OutcomeFacts(
            question=snake(emission.event) if index else "",
            asked=self._asked(emission.event) if index else "",
            change=self.change.made(index, indent=indent),
            event=emission.event,
            upheld=self._upheld(),
            result=self.change.result(emission, indent=indent),
        )

    def _upheld(self) -> str:
        """Write the check of the rules."""
        return f"{self.change.changed}._uphold()" if self._upholds() else ""

    def _upholds(self) -> bool:
        return bool(self.aggregate.rules) and (self.command.creates or self.change.any)

    def _served_raises(self) -> Iterator[tuple[str, str]]:
        """Yield the refusals of the whole use case."""
        spoken = words(self.aggregate.name)
        yield from self._raises()
        if not self.command.creates:
            yield ("NotFound", f"There is no such {spoken}.")
            yield ("ConcurrentChange", f"Somebody else changed the {spoken} meanwhile.")
        if self.command.asks is not None:
            yield ("Unavailable", f"There is no answer of the {words(self.command.asks.port)}.")
        taken = {it.field.name for it in self.command.takes if it.own}
        unique = [it.name for it in self.aggregate.fields if it.unique and it.name in taken]
        keys = [self.aggregate.identity.name] if self.command.takes_id else []
        if clashes := [*keys, *unique]:
            yield ("AlreadyExists", f"Another {spoken} has this {' or '.join(clashes)}.")

    def _raises(self) -> Iterator[tuple[str, str]]:
        spoken = words(self.aggregate.name)
        allowed = self.table.sources(self.command)
        answered = {state for it in self.command.rejects for state in it.states}
        if allowed and {*allowed, *answered} != {*self.aggregate.states}:
            among = " nor ".join(map(words, allowed))
            said = f"not {among}" if len(allowed) == 1 else f"neither {among}"
            yield ("IllegalMove", f"The {spoken} is {said}.")
        for rejection in self.command.rejects:
            yield (rejection.error, of_refusal(rejection, self.aggregate.name))
        if (work := self.command.item) is not None:
            item = words(work.entity)
            if work.action is Action.ADDS:
                yield ("AlreadyExists", f"The {spoken} has this {item}.")
            else:
                yield ("NotFound", f"The {spoken} has no such {item}.")
        removes = work is not None and work.action is Action.REMOVES
        kept = next(
            (it.many for it in self.aggregate.fields if work and it.name == work.holder), ""
        )
        checked = self.command.takes and (not removes or self._checks())
        faults = ["something lies outside its type"] if checked else []
        faults += ["nothing would be left in the list"] if removes and kept == "+" else []
        faults += ["a rule is broken"] if self._upholds() else []
        if faults:
            yield ("Invalid", titled(f"{', or '.join(faults)}."))


def _with_refusals(
    aggregate: Aggregate, command: Command, raises: Iterable[tuple[str, str]]
) -> str:
    """Write a docstring that lists the refusals, each error once."""
    doc = command_doc(aggregate, command)
    whens: dict[str, str] = {}
    for error, when in raises:
        whens[error] = f"{whens[error]} {when}" if error in whens else when
    refusals = [f"    {error}: {when}" for error, when in whens.items()]
    return "\n".join([doc, "", "Raises:", *refusals]) if refusals else doc


def _is_tighter(taken: Field, own: Field | None) -> bool:
    if own is None:
        return False
    return (taken.low, taken.high, taken.pattern) != (own.low, own.high, own.pattern)
