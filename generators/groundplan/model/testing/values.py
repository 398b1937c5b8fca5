"""The tests of values: their edges, and the laws that all of them keep."""

from collections.abc import Iterator

from ...blueprint.domain import Entity, Field, Shape, Value
from ...blueprint.terms import EntityRef, Scalar, ValueRef
from ...names import constant, snake
from ..code import Code, Import, laid, needs_of
from ..samples import Samples
from ..types import DT, Types, literal
from .bounds import case
from .edges import Edges, scalar_edges
from .facts import LawTest, ValuesTest, ValueTest
from .layout import helpers_apart

REPLACE = Import("dataclasses", "replace")
PYTEST = Import("pytest")


class ValuesSuite:
    """Derives the tests of the values and entities whose home is one file."""

    def __init__(self, types: Types, home: str) -> None:
        """Look at a file; `home` is its dotted name."""
        self.types = types
        self.home = home
        self.samples = Samples(types)
        self.edges = Edges(types)
        self.needs: set[Import] = set()

    def scalars(self) -> ValuesTest:
        """Write the tests of values of one scalar, and of enumerations."""
        self.needs = set()
        found = [(ref, it) for ref, it in self._values() if it.shape is Shape.SCALAR]
        values = [self._value(ref, it.fields) for ref, it in found]
        inside = [self._scalar(ref, fits=True) for ref in found]
        outside = [self._scalar(ref, fits=False) for ref in found]
        laws = [law for ref, it in found for law in self._laws(ref, it)]
        enums = [self._enum(ref, it) for ref, it in self._values() if it.shape is Shape.ENUM]
        enums += list(self._states())
        lines = [[it for group in groups for it in group] for groups in (inside, outside)]
        return self._finished("test_values", values, *lines, enums=enums, laws=laws)

    def records(self) -> ValuesTest:
        """Write the tests of values with fields, and of entities."""
        self.needs = set()
        found = list(self._records())
        values = [self._value(ref, it.fields) for ref, it in found]
        inside = [line for ref, it in found for line in self._edges(ref, it, fits=True)]
        outside = [line for ref, it in found for line in self._edges(ref, it, fits=False)]
        return self._finished("test_records", values, inside, outside, enums=[], laws=[])

    def _finished(  # noqa: PLR0913
        self,
        file: str,
        values: list[tuple[ValueTest, str, list[str]]],
        inside: list[str],
        outside: list[str],
        *,
        enums: list[str],
        laws: list[LawTest],
    ) -> ValuesTest:
        if values:
            self.needs |= {PYTEST, Import("copy"), Import("pickle")}
            self.needs.add(Import("dataclasses", "FrozenInstanceError"))
        if enums:
            self.needs.add(Import("enum", "StrEnum"))
        if inside:
            self.needs.add(Import("collections.abc", "Callable"))
        if outside:
            self.needs |= {PYTEST, Import("collections.abc", "Callable")}
            errors = f"{self.types.package}.shared.errors"
            self.needs |= {Import(errors, "Invalid"), Import("re")}
        if laws:
            self.needs |= {Import("hypothesis", "given"), Import("hypothesis", "strategies", "st")}
        return ValuesTest(
            file=file,
            imports=helpers_apart(self.needs, self.types.package),
            values=tuple(it for it, _, _ in values),
            others=tuple(other for _, other, _ in values if other),
            hides=tuple(hidden for _, _, hides in values for hidden in hides),
            inside=tuple(inside),
            outside=tuple(outside),
            enums=tuple(enums),
            laws=tuple(laws),
        )

    def _values(self) -> Iterator[tuple[ValueRef, Value]]:
        for value in self.types.domain.values:
            if self.types.home(ref := ValueRef("", value.name)) == self.home:
                yield ref, value
        for module in self.types.domain.modules:
            for value in module.values:
                if self.types.home(ref := ValueRef(module.name, value.name)) == self.home:
                    yield ref, value

    def _records(self) -> Iterator[tuple[ValueRef | EntityRef, Value | Entity]]:
        for ref, value in self._values():
            if value.shape is Shape.RECORD:
                yield ref, value
        for module in self.types.domain.modules:
            for aggregate in module.aggregates:
                for entity in aggregate.entities:
                    item = EntityRef(module.name, aggregate.name, entity.name)
                    if self.types.home(item) == self.home:
                        yield item, entity

    def _value(
        self, ref: ValueRef | EntityRef, fields: tuple[Field, ...]
    ) -> tuple[ValueTest, str, list[str]]:
        """Return a sample, how another differs, and what a personal one shows."""
        name = self.types.class_name(ref)
        one = self.samples.sure(Field(name=snake(name), type=ref), 0)
        other = self.samples.of(Field(name=snake(name), type=ref), 1)
        self.needs |= needs_of(it for it in (one, other) if it is not None)
        single = isinstance(ref, ValueRef) and self.types.domain.value(ref).shape is Shape.SCALAR
        personal = [it.name for it in fields if it.pii]
        hides = [f"{name}(***)"] if single and personal else [f"{it}=***" for it in personal]
        sample = constant(name)
        return (
            ValueTest(sample, laid(one.text, indent=0, before=f"{sample} = ")),
            laid(f"({sample}, {other})", indent=8, after=",") if other else "",
            [f'({sample}, "{hidden}")' for hidden in hides],
        )

    def _scalar(self, found: tuple[ValueRef, Value], *, fits: bool) -> list[str]:
        ref, value = found
        field = value.fields[0]
        lines: dict[str, None] = {}
        for edge in scalar_edges(field):
            if edge.fits is fits:
                made = self.types.wrapped(edge.value, ref)
                self.needs |= made.needs
                lines[case(self.types.class_name(ref), field, made.text)] = None
        return list(lines)

    def _edges(
        self, ref: ValueRef | EntityRef, made: Value | Entity, *, fits: bool
    ) -> Iterator[str]:
        name = self.types.class_name(ref)
        sample = constant(name)
        for field in made.fields:
            for edge in self.edges.of(field):
                if edge.fits is fits:
                    self.needs |= {REPLACE, *edge.value.needs}
                    changed = f"replace({sample}, {field.name}={edge.value})"
                    yield case(name, field, changed)

    def _enum(self, ref: ValueRef, value: Value) -> str:
        self.needs |= self.types.of(ref).needs
        listed = ", ".join(f'"{it}"' for it in value.members)
        return laid(f"({self.types.class_name(ref)}, [{listed}])", indent=8, after=",")

    def _states(self) -> Iterator[str]:
        """Write the states of each aggregate; they are kept by these names."""
        for module in self.types.domain.modules:
            if self.home == f"{self.types.package}.{module.name}.values":
                for aggregate in module.aggregates:
                    if aggregate.states:
                        name = f"{aggregate.name}State"
                        self.needs.add(Import(self.home, name))
                        listed = ", ".join(f'"{it}"' for it in aggregate.states)
                        yield laid(f"({name}, [{listed}])", indent=8, after=",")

    def _laws(self, ref: ValueRef, value: Value) -> Iterator[LawTest]:
        strategy = strategy_of(value.fields[0])
        if strategy is not None:
            annotation = self.types.of(value.fields[0].type)
            self.needs |= {*strategy.needs, *self.types.of(ref).needs, *annotation.needs}
            drawn = laid(f"given({strategy})", indent=0, before="@")
            name = self.types.class_name(ref)
            yield LawTest(snake(name), name, annotation.text, drawn)


