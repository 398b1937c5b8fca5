"""Where each class lives, and how types and constants are written in Python."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from ..blueprint.domain import Aggregate, Domain, Field, Shape, Value
from ..blueprint.terms import (
    AggregateRef,
    Ask,
    Bound,
    Constant,
    EntityRef,
    Member,
    Nothing,
    Plain,
    Scalar,
    Type,
    ValueRef,
)
from ..names import pascal, snake
from ..sinks import py
from .code import Code, Import, code

DT = Import("datetime", alias="dt")
DECIMAL = Import("decimal", "Decimal")
UUID_ = Import("uuid", "UUID")
PLAIN = {
    Scalar.STR: "str",
    Scalar.URL: "str",
    Scalar.INT: "int",
    Scalar.FLOAT: "float",
    Scalar.BOOL: "bool",
    Scalar.BYTES: "bytes",
}
IMPORTED = {
    Scalar.DECIMAL: code("Decimal", DECIMAL),
    Scalar.DATE: code("dt.date", DT),
    Scalar.DATETIME: code("dt.datetime", DT),
    Scalar.DURATION: code("dt.timedelta", DT),
    Scalar.UUID: code("UUID", UUID_),
}


class Types:
    """The types of one project.

    What another module refers to lives in `shared.values`, for modules meet only at
    their doors. A builtin that any field or question is named after is written
    `builtins.str`, since inside a class the name hides it.
    """

    def __init__(
        self,
        domain: Domain,
        package: str,
        longer: Mapping[tuple[str, str], str] = MappingProxyType({}),
    ) -> None:
        """Look through all fields once."""
        self.domain = domain
        self.package = package
        self._shared = frozenset(_shared(domain))
        named = {it.name for it in all_fields(domain)} | set(_questions(domain))
        self._hidden = named & {*PLAIN.values(), "tuple", "sorted"}
        self._named = Counter(_class_names(domain))
        self._longer = longer
        self._written: dict[Type, Code] = {}
        self._identities: dict[tuple[str, str], Code] = {}

    def home(self, ref: Type) -> str:
        """Return the dotted name of the file that holds a class or an identity."""
        if isinstance(ref, Scalar):
            raise TypeError(f"{ref} lives nowhere")
        if not ref.module or ref in self._shared:
            return f"{self.package}.shared.values"
        return f"{self.package}.{ref.module}.values"

    def builtin(self, name: str) -> Code:
        """Write a builtin class."""
        if name in self._hidden:
            return code(f"builtins.{name}", Import("builtins"))
        return code(name)

    def of(self, ref: Type) -> Code:
        """Write the annotation of a type."""
        written = self._written.get(ref)
        if written is None:
            written = self._written[ref] = self._of(ref)
        return written

    def _of(self, ref: Type) -> Code:
        match ref:
            case Scalar.JSON:
                return code("Json", Import(f"{self.package}.shared.checks", "Json"))
            case Scalar():
                return IMPORTED[ref] if ref in IMPORTED else self.builtin(PLAIN[ref])
            case AggregateRef() if (target := self.domain.aggregate(ref)).has_key:
                return self.of(target.identity.type)
        return self.imported(Import(self.home(ref), self.class_name(ref)))

    def imported(self, known: Import) -> Code:
        """Write a class, by a longer name where the file calls two alike."""
        longer = self._longer.get((module_of(known), known.name), "")
        return code(longer or known.name, known._replace(alias=longer))

    def apart(self, longer: Mapping[tuple[str, str], str]) -> "Types":
        """Return the types for a file where these classes have longer names.

        Shape: the module and the name there -> the name in the file.
        """
        return Types(self.domain, self.package, longer)

    def class_name(self, ref: ValueRef | EntityRef | AggregateRef) -> str:
        """Name the class of a value or entity, or of the identity of an aggregate.

        In `shared.values` the module comes before a name that another module has too.
        """
        name = f"{ref.name}Id" if isinstance(ref, AggregateRef) else ref.name
        shared = ref.module and ref in self._shared
        return f"{pascal(ref.module)}{name}" if shared and self._named[name] > 1 else name

    def identity(self, aggregate: Aggregate) -> Code:
        """Write the type of an aggregate's identity."""
        named = aggregate.module, aggregate.name
        if named not in self._identities:
            self._identities[named] = self.of(AggregateRef(*named))
        return self._identities[named]

    def annotation(self, field: Field) -> Code:
        """Write the annotation of a field."""
        plain = self.of(field.type)
        if field.many:
            sequence = self.builtin("tuple")
            return Code(f"{sequence}[{plain}, ...]", plain.needs | sequence.needs)
        return plain.within("", " | None") if field.optional else plain

    def plain(self, ref: Type) -> tuple[Scalar | None, Value | None]:
        """Return the scalar below a type, and the value that wraps it; (None, value) for others."""
        match ref:
            case Scalar():
                return ref, None
            case AggregateRef():
                return self.plain(self.domain.aggregate(ref).identity.type)
            case ValueRef():
                value = self.domain.value(ref)
                if value.shape is Shape.SCALAR:
                    scalar = value.fields[0].type
                    return (scalar if isinstance(scalar, Scalar) else None), value
                return None, value
        return None, None

    def is_personal(self, field: Field) -> bool:
        """Say whether a field is personal, by itself or by the plain value that it holds."""
        scalar, value = self.plain(field.type)
        return field.pii or (scalar is not None and value is not None and value.fields[0].pii)

    def constant(self, constant: Constant, ref: Type, *, stamp: str = "stamp") -> Code:
        """Write a constant as a value of the type."""
        match constant:
            case Nothing():
                return code("None")
            case Ask.NOW:
                return code(f"{stamp}.at")
            case Ask.TODAY:
                return code(f"{stamp}.at.date()")
            case Member():
                enum = self.of(constant.value)
                return Code(f"{enum}.{constant.name.upper()}", enum.needs)
        return self.wrapped(literal(constant), ref)

    def wrapped(self, plain: Code, ref: Type) -> Code:
        """Write a plain expression as a value of the type."""
        match ref:
            case ValueRef():
                name = self.of(ref)
                # Nobody can tell what a bare truth means where it is read.
                named = "value=" if plain.text in {"True", "False"} else ""
                return Code(f"{name}({named}{plain})", plain.needs | name.needs)
            case AggregateRef():
                return self.wrapped_identity(plain, self.domain.aggregate(ref))
        return plain

    def wrapped_identity(self, plain: Code, aggregate: Aggregate) -> Code:
        """Write a plain expression as the identity of an aggregate."""
        if aggregate.has_key:
            return self.wrapped(plain, aggregate.identity.type)
        name = self.identity(aggregate)
        return Code(f"{name}({plain})", plain.needs | name.needs)


