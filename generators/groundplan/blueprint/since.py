"""What a blueprint changes against the one last applied, as far as stored data cares.

Names are followed by `was`. A stored event keeps its shape, or raises its version; the
rest is legal and noted where data that is stored already may not fit any more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..names import shown
from .document import Document
from .domain import Aggregate, Domain, Event, Field, Module
from .idle import note_idle
from .ledger import Ledger
from .parts import Named
from .reader import Path
from .resolve_types import spell, spell_both
from .terms import AggregateRef, Bound, EntityRef, Type, ValueRef

Shape = dict[str, tuple[Type, bool, bool]]


def origin(name: str, parts: Mapping[str, Named], before: Iterable[str]) -> str | None:
    """Return what a thing was called when it was last applied, or None when it is new.

    `parts` are it and those beside it: a name that another one had is no longer its own.
    """
    known = set(before)
    taken = {was for other, part in parts.items() if other != name for was in part.was}
    own = parts[name].was if name in parts else ()
    return next((it for it in (*own, *({name} - taken)) if it in known), None)


def compare(old: Domain, new: Domain, document: Document, ledger: Ledger) -> None:
    """Compare two blueprints; what is wrong or worth a thought goes to the ledger."""
    comparison = _Comparison(old, new, document, ledger)
    comparison.values("", document.values, ("values",))
    for module in new.modules:
        comparison.module(module)


@dataclass(slots=True)
class _Comparison:
    """Two blueprints side by side; the new one knows the places."""

    old: Domain
    new: Domain
    document: Document
    ledger: Ledger
    modules: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out how the modules were called."""
        names = [it.name for it in self.old.modules]
        for name in self.document.modules:
            was = origin(name, self.document.modules, names)
            if was is not None:
                self.modules[name] = was

    def before(self, kind: Type) -> Type:
        """Return how a type was called."""
        if isinstance(kind, ValueRef) and not kind.module:
            names = [it.name for it in self.old.values]
            was = origin(kind.name, self.document.values, names)
            return ValueRef("", was or kind.name)
        if not isinstance(kind, ValueRef | EntityRef | AggregateRef):
            return kind
        part = self.document.modules[kind.module]
        module = self.modules.get(kind.module, kind.module)
        there = next((it for it in self.old.modules if it.name == module), None)
        if isinstance(kind, ValueRef):
            names = [it.name for it in there.values] if there else []
            return ValueRef(module, origin(kind.name, part.values, names) or kind.name)
        title = kind.aggregate if isinstance(kind, EntityRef) else kind.name
        names = [it.name for it in there.aggregates] if there else []
        owner = origin(title, part.aggregates, names) or title
        if isinstance(kind, AggregateRef):
            return AggregateRef(module, owner)
        root = next((it for it in there.aggregates if it.name == owner), None) if there else None
        names = [it.name for it in root.entities] if root else []
        entities = part.aggregates[title].entities
        return EntityRef(module, owner, origin(kind.name, entities, names) or kind.name)

    def values(self, module: str, parts: Mapping[str, Named], path: Path) -> None:
        """Compare the values of a module, or of the whole blueprint."""
        old_home: Any = self.old
        new_home: Any = self.new
        if module:
            if module not in self.modules:
                return
            old_home, new_home = self.old.module(self.modules[module]), self.new.module(module)
        known = {it.name: it for it in old_home.values}
        followed = set()
        for value in new_home.values:
            was, where = origin(value.name, parts, known), (*path, value.name)
            inner = getattr(parts[value.name], "fields", None) or {}
            if was is None:
                note_idle(self.ledger, inner, None, where)
                continue
            followed.add(was)
            self._gone(known[was].members, value.members, "member", where)
            self.fields(known[was].fields, value.fields, inner, where)
        self._types_gone(known, followed, path)

    def module(self, module: Module) -> None:
        """Compare a module with what it was."""
        part = self.document.modules[module.name]
        path: Path = ("modules", module.name)
        self.values(module.name, part.values, (*path, "values"))
        if module.name not in self.modules:
            return
        known = {it.name: it for it in self.old.module(self.modules[module.name]).aggregates}
        followed = set()
        for aggregate in module.aggregates:
            was = origin(aggregate.name, part.aggregates, known)
            if was is not None:
                followed.add(was)
                self.aggregate(known[was], aggregate, (*path, "aggregates", aggregate.name))
        self._types_gone(known, followed, (*path, "aggregates"))

    def aggregate(self, old: Aggregate, new: Aggregate, path: Path) -> None:
        """Compare an aggregate with what it was."""
        home = self.document.modules[new.module]
        part = home.aggregates[new.name]
        self._gone(old.states, new.states, "state", path)
        self.fields(old.fields, new.fields, part.fields, path)
        known = {it.name: it for it in old.entities}
        followed = set()
        for entity in new.entities:
            was = origin(entity.name, part.entities, known)
            if was is not None:
                followed.add(was)
                where = (*path, "entities", entity.name)
                inner = part.entities[entity.name].fields
                self.fields(known[was].fields, entity.fields, inner, where)
        self._types_gone(known, followed, (*path, "entities"))
        if home.persistence == "events":
            events = {it.name: it for it in old.events}
            for event in new.events:
                was = origin(event.name, part.events, events)
                if was is not None:
                    self.event(events[was], event, path)

    def event(self, old: Event, new: Event, path: Path) -> None:
        """Check that a stored event has its old shape, or a higher version."""
        path = (*path, "events", new.name)
        entries = self.ledger.source.node(path[:-1]).entries
        if new.version < old.version:
            said = f"{new.name} had version {old.version} already; a version only goes up"
            self.ledger.wrong((*path, "version"), said)
        elif new.version == old.version and self.shape(old, None) != self.shape(new, self):
            said = f"{new.name} changed its shape since it was last applied"
            said = f"{said}; raise 'version' and keep the old shape under 'earlier'"
            declared = new.name in entries
            self.ledger.wrong(path if declared else self._emitted(path), said, key=declared)
        for it in new.fields:
            self.carried(it.type, new.name, set())

    def _emitted(self, path: Path) -> Path:
        """Return where an event is first emitted that is not declared."""
        module, aggregate, event = str(path[1]), str(path[3]), str(path[5])
        commands = self.document.modules[module].aggregates[aggregate].commands
        named = (it for it, part in commands.items() if event in part.emits)
        found = next(named, None)
        if found is None:
            return (*path[:4], "crud")
        where = (*path[:4], "commands", found, "emits")
        listed = self.ledger.source.node(where).kind == "list"
        return (*where, commands[found].emits.index(event)) if listed else where

    def carried(self, kind: Type, event: str, seen: set[Type]) -> None:
        """Check that what a stored event carries gained only what may be absent."""
        if kind in seen or not isinstance(kind, ValueRef | EntityRef):
            return
        seen.add(kind)
        old = _inside(self.old, self.before(kind))
        new = _inside(self.new, kind)
        parts, path = self._written(kind)
        if old is None or new is None:
            return
        known = {it.name: it for it in old}
        followed = {origin(it.name, parts, known): it for it in new}
        for was, it in followed.items():
            free = it.optional or it.default is not None or it.many == "*"
            if was is None and not free:
                said = f"{shown(it.name)} is new, and {event} is stored without it"
                said = f"{said}: it needs 'optional' or a default"
                self.ledger.wrong((*path, "fields", it.name), said, key=True)
            elif was is not None and self.before(it.type) != known[was].type:
                said = f"{shown(it.name)} was {spell(known[was])}, and {event} is stored with that"
                self.ledger.wrong(
                    (*path, "fields", it.name), f"{said}; add another field", key=True
                )
            self.carried(it.type, event, seen)
        for name in known:
            if name not in followed:
                said = f"{kind.name} lost {shown(name)}, and {event} is stored with it; keep it"
                self.ledger.wrong(path, said, key=True)

    def _written(self, kind: ValueRef | EntityRef) -> tuple[Mapping[str, Named], Path]:
        """Return how the fields of a value or an entity are written, and where it stands."""
        if isinstance(kind, EntityRef):
            part = self.document.modules[kind.module].aggregates[kind.aggregate]
            path: Path = ("modules", kind.module, "aggregates", kind.aggregate, "entities")
            return part.entities[kind.name].fields, (*path, kind.name)
        if kind.module:
            value = self.document.modules[kind.module].values[kind.name]
            return value.fields or {}, ("modules", kind.module, "values", kind.name)
        return self.document.values[kind.name].fields or {}, ("values", kind.name)

    @staticmethod
    def shape(event: Event, names: "_Comparison | None") -> Shape:
        """Return what an event carries, with its types as they were called."""
        return {
            it.name: (names.before(it.type) if names else it.type, bool(it.many), it.optional)
            for it in event.fields
        }

    def fields(
        self,
        old: tuple[Field, ...],
        new: tuple[Field, ...],
        parts: Mapping[str, Named],
        path: Path,
    ) -> None:
        """Note fields that hold less than they did."""
        known = {it.name: it for it in old}
        note_idle(self.ledger, parts, known, path)
        for it in new:
            was = origin(it.name, parts, known)
            if was is None:
                continue
            where = (*path, "fields", it.name) if it.name in parts else path
            said = self._less(known[was], it)
            if said:
                said = f"{shown(it.name)} {said}; stored data may not fit"
                self.ledger.advise(where, said)

    def _less(self, old: Field, new: Field) -> str | None:
        """Say how a field holds less than it did, or None."""
        if self.before(new.type) != old.type or bool(new.many) != bool(old.many):
            before, after = spell_both(old, new)
            return f"was {before} and is {after} now"
        if old.optional and not new.optional:
            return "was optional and is required now"
        if _narrower(old, new):
            return f"was {spell(old)} and is tighter now, {spell(new)}"
        if new.pattern and new.pattern != old.pattern:
            return "has another pattern now"
        return "is unique now" if new.unique and not old.unique else None

    def _gone(
        self,
        old: tuple[str, ...],
        new: tuple[str, ...],
        kind: str,
        path: Path,
    ) -> None:
        """Note states or members that are gone."""
        for name in old:
            if name not in new:
                said = f"the {kind} {shown(name)} is gone; stored data may still hold it"
                self.ledger.advise(path, said)

    def _types_gone(self, known: Iterable[str], followed: set[str], path: Path) -> None:
        """Note types that are gone, and that nothing was before."""
        for name in known:
            if name not in followed:
                said = f"{shown(name)} is gone; stored data may still hold it"
                self.ledger.advise(path, said)


def _inside(domain: Domain, kind: Type) -> tuple[Field, ...] | None:
    """Return the fields of a value or an entity, or None where it is not there."""
    try:
        if isinstance(kind, EntityRef):
            return domain.entity(kind).fields
        return domain.value(kind).fields if isinstance(kind, ValueRef) else None
    except (KeyError, StopIteration):
        return None


def _narrower(old: Field, new: Field) -> bool:
    """Say whether the bounds of a field leave less room than they did."""
    if old.many == "*" and new.many == "+":
        return True
    return _above(new.low, old.low, 1) or _above(new.high, old.high, -1)


def _above(new: Bound | None, old: Bound | None, sign: int) -> bool:
    """Say whether a bound is new, or moved inwards."""
    numbers = (int, float, Decimal)
    if not isinstance(new, numbers):
        return False
    return not isinstance(old, numbers) or sign * new > sign * old
