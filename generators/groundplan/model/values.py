"""The files of values: identities, enumerations, scalars, records and entities."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..blueprint.domain import Entity, Module, Shape, Value
from ..blueprint.terms import AggregateRef, Ask, EntityRef, Scalar, Type, ValueRef
from ..names import words
from .classes import attributes, checks, masked, masked_scalar
from .code import Import, import_block, laid, needs_of
from .facts import ClassFacts, EnumFacts, IdFacts, MemberFacts, ValuesFacts
from .types import UUID_, Types
from .wording import a, of_thing

DATACLASS = Import("dataclasses", "dataclass")


class ValuesFile:
    """Collects what stands in one file of values."""

    def __init__(self, types: Types, home: str) -> None:
        """Begin with nothing; `home` is the dotted name of the file."""
        self.types = types
        self.home = home
        self.needs: set[Import] = set()

    def facts(self) -> ValuesFacts:
        """Gather everything whose home this file is."""
        ids = tuple(self._ids())
        enums = (*self._enums(), *self._states())
        classes = list(self.classes())
        scalars = tuple(self._scalar(it) for it in classes if _is_scalar(it))
        records = tuple(self._record(it) for it in self.ordered(classes))
        here = {it for it in self.needs if it.module != self.home}
        return ValuesFacts(
            imports=import_block(here, self.types.package),
            ids=ids,
            enums=enums,
            scalars=scalars,
            records=records,
        )

    def _modules(self) -> Iterator[Module]:
        yield from self.types.domain.modules

    def _is_here(self, ref: Type) -> bool:
        return self.types.home(ref) == self.home

    def _ids(self) -> Iterator[IdFacts]:
        for module in self._modules():
            for aggregate in module.aggregates:
                ref = AggregateRef(module.name, aggregate.name)
                if not aggregate.has_key and self._is_here(ref):
                    self.needs |= {Import("typing", "NewType"), UUID_}
                    yield IdFacts(self.types.class_name(ref), words(aggregate.name))

    def _values(self) -> Iterator[tuple[ValueRef, Value]]:
        for value in self.types.domain.values:
            yield ValueRef("", value.name), value
        for module in self._modules():
            for value in module.values:
                yield ValueRef(module.name, value.name), value

    def classes(self) -> Iterator[tuple[ValueRef | EntityRef, Value | Entity]]:
        """Yield every scalar, record and entity whose home this file is."""
        for ref, value in self._values():
            if value.shape is not Shape.ENUM and self._is_here(ref):
                yield ref, value
        for module in self._modules():
            for aggregate in module.aggregates:
                for entity in aggregate.entities:
                    item = EntityRef(module.name, aggregate.name, entity.name)
                    if self._is_here(item):
                        yield item, entity

    def _enums(self) -> Iterator[EnumFacts]:
        for ref, value in self._values():
            if value.shape is Shape.ENUM and self._is_here(ref):
                doc = of_thing(value.name, value.doc)
                yield self._enum(self.types.class_name(ref), doc, value.members)

    def _states(self) -> Iterator[EnumFacts]:
        for module in self._modules():
            if self.home != f"{self.types.package}.{module.name}.values":
                continue
            for aggregate in module.aggregates:
                if aggregate.states:
                    doc = f"The states of {a(words(aggregate.name))}."
                    yield self._enum(f"{aggregate.name}State", doc, aggregate.states)

    def _enum(self, name: str, doc: str, members: Iterable[str]) -> EnumFacts:
        self.needs.add(Import("enum", "StrEnum"))
        return EnumFacts(name, doc, tuple(MemberFacts(it.upper(), it) for it in members))

    def _scalar(self, found: tuple[ValueRef | EntityRef, Value | Entity]) -> ClassFacts:
        ref, made = found
        name = self.types.class_name(ref)
        plain = made.fields[0].type is Scalar.STR or made.fields[0].type is Scalar.URL
        written = self.types.builtin("str")
        self.needs |= written.needs
        shown = "self.value" if plain else f"{written}(self.value)"
        return replace(self._class(name, made, masked_scalar(name, made.fields)), shown=shown)

    def _record(self, found: tuple[ValueRef | EntityRef, Value | Entity]) -> ClassFacts:
        ref, made = found
        name = self.types.class_name(ref)
        return self._class(name, made, masked(name, made.fields))

    def _class(self, name: str, made: Value | Entity, hidden: str) -> ClassFacts:
        # The clock is asked by the command that makes the item, not by the item.
        timeless = [
            replace(it, default=None) if isinstance(it.default, Ask) else it for it in made.fields
        ]
        written, needs = attributes(self.types, timeless, defaults=True)
        tests = checks(self.types, made.fields)
        self.needs |= needs | needs_of(tests) | {DATACLASS}
        if hidden:
            self.needs |= self.types.builtin("str").needs
        if tests:
            self.needs.add(Import(f"{self.types.package}.shared.checks", "Check"))
        return ClassFacts(
            name=name,
            base="",
            doc=of_thing(made.name, made.doc),
            attributes=written,
            checks=tuple(laid(str(it), indent=12, after=",").removesuffix(",") for it in tests),
            masked=hidden,
        )

    def ordered(
        self, classes: list[tuple[ValueRef | EntityRef, Value | Entity]]
    ) -> list[tuple[ValueRef | EntityRef, Value | Entity]]:
        """Put what a class is made of before it; else keep the order of the blueprint."""
        waiting = {ref: made for ref, made in classes if not _is_scalar((ref, made))}
        done: dict[ValueRef | EntityRef, Value | Entity] = {}

        def put(ref: Type) -> None:
            if not isinstance(ref, ValueRef | EntityRef) or ref in done or ref not in waiting:
                return
            made = waiting.pop(ref)
            for field in made.fields:
                put(field.type)
            done[ref] = made

        for ref in list(waiting):
            put(ref)
        return list(done.items())


def _is_scalar(found: tuple[ValueRef | EntityRef, Value | Entity]) -> bool:
    made = found[1]
    return isinstance(made, Value) and made.shape is Shape.SCALAR
