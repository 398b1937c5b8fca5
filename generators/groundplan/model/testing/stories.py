"""What a command does to a sample, worked out from the blueprint alone.

The tests of a project compare its model with this, so nothing here looks at how the model
is written: both have to come to the same end on their own.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from ...blueprint.domain import (
    Action,
    Aggregate,
    Command,
    Emission,
    Entity,
    Field,
    Fill,
    Origin,
    Taken,
)
from ...blueprint.terms import Ask
from ...names import constant
from ..classes import key_of
from ..code import Code, Import, code, joined
from ..members import method_names
from ..messages import carried_identity
from ..samples import COUNTED, Samples, items_of
from .story import REPLACE, Outcome, Pairs, Story

STAMPED = {"event_id": "STAMP.event_id", "occurred_at": "STAMP.at"}


class Cast:
    """Samples of one aggregate, and the stories of its commands."""

    def __init__(self, samples: Samples, aggregate: Aggregate) -> None:
        """Look at an aggregate."""
        self.types = samples.types
        self.aggregate = aggregate
        self.samples = samples
        self.name = constant(aggregate.name)
        self.enum = f"{aggregate.name}State"
        self.methods = method_names(aggregate)
        self.salt = {it.name: at for at, it in enumerate(aggregate.fields)}
        self.own = {it.name: self._guarded(it) for it in aggregate.fields}
        self.birth = next(it for it in aggregate.commands if it.creates)
        self.whole = cache(self._whole)
        self.member = cache(self._member)

    def _guarded(self, field: Field) -> Field:
        is_key = self.aggregate.has_key and field.name == self.aggregate.identity.name
        return key_of(field) if is_key else field

    def _whole(self, index: int = 0) -> Pairs | None:
        """Write a whole aggregate; None where no other has another identity or unique field."""
        made: Pairs = {}
        if not self.aggregate.has_key:
            made["id"] = self.identity(index)
        for name, field in self.own.items():
            found = self.samples.of(field, index, self.salt[name])
            single = name == self.aggregate.identity.name or (field.unique and not field.optional)
            if found is None and single and index:
                return None
            made[name] = found or self._fallback(field, index)
        if self.aggregate.states:
            made["state"] = self.member(self.first_state())
        return made

    def _fallback(self, field: Field, index: int) -> Code:
        if field.unique and index:
            return code("None")
        return self.samples.sure(field, 0, self.salt[field.name])

    def identity(self, index: int = 0) -> Code:
        """Write the identity of a sample."""
        aggregate = self.aggregate
        if not aggregate.has_key:
            made = code(f"counted_id({index + 501})", COUNTED)
            return self.types.wrapped_identity(made, aggregate)
        name = aggregate.identity.name
        return self.samples.sure(self.own[name], index, self.salt[name])

    def first_state(self, outcome: int = 0) -> str:
        """Return the state in which the sample is: that of a newborn."""
        return _target(next(it.targets for it in self.birth.moves if not it.source), outcome)

    def _member(self, state: str) -> Code:
        """Write a state."""
        home = f"{self.types.package}.{self.aggregate.module}.values"
        return code(f"{self.enum}.{state.upper()}", Import(home, self.enum))

    def carried(self, name: str) -> set[Import]:
        """Return what the type of the identity imports."""
        return carried_identity(self.types, self.aggregate, name)[1]

    def accepted(self, command: Command) -> dict[str, tuple[str, ...]]:
        """Map each state in which a command is accepted to its targets; empty where all are."""
        if command.creates or not self.aggregate.states:
            return {}
        if command.moves:
            return {move.source: move.targets for move in command.moves}
        refused = {state for it in command.rejects for state in it.states}
        return {it: (it,) for it in self.aggregate.states if it not in refused}

    def story(self, command: Command) -> Story | None:
        """Tell what a command does; None where no sample can be made for it."""
        state = self._state_for(command)
        before: Pairs = {}
        if state and state != self.first_state():
            before["state"] = self.member(state)
        count = self._items_before(command)
        if count is None:
            return None
        before |= self._list_before(command, count)
        told = self._told(command, self._arguments(command, count), before, state)
        needed = {
            name: it for name, it in told.arguments.items() if not self._omittable(command, name)
        }
        if len(needed) == len(told.arguments):
            return told
        return replace(told, lean=self._told(command, needed, before, state))

    def _told(self, command: Command, arguments: Pairs, before: Pairs, state: str) -> Story:
        count = max(len(command.emits), 1)
        outcomes = tuple(self._outcome(command, it, arguments, state) for it in range(count))
        moves = any({source} != {*to} for source, to in self.accepted(command).items())
        changes = bool(outcomes[0].changes) or (moves and not command.deletes)
        answer = self.types.domain.answer(self.aggregate, command)
        answered = () if answer is None else ((answer.name, self.samples.sure(answer)),)
        return Story(command, before, arguments, outcomes, changes, state, answer=answered)

    def _state_for(self, command: Command) -> str:
        if not self.aggregate.states or command.creates:
            return ""
        accepted = self.accepted(command)
        first = self.first_state()
        return first if first in accepted or not accepted else next(iter(accepted))

    def _omittable(self, command: Command, name: str) -> bool:
        found = [it.field for it in command.takes if it.field.name == name]
        return any(it.optional or it.default is not None or it.many == "*" for it in found)

    def entity(self, command: Command) -> Entity | None:
        """Return the entity that an item command works on."""
        if command.item is None:
            return None
        return next(it for it in self.aggregate.entities if it.name == command.item.entity)

    def _items_before(self, command: Command) -> int | None:
        """Return how many items the list holds before; None where the command never works."""
        entity = self.entity(command)
        if command.item is None or entity is None:
            return 0
        holder = self.own[entity.holder]
        most = self._most_items(holder)
        low, high = items_of(holder, 0), items_of(holder, 99)
        match command.item.action:
            case Action.ADDS:
                counts = [it for it in (2, 1, 0, *range(low, high)) if low <= it < high]
                return next((it for it in counts if self._item_key(entity, it) is not None), None)
            case Action.REMOVES:
                return next((it for it in range(max(low + 1, 2), 0, -1) if low < it <= most), None)
        return most or None

    def _most_items(self, holder: Field) -> int:
        wanted = range(max(items_of(holder, 2), items_of(holder, 0) + 1), -1, -1)
        counts = (it for it in wanted if it <= items_of(holder, 99))
        salt = self.salt[holder.name]
        return next(it for it in counts if self.samples.listed(holder, it, 0, salt) is not None)

    def _list_before(self, command: Command, count: int) -> Pairs:
        entity = self.entity(command)
        if entity is None:
            return {}
        holder, salt = self.own[entity.holder], self.salt[entity.holder]
        wanted = self.samples.listed(holder, count, 0, salt) or code("()")
        usual = self.samples.sure(holder, 0, salt)
        return {} if wanted == usual else {entity.holder: wanted}

    def _item_key(self, entity: Entity, index: int) -> Code | None:
        return self.samples.of(entity.identity, index, self._item_salt(entity, entity.key))

    def _item_salt(self, entity: Entity, name: str) -> int:
        """Return what samples of a field of an item are made with."""
        at = [it.name for it in entity.fields].index(name)
        return self.salt[entity.holder] + at

    def _arguments(self, command: Command, count: int) -> Pairs:
        """Write an argument for each field, another than what the sample holds."""
        entity = self.entity(command)
        index = 0 if command.creates else 1
        made: Pairs = {}
        for position, taken in enumerate(command.takes):
            name = taken.field.name
            if entity is not None and name == entity.key and command.item is not None:
                adds = command.item.action is Action.ADDS
                made[name] = self._item_key(entity, count if adds else 0) or code("None")
            elif entity is not None and taken.own:
                made[name] = self.samples.sure(taken.field, 1, self._item_salt(entity, name))
            elif entity is None and taken.own and name in self.own and not command.creates:
                made[name] = self.samples.sure(taken.field, index, self.salt[name])
            elif command.creates and name in self.own and taken.own:
                limits = self._guarded(taken.field)
                made[name] = self.samples.sure(limits, 0, self.salt[name])
            else:
                made[name] = self.samples.sure(taken.field, 1, position + 3)
        return made

    def _outcome(self, command: Command, index: int, arguments: Pairs, state: str) -> Outcome:
        item = self._item_after(command, arguments)
        if command.creates:
            changes = self._birth(command, arguments, index)
        elif command.deletes:
            changes = {}
        else:
            changes = self._changes(command, arguments, item)
            targets = self.accepted(command).get(state)
            if targets and _target(targets, index) not in {state, ""}:
                changes["state"] = self.member(_target(targets, index))
        emission = command.emits[index] if command.emits else None
        payload = self._payload(command, emission, arguments, changes, item) if emission else {}
        return Outcome(index, changes, emission.event if emission else "", payload)

    def _given(self, taken: Taken, arguments: Pairs) -> Code:
        """Return what a field of a command holds, also when it is left out."""
        name = taken.field.name
        return arguments[name] if name in arguments else self._default(taken.field)

    def _default(self, field: Field) -> Code:
        if field.many:
            return code("()")
        if field.default is None:
            return code("None")
        return self.types.constant(field.default, field.type, stamp="STAMP")

    def _birth(self, command: Command, arguments: Pairs, outcome: int) -> Pairs:
        taken = {it.field.name: self._given(it, arguments) for it in command.takes if it.own}
        taken |= self._constants(command, self.aggregate.fields)
        made: Pairs = {}
        identity = self.aggregate.identity.name
        if not self.aggregate.has_key or not command.takes_id:
            made[identity] = self.identity()
        for field in self.aggregate.fields:
            if field.name not in made:
                made[field.name] = taken.get(field.name) or self._default(field)
        if self.aggregate.states:
            targets = next(it.targets for it in command.moves if not it.source)
            made["state"] = self.member(_target(targets, outcome))
        return made

    def _constants(self, command: Command, fields: tuple[Field, ...]) -> Pairs:
        kinds = {it.name: it.type for it in fields}
        return {
            it.name: self.types.constant(it.to, kinds[it.name], stamp="STAMP")
            for it in command.sets
        }

    def _changes(self, command: Command, arguments: Pairs, item: Pairs) -> Pairs:
        entity = self.entity(command)
        if command.item is None or entity is None:
            taken = {it.field.name: self._given(it, arguments) for it in command.takes if it.own}
            return taken | self._constants(command, self.aggregate.fields)
        held = f"given.{entity.holder}"
        match command.item.action:
            case Action.REMOVES:
                return {entity.holder: code(f"{held}[1:]")}
            case Action.ADDS:
                kind = self.types.of(self.own[entity.holder].type)
                made = joined(it.within(f"{name}=") for name, it in item.items())
                text = f"(*{held}, {kind}({made}))"
                return {entity.holder: Code(text, kind.needs | made.needs)}
        if not item:
            return {}
        made = joined(it.within(f"{name}=") for name, it in item.items())
        text = f"(replace({held}[0], {made}), *{held}[1:])"
        return {entity.holder: Code(text, made.needs | {REPLACE})}

    def _item_after(self, command: Command, arguments: Pairs) -> Pairs:
        """Return the fields of the new item, or those of an old one that change."""
        entity = self.entity(command)
        if command.item is None or entity is None or command.item.action is Action.REMOVES:
            return {}
        taken = {it.field.name: self._given(it, arguments) for it in command.takes if it.own}
        taken |= self._constants(command, entity.fields)
        if command.item.action is Action.ADDS:
            return {it.name: taken.get(it.name) or self._default(it) for it in entity.fields}
        return {name: it for name, it in taken.items() if name != entity.key}

    def _payload(
        self,
        command: Command,
        emission: Emission,
        arguments: Pairs,
        changes: Pairs,
        item: Pairs,
    ) -> Pairs:
        told = {name: code(text) for name, text in STAMPED.items()}
        identity = self.aggregate.identity.name
        told[self.aggregate.carried_as] = changes.get(identity) or code(f"given.{identity}")
        for fill in emission.fills:
            told[fill.name] = self._filled(command, fill, arguments, changes, item)
        return told

    def _filled(
        self, command: Command, fill: Fill, arguments: Pairs, changes: Pairs, item: Pairs
    ) -> Code:
        entity = self.entity(command)
        match fill.origin:
            case Origin.TAKEN:
                taken = next(it for it in command.takes if it.field.name == fill.name)
                return self._given(taken, arguments)
            case Origin.ITEM | Origin.SET if entity is not None:
                return item.get(fill.name) or code(f"given.{entity.holder}[0].{fill.name}")
        return changes.get(fill.name) or code(f"given.{fill.name}")

    def first_key(self, command: Command) -> Code:
        """Write the key of the first item of a list."""
        entity = self.entity(command)
        found = self._item_key(entity, 0) if entity else None
        return found or code("None")

    def with_item(self, story: Story) -> Story:
        """Have the list hold an item before."""
        entity = self.entity(story.command)
        if entity is None or story.before.get(entity.holder, code("")).text != "()":
            return story
        one = self.samples.listed(self.own[entity.holder], 1, 0, self.salt[entity.holder])
        return replace(story, before=story.before | {entity.holder: one or code("()")})

    def strange_key(self, command: Command, added: int = 0) -> Code | None:
        """Write a key that no item of the list has, nor any of so many that were added."""
        entity, count = self.entity(command), self._items_before(command)
        if entity is None or count is None:
            return None
        return self._item_key(entity, max(count, 2) + added)

    def fewest(self, command: Command) -> int:
        """Return how many items the list holds at least."""
        entity = self.entity(command)
        return 0 if entity is None else items_of(self.own[entity.holder], 0)

    def born(self, command: Command, outcome: int) -> str:
        """Return the state after birth; `alive` for an aggregate without states."""
        if not self.aggregate.states:
            return "alive"
        return _target(next(it.targets for it in command.moves if not it.source), outcome)

    def next_state(self, command: Command, state: str, outcome: int) -> str:
        """Return the state after an outcome of a command."""
        return _target(self.accepted(command).get(state, ()), outcome) or state

    def is_stamped(self, command: Command) -> bool:
        """Say whether the method needs the time, or an identity for an event."""
        clocks = [taken.field.default for taken in command.takes]
        clocks += [it.to for it in command.sets if isinstance(it.to, Ask)]
        taken = {it.field.name for it in command.takes}
        adds = command.item is not None and command.item.action is Action.ADDS
        entity = self.entity(command)
        if command.creates or adds:
            fields = entity.fields if entity else self.aggregate.fields
            clocks += [it.default for it in fields if it.name not in taken]
        return bool(command.emits) or any(isinstance(it, Ask) for it in clocks)

    def illegal(self, command: Command) -> Iterator[tuple[str, str]]:
        """Yield each state in which a command is refused, and the refusal."""
        accepted = self.accepted(command)
        named = {state: it.error for it in command.rejects for state in it.states}
        for state in self.aggregate.states if accepted else ():
            if state not in accepted:
                yield state, named.get(state, "IllegalMove")


def _target(targets: tuple[str, ...], outcome: int) -> str:
    return targets[min(outcome, len(targets) - 1)] if targets else ""