def module_of(known: Import) -> str:
    """Return the part of the package that a name comes from: a module, or `shared`."""
    return known.module.partition(".")[2].partition(".")[0]


def literal(plain: Plain | Bound) -> Code:
    """Write a plain Python value."""
    match plain:
        case Decimal():
            whole = plain == plain.to_integral_value() and plain.as_tuple().exponent == 0
            return code(f"Decimal({plain})" if whole else f'Decimal("{plain}")', DECIMAL)
        case datetime():
            return _moment(plain)
        case date():
            return code(f"dt.date({plain.year}, {plain.month}, {plain.day})", DT)
        case timedelta():
            return _span(plain)
        case UUID():
            return code(f'UUID("{plain}")', UUID_)
        case str():
            return code(py(plain))
    return code(repr(plain))


def _moment(moment: datetime) -> Code:
    parts = [moment.year, moment.month, moment.day, moment.hour, moment.minute]
    parts += [moment.second] if moment.second or moment.microsecond else []
    parts += [moment.microsecond] if moment.microsecond else []
    return code(f"dt.datetime({', '.join(map(str, parts))}, tzinfo=dt.UTC)", DT)


def _span(span: timedelta) -> Code:
    """Write a span in one unit, as blueprints do; in parts, where it is no whole minutes."""
    for unit in ("days", "hours", "minutes"):
        one = timedelta(**{unit: 1})
        if span and span % one == timedelta():
            return code(f"dt.timedelta({unit}={span // one})", DT)
    parts = (("days", span.days), ("seconds", span.seconds), ("microseconds", span.microseconds))
    given = ", ".join(f"{unit}={count}" for unit, count in parts if count)
    return code(f"dt.timedelta({given or 0})", DT)


def all_fields(domain: Domain) -> Iterator[Field]:
    """Yield every field of the blueprint."""
    for value in domain.values:
        yield from value.fields
    for module in domain.modules:
        yield from module_fields(domain, module.name)


def module_fields(domain: Domain, name: str) -> Iterator[Field]:
    """Yield every field that the module declares or its messages carry."""
    module = domain.module(name)
    for value in module.values:
        yield from value.fields
    for aggregate in module.aggregates:
        yield aggregate.identity
        yield from aggregate.fields
        for entity in aggregate.entities:
            yield from entity.fields
        for event in aggregate.events:
            yield from event.fields
        for command in aggregate.commands:
            yield from (taken.field for taken in command.takes)
        for query in aggregate.queries:
            yield from query.filters
            yield from query.asks
    for port in module.ports:
        for method in port.methods:
            yield from method.takes
            # A method hides what is called like it, whether it has an answer or not.
            yield method.returns or Field(method.name, Scalar.BOOL)


def _questions(domain: Domain) -> Iterator[str]:
    """Yield the name of every method that asks the owner."""
    for module in domain.modules:
        for aggregate in module.aggregates:
            yield from (it.name for it in aggregate.rules)
            for command in aggregate.commands:
                yield from (snake(it.error) for it in command.rejects if not it.states)
                yield from (snake(it.event) for it in command.emits[1:])


def _class_names(domain: Domain) -> Iterator[str]:
    """Yield the name of every class that the blueprint names, once for each module."""
    yield from (it.name for it in domain.values)
    for module in domain.modules:
        names = {it.name for it in module.values} | {it.name for it in module.ports}
        for aggregate in module.aggregates:
            names |= {aggregate.name, f"{aggregate.name}Id"}
            names |= {it.name for it in aggregate.entities}
            names |= {it.name for it in aggregate.events}
            names |= {it.name for it in aggregate.queries}
            for command in aggregate.commands:
                names |= {command.name, *(it.error for it in command.rejects)}
        yield from names


def _shared(domain: Domain) -> set[ValueRef | AggregateRef | EntityRef]:
    """Return what one module says of another's, and all that this is made of."""
    found: set[ValueRef | AggregateRef | EntityRef] = set()
    for module in domain.modules:
        for field in module_fields(domain, module.name):
            if not isinstance(field.type, Scalar) and field.type.module not in {"", module.name}:
                _gather(domain, field.type, found)
    return found


def _gather(
    domain: Domain,
    ref: Type,
    found: set[ValueRef | AggregateRef | EntityRef],
) -> None:
    if isinstance(ref, Scalar) or ref in found:
        return
    found.add(ref)
    match ref:
        case AggregateRef():
            aggregate = domain.aggregate(ref)
            parts: tuple[Field, ...] = (aggregate.identity,) if aggregate.has_key else ()
        case ValueRef():
            parts = domain.value(ref).fields
        case EntityRef():
            parts = domain.entity(ref).fields
    for part in parts:
        _gather(domain, part.type, found)