def strategy_of(field: Field) -> Code | None:
    """Write how to draw any value inside the bounds; None where samples have to do."""
    bounds = []
    needs: frozenset[Import] = frozenset()
    for name, bound in (("min", field.low), ("max", field.high)):
        if bound is not None:
            written = literal(bound)
            bounds.append((name, written.text))
            needs |= written.needs
    match field.type:
        case Scalar.STR if not field.pattern:
            sizes = "".join(f", {name}_size={it}" for name, it in bounds)
            letters = 'st.characters(exclude_categories=["Cs"], exclude_characters="\\0")'
            return Code(f"st.text({letters}{sizes})")
        case Scalar.INT:
            given = dict(bounds)
            low, high = given.get("min", "-(2**63)"), given.get("max", "2**63 - 1")
            return Code(f"st.integers(min_value={low}, max_value={high})")
        case Scalar.FLOAT:
            values = "".join(f", {name}_value={it}" for name, it in bounds)
            return Code(f"st.floats(allow_nan=False, allow_infinity=False{values})")
        case Scalar.DECIMAL:
            values = "".join(f", {name}_value={it}" for name, it in bounds)
            finite = "allow_nan=False, allow_infinity=False, places=4"
            return Code(f"st.decimals({finite}{values})", needs)
        case Scalar.DURATION:
            given = dict(bounds)
            low = given.get("min", "dt.timedelta(0)")
            high = given.get("max", "dt.timedelta(days=99999)")
            return Code(f"st.timedeltas(min_value={low}, max_value={high})", frozenset({DT}))
    return None
