"""Types at the edge, as annotations, and the way between them and the domain's values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..blueprint.domain import Aggregate, Field, Shape, Value
from ..blueprint.terms import AggregateRef, Ask, Bound, EntityRef, Member, Scalar, Type, ValueRef
from ..sinks import py
from .changes import free_name
from .classes import key_of, regex
from .code import WIDTH, Import, exploded, laid
from .types import Types, literal

ANNOTATED = Import("typing", "Annotated")
FIELD = Import("pydantic", "Field")
NAMES = {
    Scalar.STR: "Text",
    Scalar.URL: "Web",
    Scalar.INT: "Whole",
    Scalar.FLOAT: "Number",
    Scalar.BOOL: "Truth",
    Scalar.DECIMAL: "Exact",
    Scalar.DATE: "Day",
    Scalar.DATETIME: "Moment",
    Scalar.DURATION: "Span",
    Scalar.UUID: "Key",
    Scalar.BYTES: "Data",
    Scalar.JSON: "Anything",
}
# In paths and query strings everything is text; what JSON tells apart needs types of its own.
NAMES_IN_TEXT = NAMES | {
    Scalar.INT: "WholeText",
    Scalar.FLOAT: "NumberText",
    Scalar.BOOL: "TruthText",
}
SIZED = frozenset({Scalar.STR, Scalar.URL})
COUNTED = frozenset({Scalar.INT, Scalar.FLOAT})
# What a model of pydantic, or one of ours, says already: a field of this name has another
# attribute, and keeps its name on the wire.
TAKEN = frozenset(
    """
    builtins classmethod construct copy dict edge from_orm json mro of parse_file parse_obj
    parse_raw register schema schema_json to_domain tuple update_forward_refs validate
    """.split()
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An annotation: a name, with bounds, in a list, or absent; it knows how it is broken."""

    text: str
    inner: "Shown | None" = None
    opened: str = ""  # `Annotated[`, `tuple[`, or `(` for what may be absent
    further: tuple[str, ...] = ()

    def lay(self, indent: int, *, before: int = 0, after: int = 1) -> str:
        """Write the annotation on one line, or spread it where that would be too wide."""
        if before + len(self.text) + after <= WIDTH or self.inner is None:
            return self.text
        margin, inside = " " * indent, " " * (indent + 4)
        held = self.inner.lay(indent + 4, before=indent + 4)
        if self.opened == "(":
            fits = indent + 4 + len(self.text) <= WIDTH
            gap = " " if fits else f"\n{inside}"
            return f"(\n{inside}{held}{gap}| None\n{margin})"
        more = "".join(f"{inside}{laid(it, indent=indent + 4, after=',')}\n" for it in self.further)
        return f"{self.opened}\n{inside}{held},\n{more}{margin}]"


def with_bounds(inner: Shown, bounds: tuple[str, ...]) -> Shown:
    """Put bounds on a type."""
    if not bounds:
        return inner
    return Shown(f"Annotated[{inner.text}, {', '.join(bounds)}]", inner, "Annotated[", bounds)


def listed(inner: Shown) -> Shown:
    """Return the type of a list."""
    return Shown(f"tuple[{inner.text}, ...]", inner, "tuple[", ("...",))


def absent(inner: Shown) -> Shown:
    """Return the type of what may be absent."""
    return Shown(f"{inner.text} | None", inner, "(")


