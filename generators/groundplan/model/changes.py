"""What a command does to its aggregate, as the statements of its method."""

from collections.abc import Iterator

from ..blueprint.domain import Action, Aggregate, Command, Emission, Field, Origin, Setting
from ..blueprint.terms import Ask
from ..names import snake
from .classes import default_of
from .code import Code, Import, call
from .moves import Table
from .types import Types

REPLACE = Import("dataclasses", "replace")


class Change:
    """Writes the statements of one command; `needs` gathers what they import.

    `stamp`, `state`, `changed` and `item` are the names of variables, chosen so that no parameter
    hides them; `made_id` is the parameter of an identity that the id source makes, `answer`
    that of what a port answered, or None.
    """

    def __init__(self, types: Types, aggregate: Aggregate, command: Command, table: Table) -> None:
        """Look at a command of an aggregate."""
        self.types = types
        self.aggregate = aggregate
        self.command = command
        self.table = table
        self.needs: set[Import] = set()
        self._taken_by_name = {taken.field.name: taken for taken in command.takes}
        self._set_by_name = {setting.name: setting for setting in command.sets}
        self.made_id = aggregate.carried_as if command.creates and not command.takes_id else ""
        self.answer = types.domain.answer(aggregate, command)
        used = {*self._taken_by_name, self.made_id, self.answer.name if self.answer else ""}
        self.stamp, self.state = free_name("stamp", used), free_name("state", used)
        self.changed = self._changed_name(used)
        used |= {self.stamp, self.state, self.changed}
        self.item = free_name(snake(command.item.entity), used) if command.item else ""

    def _changed_name(self, used: set[str]) -> str:
        if self.command.creates:
            return free_name("new", used)
        return free_name("changed", used) if self.any else "self"

    @property
    def any(self) -> bool:
        """Say whether a living aggregate is another one afterwards."""
        if self.command.creates or self.command.deletes:
            return False
        own = any(taken.own for taken in self.command.takes)
        moved = self.table.sets_state(self.command)
        return bool(own or self.command.sets or self.command.item or moved)

    @property
    def stamped(self) -> bool:
        """Say whether the method needs the time, or an identity for an event."""
        clocks = [taken.field.default for taken in self.command.takes]
        clocks += [setting.to for setting in self.command.sets]
        if self.command.creates or self._adds():
            left = [it for it in self.target_fields if it.name not in self._taken_by_name]
            clocks += [it.default for it in left]
        return bool(self.command.emits) or any(isinstance(it, Ask) for it in clocks)

    def _adds(self) -> bool:
        return self.command.item is not None and self.command.item.action is Action.ADDS

    @property
    def target_fields(self) -> tuple[Field, ...]:
        """Return the fields that `takes` and `sets` speak of."""
        if self.command.item is None:
            return self.aggregate.fields
        name = self.command.item.entity
        return next(it.fields for it in self.aggregate.entities if it.name == name)

    def item_made(self) -> str:
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
                made = map(self._setting, entity.fields)
                return call(f"{self.item} = {entity.name}", made, indent=8)
            case Action.CHANGES:
                settings = list(self._own_settings(but=entity.key))
                if settings:
                    self.needs.add(REPLACE)
                    return call(f"{self.item} = replace", [found, *settings], indent=8)
        told = any(it.origin is Origin.ITEM for e in self.command.emits for it in e.fills)
        return f"{self.item} = {found}" if told or work.action is Action.CHANGES else ""

    def made(self, outcome: int, *, indent: int) -> str:
        """Write the statement that changes the aggregate; empty where nothing is changed."""
        settings = list(self._settings(outcome))
        if not settings:
            return ""
        self.needs.add(REPLACE)
        whole = self.changed if self.command.creates else "self"
        return call(f"{self.changed} = replace", [whole, *settings], indent=indent)

    def born(self) -> str:
        """Write the statement that makes the aggregate; empty for a command that does not."""
        if not self.command.creates:
            return ""
        return call(f"{self.changed} = cls", self._birth(), indent=8)

    def returned(self, statement: str) -> str:
        """Return what the statement makes instead of naming it."""
        return statement.replace(f"{self.changed} = ", "return ", 1)

    def result(self, emission: Emission | None, *, indent: int) -> str:
        """Write what the method returns, with the event it tells of; empty for nothing."""
        if emission is None:
            return "" if self.command.deletes else f"return {self.changed}"
        kept = "" if self.command.deletes else f"{self.changed}, "
        return call(f"return {kept}{emission.event}", self._payload(emission), indent=indent)

    def _settings(self, outcome: int) -> Iterator[str]:
        state = self._state_after(outcome)
        if self.command.creates:
            if state != self._state_after(0):
                yield f"state={state}"
            return
        if self.command.deletes:
            return
        if (work := self.command.item) is not None:
            yield f"{work.holder}={self._held(work.action, work.holder)}"
        else:
            yield from self._own_settings()
        if state:
            yield f"state={state}"

    def _own_settings(self, but: str = "") -> Iterator[str]:
        for taken in self.command.takes:
            if taken.own and taken.field.name != but:
                yield f"{taken.field.name}={taken.field.name}"
        yield from map(self._constant, self.command.sets)

    def _held(self, action: Action, holder: str) -> str:
        match action:
            case Action.ADDS:
                return f"self._{holder}().added({self.item})"
            case Action.CHANGES:
                return f"self._{holder}().replaced({self.item})"
        entity = next(it for it in self.aggregate.entities if it.holder == holder)
        return f"self._{holder}().without({entity.key})"

    def _birth(self) -> Iterator[str]:
        if not self.aggregate.has_key:
            yield f"id={self.made_id}"
        for field in self.aggregate.fields:
            is_key = self.aggregate.has_key and field.name == self.aggregate.identity.name
            if is_key and self.made_id:
                yield f"{field.name}={self.made_id}"
            else:
                yield self._setting(field)
        if state := self._state_after(0):
            yield f"state={state}"

    def _state_after(self, outcome: int) -> str:
        return self.table.state_after(self.command, outcome, self.state)

    def _setting(self, field: Field) -> str:
        """Give a field of something new its value."""
        if (taken := self._taken_by_name.get(field.name)) is not None and taken.own:
            return f"{taken.field.name}={taken.field.name}"
        if (setting := self._set_by_name.get(field.name)) is not None:
            return self._constant(setting)
        if field.default is None:
            return self._pair(field.name, default_of(self.types, field))
        default = self.types.constant(field.default, field.type, stamp=self.stamp)
        return self._pair(field.name, default)

    def filled(self) -> Iterator[str]:
        """Write the statements that ask the clock for what was left out."""
        for taken in self.command.takes:
            name, default = taken.field.name, taken.field.default
            if isinstance(default, Ask):
                clock = self.types.constant(default, taken.field.type, stamp=self.stamp)
                yield f"{name} = {clock} if {name} is None else {name}"

    def _constant(self, setting: Setting) -> str:
        field = next(it for it in self.target_fields if it.name == setting.name)
        constant = self.types.constant(setting.to, field.type, stamp=self.stamp)
        return self._pair(setting.name, constant)

    def _pair(self, name: str, value: Code) -> str:
        self.needs |= value.needs
        return f"{name}={value}"

    def _payload(self, emission: Emission) -> Iterator[str]:
        after = "self" if self.command.deletes else self.changed
        yield f"event_id={self.stamp}.event_id"
        yield f"occurred_at={self.stamp}.at"
        yield f"{self.aggregate.carried_as}={after}.{self.aggregate.identity.name}"
        event = next(it for it in self.aggregate.events if it.name == emission.event)
        for fill, field in zip(emission.fills, event.fields, strict=True):
            yield f"{fill.name}={self._filled(field, fill.origin, after)}"

    def _filled(self, field: Field, origin: Origin, after: str) -> str:
        name = field.name
        if origin is Origin.TAKEN:
            return name
        if origin is Origin.SET:
            # Said again, for the aggregate's own field may be empty at other times.
            constant = self.types.constant(self._set_by_name[name].to, field.type, stamp=self.stamp)
            self.needs |= constant.needs
            return str(constant)
        if self.command.item is not None and origin is not Origin.AGGREGATE:
            return f"{self.item}.{name}"
        return f"{after}.{name}"


def free_name(wanted: str, used: set[str]) -> str:
    """Return the name, with as many `_` behind it as it takes to be free."""
    while wanted in used:
        wanted += "_"
    return wanted
