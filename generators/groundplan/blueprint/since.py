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
from .domain import (
    Aggregate,
    AggregateRef,
    Bound,
    Domain,
    EntityRef,
    Event,
    Field,
    Module,
    Type,
    ValueRef,
)
from .ledger import Ledger
from .parts import Named
from .reader import Path
from .resolve_types import spell

Shape = dict[str, tuple[Type, bool, bool]]


def origin(name: str, part: Named | None, before: Iterable[str]) -> str | None:
    """Return what a thing was called when it was last applied, or None when it is new."""
    known = set(before)
    return next((it for it in (*(part.was if part else ()), name) if it in known), None)


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
        for name, part in self.document.modules.items():
            was = origin(name, part, names)
            if was is not None:
                self.modules[name] = was

    def before(self, kind: Type) -> Type:
        """Return how a type was called."""
        if isinstance(kind, ValueRef) and not kind.module:
            names = [it.name for it in self.old.values]
            was = origin(kind.name, self.document.values[kind.name], names)
            return ValueRef("", was or kind.name)
        if not isinstance(kind, ValueRef | EntityRef | AggregateRef):
            return kind
        part = self.document.modules[kind.module]
        module = self.modules.get(kind.module, kind.module)
        there = next((it for it in self.old.modules if it.name == module), None)
        if isinstance(kind, ValueRef):
            names = [it.name for it in there.values] if there else []
            return ValueRef(module, origin(kind.name, part.values[kind.name], names) or kind.name)
        title = kind.aggregate if isinstance(kind, EntityRef) else kind.name
        names = [it.name for it in there.aggregates] if there else []
        owner = origin(title, part.aggregates[title], names) or title
        if isinstance(kind, AggregateRef):
            return AggregateRef(module, owner)
        root = next((it for it in there.aggregates if it.name == owner), None) if there else None
        names = [it.name for it in root.entities] if root else []
        entity = part.aggregates[title].entities[kind.name]
        return EntityRef(module, owner, origin(kind.name, entity, names) or kind.name)

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
            was = origin(value.name, parts[value.name], known)
            if was is None:
                continue
            followed.add(was)
            where = (*path, value.name)
            self._gone(known[was].members, value.members, "member", where)
            inner = getattr(parts[value.name], "fields", None) or {}
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
            was = origin(aggregate.name, part.aggregates[aggregate.name], known)
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
            was = origin(entity.name, part.entities[entity.name], known)
            if was is not None:
                followed.add(was)
                where = (*path, "entities", entity.name)
                inner = part.entities[entity.name].fields
                self.fields(known[was].fields, entity.fields, inner, where)
        self._types_gone(known, followed, (*path, "entities"))
        if home.persistence == "events":
            events = {it.name: it for it in old.events}
            for event in new.events:
                was = origin(event.name, part.events.get(event.name), events)
                if was is not None:
                    self.event(events[was], event, path)

    def event(self, old: Event, new: Event, path: Path) -> None:
        """Check that a stored event has its old shape, or a higher version."""
        path = (*path, "events", new.name)
        if new.version < old.version:
            said = f"{new.name} had version {old.version} already; a version only goes up"
            self.ledger.wrong((*path, "version"), said)
        elif new.version == old.version and self.shape(old, None) != self.shape(new, self):
            said = f"{new.name} changed its shape since it was last applied"
            said = f"{said}; raise 'version' and keep the old shape under 'earlier'"
            self.ledger.wrong(path, said, key=True)

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
        for it in new:
            was = origin(it.name, parts.get(it.name), known)
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
            return f"was {spell(old)} and is {spell(new)} now"
        if old.optional and not new.optional:
            return "was optional and is required now"
        low = _tighter(old.low, new.low) or (old.many == "*" and new.many == "+")
        if low or _tighter(new.high, old.high, missing=old.high is None and new.high is not None):
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


def _tighter(old: Bound | None, new: Bound | None, *, missing: bool = False) -> bool:
    """Say whether the second bound is above the first, or new."""
    if old is None or new is None:
        return missing or (old is None and new is not None and not missing)
    numbers = (int, float, Decimal)
    return isinstance(old, numbers) and isinstance(new, numbers) and new > old