@dataclass(frozen=True, slots=True)
class Way:
    """How a value becomes another: an expression, unless absent, or for each item of a list."""

    text: str
    unless: str = ""  # what may be absent
    each: str = ""  # the list

    def __str__(self) -> str:
        """Write the expression on one line."""
        if self.unless:
            return f"{self.text} if {self.unless} is not None else None"
        return f"tuple({self.text} for it in {self.each})" if self.each else self.text

    def lay(self, *, indent: int, before: str) -> str:
        """Write the expression as an argument, behind `name=`."""
        whole = f"{before}{self},"
        if indent + len(whole) <= WIDTH:
            return whole
        margin, inside = " " * indent, " " * (indent + 4)
        held = laid(self.text, indent=indent + 4)
        if self.unless:
            choice = f"{inside}{held}\n{inside}if {self.unless} is not None\n{inside}else None\n"
            return f"{before}(\n{choice}{margin}),"
        if self.each:
            loop = f"for it in {self.each}"
            fits = indent + 4 + len(self.text) + 1 + len(loop) <= WIDTH
            gap = " " if fits else f"\n{inside}"
            return f"{before}tuple(\n{inside}{held}{gap}{loop}\n{margin}),"
        return laid(self.text, indent=indent, before=before, after=",")


def called(
    before: str, arguments: Iterable[tuple[str, Way]], *, indent: int, after: str = ""
) -> str:
    """Write a call with arguments by name, as the formatter would."""
    pairs = [(f"{name}=" if name else "", way) for name, way in arguments]
    line = f"{before}({', '.join(f'{name}{way}' for name, way in pairs)}){after}"
    if indent + len(line) <= WIDTH or not pairs:
        return line
    margin = " " * (indent + 4)
    lines = "".join(f"{margin}{way.lay(indent=indent + 4, before=name)}\n" for name, way in pairs)
    return f"{before}(\n{lines}{' ' * indent}){after}"


