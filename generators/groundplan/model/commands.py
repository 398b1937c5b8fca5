"""A command: its message, its method on the aggregate, its use case."""

from collections.abc import Iterable

from ..blueprint.domain import (
    Action,
    Aggregate,
    Ask,
    Command,
    Emission,
    Field,
    Origin,
    Scalar,
    Setting,
    Taken,
)
from ..names import pascal, snake, words
from .classes import attribute, checks, default_of
from .code import Code, Import, call, code, exploded, signature
from .facts import (
    AttributeFacts,
    CommandFacts,
    OutcomeFacts,
    PairFacts,
    RejectionFacts,
)
from .members import method_names
from .messages import command_message
from .moves import Table
from .questions import shared_fields
from .types import Types
from .wording import of_command, sentence, titled


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
        self.needs: set[Import] = set()
        self.taken = {taken.field.name: taken for taken in command.takes}
        self.set = {setting.name: setting for setting in command.sets}
        self.made_id = aggregate.carried_as if command.creates and not command.takes_id else ""
        used = {*self.taken, self.made_id}
        self.stamp = free_name("stamp", used)
        self.item = free_name(snake(command.item.entity), used) if command.item else ""
        self.changed = self._changed_name(used)

    def _changed_name(self, used: set[str]) -> str:
        if self.command.creates:
            return free_name("new", used)
        return free_name("changed", used) if self._changes() else "self"

    def _changes(self) -> bool:
        if self.command.deletes:
            return False
        own = any(taken.own for taken in self.command.takes)
        moved = self.table.sets_state(self.command)
        return bool(own or self.command.sets or self.command.item or moved)

    def facts(self, *, public: bool) -> CommandFacts:
        """Derive the facts."""
        command, aggregate = self.command, self.aggregate
        *further, normal = self._outcomes()
        parameters = self._parameters()
        identity = self.types.identity(aggregate)
        scope = {it.name for it in self._given()} if not self.cqrs else {"command"}
        scope |= set() if self.cqrs or command.creates else {aggregate.carried_as}
        local, work, event = (free_name(it, scope) for it in (snake(aggregate.name), "work", "event"))
        local = free_name(local, {*scope, work, event})
        return CommandFacts(
            name=command.name,
            use_case=snake(command.name),
            method=method_names(aggregate)[command.name],
            doc=self._doc(),
            creates=command.creates,
            deletes=command.deletes,
            public=public,
            message=command_message(self.types, aggregate, command)[0],
            identity=aggregate.carried_as,
            identity_type=str(identity),
            result=self._result(),
            stamped=self._stamped(),
            stamp=self.stamp,
            parameters=parameters,
            signature=self._signature(parameters),
            handled_by=self._handled_by(),
            served_by=self._served_by(),
            local=local,
            work=work,
            event=event,
            call=self._call(local, work),
            assigned=self._assigned(local, event),
            kept="add" if command.creates else "remove" if command.deletes else "save",
            returns=self._returns(),
            checks=self._checks(),
            gate=self.table.gate(command),
            rejections=self._rejections(),
            born=self._born() if command.creates else "",
            item=self._item_made(),
            further=tuple(further),
            normal=normal,
            changed=self.changed,
            upholds=bool(aggregate.rules) and (command.creates or self._changes()),
        )

    def _signature(self, parameters: Iterable[AttributeFacts]) -> str:
        named = [f"{it.name}: {it.annotation}{it.default}" for it in parameters]
        named += [f"{self.stamp}: Stamp"] if self._stamped() else []
        method = method_names(self.aggregate)[self.command.name]
        first = "cls" if self.command.creates else "self"
        return signature(method, named, self._returns(), first=first)

    def _handled_by(self) -> str:
        work = f"work: {pascal(self.aggregate.module)}Work"
        head = f"async def {snake(self.command.name)}"
        given = [f"command: {self.command.name}", work]
        return call(head, given, indent=0, after=f" -> {self._result()}:")

    def _served_by(self) -> str:
        message, _ = command_message(self.types, self.aggregate, self.command)
        named = [f"{it.name}: {it.annotation}{it.default}" for it in message.attributes]
        return signature(snake(self.command.name), named, self._result(), keyword="async def")

    def _result(self) -> str:
        return str(self.types.identity(self.aggregate)) if self.command.creates else "None"

    def _call(self, local: str, work: str) -> str:
        """Write the call of the method as the use case makes it."""
        given = "command." if self.cqrs else ""
        arguments = [f"{it.name}={given}{it.name}" for it in self._given()]
        if self.made_id:
            made = self.types.wrapped_identity(code(f"{work}.new_id()"), self.aggregate)
            arguments.insert(0, f"{self.made_id}={made}")
        if self._stamped():
            arguments.append(f"{self.stamp}={work}.stamp()")
        called = self.aggregate.name if self.command.creates else local
        method = method_names(self.aggregate)[self.command.name]
        return exploded(f"{called}.{method}", arguments, indent=8 if self.cqrs else 12)

    def _assigned(self, local: str, event: str) -> str:
        """Write the targets of what the method returns."""
        kept = [] if self.command.deletes else [local]
        targets = [*kept, event] if self.command.emits else kept
        return f"{', '.join(targets)} = " if targets else ""

    def _given(self) -> list[Field]:
        return [taken.field for taken in self.command.takes]

    def _parameters(self) -> tuple[AttributeFacts, ...]:
        listed = []
        if self.made_id:
            identity = self.types.identity(self.aggregate)
            self.needs |= identity.needs
            listed.append(AttributeFacts(self.made_id, str(identity), "", ""))
        for field in self._given():
            facts, needs = attribute(self.types, field, defaults=True)
            self.needs |= needs.needs
            listed.append(facts)
        return tuple(listed)

    def _stamped(self) -> bool:
        clocks = [taken.field.default for taken in self.command.takes]
        clocks += [setting.to for setting in self.command.sets]
        if self.command.creates or self._adds():
            clocks += [it.default for it in self._target_fields() if it.name not in self.taken]
        return bool(self.command.emits) or any(isinstance(it, Ask) for it in clocks)

    def _adds(self) -> bool:
        return self.command.item is not None and self.command.item.action is Action.ADDS

    def _target_fields(self) -> tuple[Field, ...]:
        """Return the fields that `takes` and `sets` speak of."""
        if self.command.item is None:
            return self.aggregate.fields
        name = self.command.item.entity
        return next(it.fields for it in self.aggregate.entities if it.name == name)

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
        return tuple(map(str, found))

    def _unguarded(self) -> list[Field]:
        """Return what no class checks: what goes into the event, and tighter bounds."""
        guarded = {it.name: it for it in self._target_fields()}
        return [
            taken.field
            for taken in self.command.takes
            if not taken.own or _is_tighter(taken.field, guarded.get(taken.field.name))
            if taken.field.type is not Scalar.BOOL
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
        asked_of = self.changed if self.command.creates else "self"
        return call(f"if {asked_of}.{snake(subject)}", given, indent=8, after=":")

    def _item_made(self) -> str:
        """Write the statement that makes or finds the item; empty where nothing needs it."""
        work = self.command.item
        if work is None:
            return ""
        entity = next(it for it in self.aggregate.entities if it.name == work.entity)
        found = f"self._{work.holder}().get({entity.key})"
        match work.action:
            case Action.ADDS:
                home = f"{self.types.package}.{self.aggregate.module}.values"
                self.needs.add(Import(home, entity.name))
                made = [_pair_text(self._setting(field)) for field in entity.fields]
                return call(f"{self.item} = {entity.name}", made, indent=8)
            case Action.CHANGES:
                own = [it for it in self.command.takes if it.own and it.field.name != entity.key]
                made = [_pair_text(self._taken(it)) for it in own]
                made += [_pair_text(self._constant(it)) for it in self.command.sets]
                if made:
                    self.needs.add(Import("dataclasses", "replace"))
                    return call(f"{self.item} = replace", [found, *made], indent=8)
        told = any(it.origin is Origin.ITEM for e in self.command.emits for it in e.fills)
        return f"{self.item} = {found}" if told or work.action is Action.CHANGES else ""

    def _outcomes(self) -> tuple[OutcomeFacts, ...]:
        """Return the further events first, since they are asked for; the normal one is last."""
        emits = self.command.emits
        if not emits:
            return (OutcomeFacts("", "", self._change(0, indent=8), "", self._returned("")),)
        normal, further = emits[0], emits[1:]
        asked = [self._outcome(it, index) for index, it in enumerate(further, start=1)]
        return (*asked, self._outcome(normal, 0))

    def _outcome(self, emission: Emission, index: int) -> OutcomeFacts:
        indent = 12 if index else 8
        event = exploded(emission.event, map(_pair_text, self._payload(emission)), indent=indent)
        return OutcomeFacts(
            question=snake(emission.event) if index else "",
            asked=self._asked(emission.event) if index else "",
            change=self._change(index, indent=indent),
            event=emission.event,
            result=self._returned(event),
        )

    def _change(self, outcome: int, *, indent: int) -> str:
        """Write the statement that changes the aggregate; empty where nothing is changed."""
        settings = [_pair_text(it) for it in self._settings(outcome)]
        if not settings:
            return ""
        self.needs.add(Import("dataclasses", "replace"))
        whole = self.changed if self.command.creates else "self"
        return call(f"{self.changed} = replace", [whole, *settings], indent=indent)

    def _returned(self, event: str) -> str:
        """Write what the method returns."""
        if self.command.deletes:
            return event
        return f"{self.changed}, {event}" if event else self.changed

    def _born(self) -> str:
        return exploded(f"{self.changed} = cls", map(_pair_text, self._birth(0)), indent=8)

    def _settings(self, outcome: int) -> tuple[PairFacts, ...]:
        if self.command.creates:
            return self._reborn(outcome)
        if self.command.deletes:
            return ()
        found: list[PairFacts] = []
        if (work := self.command.item) is not None:
            found.append(PairFacts(work.holder, self._held(work.action, work.holder)))
        else:
            own = [taken for taken in self.command.takes if taken.own]
            found += [*map(self._taken, own), *map(self._constant, self.command.sets)]
        if state := self.table.state_after(self.command, outcome):
            found.append(PairFacts("state", state))
        return tuple(found)

    def _held(self, action: Action, holder: str) -> str:
        match action:
            case Action.ADDS:
                return f"self._{holder}().added({self.item})"
            case Action.CHANGES:
                return f"self._{holder}().replaced({self.item})"
        entity = next(it for it in self.aggregate.entities if it.holder == holder)
        return f"self._{holder}().without({entity.key})"

    def _reborn(self, outcome: int) -> tuple[PairFacts, ...]:
        """Return the state of a further outcome, where it is another than the normal one."""
        normal, state = (self.table.state_after(self.command, it) for it in (0, outcome))
        if state == normal:
            return ()
        return (PairFacts("state", state),)

    def _birth(self, outcome: int) -> tuple[PairFacts, ...]:
        fields = self.aggregate.fields
        found = [] if self.aggregate.has_key else [PairFacts("id", self.made_id)]
        for field in fields:
            is_key = self.aggregate.has_key and field.name == self.aggregate.identity.name
            if is_key and self.made_id:
                found.append(PairFacts(field.name, self.made_id))
            else:
                found.append(self._setting(field))
        if state := self.table.state_after(self.command, outcome):
            found.append(PairFacts("state", state))
        return tuple(found)

    def _setting(self, field: Field) -> PairFacts:
        """Give a field of something new its value."""
        if (taken := self.taken.get(field.name)) is not None and taken.own:
            return self._taken(taken)
        if (setting := self.set.get(field.name)) is not None:
            return self._constant(setting)
        if field.default is not None:
            return self._pair(field.name, self.types.constant(field.default, field.type, stamp=self.stamp))
        return self._pair(field.name, default_of(self.types, field))

    def _taken(self, taken: Taken) -> PairFacts:
        name, default = taken.field.name, taken.field.default
        if isinstance(default, Ask):
            clock = self.types.constant(default, taken.field.type, stamp=self.stamp)
            return PairFacts(name, f"{clock} if {name} is None else {name}")
        return PairFacts(name, name)

    def _constant(self, setting: Setting) -> PairFacts:
        field = next(it for it in self._target_fields() if it.name == setting.name)
        return self._pair(setting.name, self.types.constant(setting.to, field.type, stamp=self.stamp))

    def _pair(self, name: str, value: Code) -> PairFacts:
        self.needs |= value.needs
        return PairFacts(name, str(value))

    def _payload(self, emission: Emission) -> tuple[PairFacts, ...]:
        after = "self" if self.command.deletes else self.changed
        identity = f"{after}.{self.aggregate.identity.name}"
        found = [
            PairFacts("event_id", f"{self.stamp}.event_id"),
            PairFacts("occurred_at", f"{self.stamp}.at"),
            PairFacts(self.aggregate.carried_as, identity),
        ]
        for fill in emission.fills:
            found.append(PairFacts(fill.name, self._filled(fill.name, fill.origin, after)))
        return tuple(found)

    def _filled(self, name: str, origin: Origin, after: str) -> str:
        taken = self.taken.get(name)
        if origin is Origin.TAKEN and not (taken and isinstance(taken.field.default, Ask)):
            return name
        work = self.command.item
        if work is not None and origin is not Origin.AGGREGATE:
            return f"{self.item}.{name}"
        return f"{after}.{name}"

    def _doc(self) -> str:
        doc = of_command(self.command.name, self.aggregate.name, self.command.doc)
        refusals = [f"    {error}: {when}" for error, when in self._raises()]
        return "\n".join([doc, "", "Raises:", *refusals]) if refusals else doc

    def _raises(self) -> Iterable[tuple[str, str]]:
        spoken = words(self.aggregate.name)
        if allowed := self.table.sources(self.command):
            if len(allowed) < len(self.aggregate.states):
                yield ("IllegalMove", f"The {spoken} is not {' or '.join(allowed)}.")
        for rejection in self.command.rejects:
            if rejection.states:
                yield (rejection.error, f"The {spoken} is {' or '.join(rejection.states)}.")
            else:
                yield (rejection.error, sentence(rejection.words))
        if (work := self.command.item) is not None:
            item = words(work.entity)
            if work.action is Action.ADDS:
                yield ("AlreadyExists", f"The {spoken} has this {item}.")
            else:
                yield ("NotFound", f"The {spoken} has no such {item}.")
        faults = ["something lies outside its type"] if self.command.takes else []
        faults += ["a rule is broken"] if self.aggregate.rules and not self.command.deletes else []
        if faults:
            yield ("Invalid", titled(f"{', or '.join(faults)}."))


def _pair_text(pair: PairFacts) -> str:
    return f"{pair.name}={pair.value}"


def _is_tighter(taken: Field, own: Field | None) -> bool:
    if own is None:
        return False
    return (taken.low, taken.high, taken.pattern) != (own.low, own.high, own.pattern)


def free_name(wanted: str, used: set[str]) -> str:
    """Return the name, with as many `_` behind it as it takes to be free."""
    while wanted in used:
        wanted += "_"
    return wanted