class Edge:
    """Writes types at the edge; `needs` gathers what the file must import."""

    def __init__(self, types: Types) -> None:
        """Write for one file of a project."""
        self.types = types
        self.needs: set[Import] = set()

    def home(self, ref: Type) -> str:
        """Return the dotted name of the file that holds the model of a value."""
        return f"{self.types.home(ref).removesuffix('values')}schemas"

    def json_name(self, ref: ValueRef | EntityRef) -> str:
        """Name the model of a value, or the alias of a plain one."""
        return f"{self.types.class_name(ref)}Json"

    def declared(self, field: Field, attribute: str, *, text: bool = False) -> str:
        """Write a field of a request; `text` in a query string."""
        shown, settings = self.annotation(field, text=text), self.settings(field, attribute)
        return declaration(attribute, shown, self._default(field), settings)

    def viewed(self, field: Field, attribute: str) -> str:
        """Write a field of a view: always there, though it may be null.

        It has no bounds of its own, since what is kept may be older than they are.
        """
        many = "*" if field.many else ""
        scalar, value = self.types.plain(field.type)
        plain = scalar if scalar is not None and value is None else field.type
        loose = replace(field, type=plain, low=None, high=None, pattern="", default=None, many=many)
        shown, settings = self.annotation(loose), self.settings(field, attribute)
        return declaration(attribute, shown, "", settings)

    def settings(self, field: Field, attribute: str) -> list[str]:
        """Write what is said of a field beside its type, as arguments of `Field`."""
        found = [f"alias={py(field.name)}"] if attribute != field.name else []
        found += [f"description={py(field.doc)}"] if field.doc else []
        found += ["repr=False"] if self.types.is_personal(field) else []
        self.needs |= {FIELD} if found else set()
        return found

    def _default(self, field: Field) -> str:
        if field.many:
            return "()" if field.many == "*" else ""
        if field.optional or isinstance(field.default, Ask):
            return "None"
        if field.default is None:
            return ""
        if isinstance(field.default, Member):
            constant = self.types.constant(field.default, field.type)
        else:
            constant = literal(field.default)  # type: ignore[arg-type]
        self.needs |= constant.needs
        return constant.text

    def annotation(self, field: Field, *, text: bool = False) -> Shown:
        """Write the type of a field, with its bounds."""
        one = self.single(field, text=text)
        if field.many:
            low = field.low if field.low is not None else (1 if field.many == "+" else None)
            bounds = _field_bounds(("min_length", low or None), ("max_length", field.high))
            self._import(bounds)
            return with_bounds(listed(one), bounds)
        return absent(one) if field.optional or isinstance(field.default, Ask) else one

    def single(self, field: Field, *, text: bool = False) -> Shown:
        """Write the type of a field, or of one item of its list."""
        match field.type:
            case Scalar():
                limits = Field("item", field.type) if field.many else field
                return self._scalar(limits, text=text)
            case AggregateRef():
                return self.identity(self.types.domain.aggregate(field.type), text=text)
            case ValueRef():
                return self._value(field.type, text=text)
        return self._model(field.type)

    def identity(self, aggregate: Aggregate, *, text: bool = False) -> Shown:
        """Write the type of an aggregate's identity."""
        return self.single(key_of(aggregate.identity), text=text)

    def _scalar(self, field: Field, *, text: bool) -> Shown:
        self.needs.add(Import(f"{self.types.package}.shared", "edge"))
        names = NAMES_IN_TEXT if text else NAMES
        bounds = tuple(self._bounds(field, text=text))
        self._import(bounds)
        return with_bounds(Shown(f"edge.{names[field.type]}"), bounds)  # type: ignore[index]

    def _value(self, ref: ValueRef, *, text: bool) -> Shown:
        value = self.types.domain.value(ref)
        if value.shape is Shape.ENUM:
            written = self.types.of(ref)
            self.needs |= written.needs
            return Shown(written.text)
        if value.shape is Shape.RECORD:
            return self._model(ref)
        inner = value.fields[0]
        differs = text and inner.type in COUNTED | {Scalar.BOOL}
        if differs or not has_alias(value):
            return self._scalar(inner, text=text)
        return self._model(ref)

    def _model(self, ref: ValueRef | EntityRef) -> Shown:
        name = self.json_name(ref)
        self.needs.add(Import(self.home(ref), name))
        return Shown(name)

    def alias(self, ref: ValueRef, value: Value) -> str:
        """Write the statement that names the type of a plain value."""
        shown = self._scalar(value.fields[0], text=False)
        return assigned(self.json_name(ref), shown)

    def key_alias(self, name: str, aggregate: Aggregate) -> str:
        """Write the statement that names the type of an identity in a path."""
        shown = self.identity(aggregate, text=True)
        if self.types.plain(aggregate.identity.type)[0] is not Scalar.STR:
            return assigned(name, shown)
        self.needs.add(Import(f"{self.types.package}.shared", "edge"))
        self.needs.add(ANNOTATED)
        held = shown.inner if shown.opened == "Annotated[" and shown.inner else shown
        further = shown.further if held is not shown else ()
        return assigned(name, with_bounds(held, (*further, "edge.UNQUOTED")))

    def _import(self, bounds: tuple[str, ...]) -> None:
        self.needs |= {ANNOTATED} if bounds else set()
        self.needs |= {FIELD} if any(it.startswith("Field(") for it in bounds) else set()

    def _bounds(self, field: Field, *, text: bool) -> Iterator[str]:
        if field.type in SIZED:
            yield from _field_bounds(("min_length", field.low), ("max_length", field.high))
        elif field.type in COUNTED and not text:
            yield from _field_bounds(("ge", field.low), ("le", field.high))
        elif field.low is not None or field.high is not None:
            if field.type is Scalar.BYTES:
                yield f"edge.sized({self._bound(field.low or 0)}, {self._bound(field.high)})"
            else:
                yield f"edge.between({self._bound(field.low)}, {self._bound(field.high)})"
        if field.pattern:
            yield f"edge.matching({regex(field.pattern)})"

    def _bound(self, bound: Bound | None) -> str:
        if bound is None:
            return "None"
        written = literal(bound)
        self.needs |= written.needs
        return written.text

    def to_domain(self, field: Field, given: str) -> Way:
        """Write how what came over the wire becomes the field of the domain."""
        if field.many:
            made = self._made(field.type, "it")
            return Way(given) if made == "it" else Way(made, each=given)
        made = self._made(field.type, given)
        if made != given and (field.optional or isinstance(field.default, Ask)):
            return Way(made, unless=given)
        return Way(made)

    def _made(self, ref: Type, given: str) -> str:
        match ref:
            case AggregateRef():
                return self.identity_made(self.types.domain.aggregate(ref), given)
            case EntityRef():
                return f"{given}.to_domain()"
            case ValueRef():
                shape = self.types.domain.value(ref).shape
                if shape is Shape.RECORD:
                    return f"{given}.to_domain()"
                if shape is Shape.SCALAR:
                    name = self.types.of(ref)
                    self.needs |= name.needs
                    return f"{name}({given})"
        return given

    def identity_made(self, aggregate: Aggregate, given: str) -> str:
        """Write how an identity of the domain is made."""
        if aggregate.has_key:
            return self._made(aggregate.identity.type, given)
        name = self.types.identity(aggregate)
        self.needs |= name.needs
        return f"{name}({given})"

    def to_wire(self, field: Field, held: str) -> Way:
        """Write how a field of the domain is shown at the edge."""
        if field.many:
            shown = self._shown(field.type, "it")
            return Way(held) if shown == "it" else Way(shown, each=held)
        shown = self._shown(field.type, held)
        return Way(shown, unless=held) if shown != held and field.optional else Way(shown)

    def _shown(self, ref: Type, held: str) -> str:
        match ref:
            case AggregateRef():
                target = self.types.domain.aggregate(ref)
                return self._shown(target.identity.type, held) if target.has_key else held
            case ValueRef() if self.types.domain.value(ref).shape is Shape.SCALAR:
                return f"{held}.value"
            case ValueRef() if self.types.domain.value(ref).shape is Shape.ENUM:
                return held
            case ValueRef() | EntityRef():
                self.needs.add(Import(self.home(ref), self.json_name(ref)))
                return f"{self.json_name(ref)}.of({held})"
        return held


def attribute_names(names: Iterable[str]) -> dict[str, str]:
    """Map each field of a model to its attribute."""
    listed = tuple(names)
    used = {*listed, *TAKEN}
    return {it: free_name(it, used) if it in TAKEN else it for it in listed}


def has_alias(value: Value) -> bool:
    """Say whether the type of a plain value says more than its scalar."""
    field = value.fields[0]
    return field.low is not None or field.high is not None or bool(field.pattern)


def declaration(name: str, shown: Shown, default: str, settings: Iterable[str] = ()) -> str:
    """Write a field of a class as the formatter would; `settings` are arguments of `Field`."""
    ahead = f"{name}: "
    given = [*([f"default={default}"] if default and settings else []), *settings]
    right = f"Field({', '.join(given)})" if given else default
    line = f"{ahead}{shown.text}{f' = {right}' if right else ''}"
    if 4 + len(line) <= WIDTH:
        return line
    if not right:
        return ahead + shown.lay(4, before=4 + len(ahead), after=0)
    if given:
        left = shown.lay(4, before=4 + len(ahead), after=len(" = Field("))
        return exploded(f"{ahead}{left} = Field", given, indent=4)
    if shown.inner is None or 4 + len(f"{ahead}{shown.text} = (") <= WIDTH:
        return f"{ahead}{shown.text} = (\n        {default}\n    )"
    return f"{ahead}{shown.lay(4, before=WIDTH)} = {default}"


def assigned(name: str, shown: Shown) -> str:
    """Write the statement that names a type."""
    return f"{name} = {shown.lay(0, before=len(name) + 3, after=0)}"


def _field_bounds(*given: tuple[str, Bound | None]) -> tuple[str, ...]:
    inside = ", ".join(f"{name}={literal(it)}" for name, it in given if it is not None)
    return (f"Field({inside})",) if inside else ()
