"""Columns: what the fields of an aggregate or entity become in a table."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...blueprint.domain import Domain, Field, Shape
from ...blueprint.terms import Scalar, Type, ValueRef
from ..changes import free_name
from ..code import Code, Import, call, code
from ..types import Types

ANY = Import("typing", "Any")
HIDDEN = frozenset(
    "builtins list mapped_column metadata mro registry relationship type_annotation_map".split()
)
"""What a class of rows needs or has by itself, so that no attribute of it may be called so."""

REVISED = {
    Scalar.STR: "sa.String()",
    Scalar.URL: "sa.String()",
    Scalar.INT: "sa.BigInteger()",
    Scalar.FLOAT: "sa.Double()",
    Scalar.BOOL: "sa.Boolean()",
    Scalar.DECIMAL: "EXACT",
    Scalar.DATE: "sa.Date()",
    Scalar.DATETIME: "sa.DateTime(timezone=True)",
    Scalar.DURATION: "sa.BigInteger()",
    Scalar.UUID: "sa.Uuid()",
    Scalar.BYTES: "sa.LargeBinary()",
    Scalar.JSON: "sa.JSON()",
}
"""What the type of a column is in a revision, which knows nothing of ours."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and the attribute of a row that holds it.

    `kind` is None for a list, which is kept as JSON. `nullable` is for the database;
    `optional` says whether the attribute may be None as far as its reader can tell: of a
    value that is absent only the column that is asked first.
    """

    name: str
    attribute: str
    kind: Scalar | None
    nullable: bool = False
    optional: bool = False
    key: bool = False
    unique: bool = False
    owner: tuple[str, str] = ("", "")  # the column it refers to, and the constraint's name

    @property
    def revised(self) -> str:
        """Return its type in a revision."""
        if self.kind is None:
            return "sa.JSON(none_as_null=True)"
        return "KEY_TEXT" if self._is_key_text else REVISED[self.kind]

    @property
    def _is_key_text(self) -> bool:
        return self.key and self.kind in {Scalar.STR, Scalar.URL}

    def declared(self, types: Types) -> Code:
        """Write the attribute."""
        annotation = self._annotation(types)
        listed = list(self._arguments())
        mapped = Import("sqlalchemy.orm", "Mapped")
        optional = " | None" if self.optional else ""
        head = f"{self.attribute}: Mapped[{annotation}{optional}]"
        needs = {mapped, *annotation.needs, *(need for it in listed for need in it.needs)}
        if not listed:
            return code(head, *needs)
        written = call(f"{head} = mapped_column", map(str, listed), indent=4)
        return code(written, *needs, Import("sqlalchemy.orm", "mapped_column"))

    def _annotation(self, types: Types) -> Code:
        if self.kind is None:
            return code("list[Any]", ANY)
        return code("Any", ANY) if self.kind is Scalar.JSON else types.of(self.kind)

    def _arguments(self) -> Iterator[Code]:
        package = "columns"
        if self.attribute != self.name:
            yield code(f'"{self.name}"')
        if self._is_key_text:
            yield code("KeyText", Import(package, "KeyText"))
        if self.unique and self.kind is Scalar.DECIMAL:
            yield code("UniqueExact", Import(package, "UniqueExact"))
        if self.kind is Scalar.JSON:
            yield code("JSON", Import("sqlalchemy", "JSON"))
        if self.owner[0]:
            target, name = self.owner
            made = f'ForeignKey("{target}", name="{name}", ondelete="CASCADE")'
            yield code(made, Import("sqlalchemy", "ForeignKey"))
        if self.key:
            yield code("primary_key=True")
        if self.key and self.kind is Scalar.INT:
            yield code("autoincrement=False")
        if self.nullable and not self.optional:
            yield code("nullable=True")


class Columns:
    """The columns of one table, in order, each attribute with a name of its own."""

    def __init__(self, types: Types) -> None:
        """Begin without columns."""
        self.types = types
        self.listed: list[Column] = []
        self._asked: set[str] = set()

    def __getitem__(self, name: str) -> Column:
        """Return the column of that name."""
        return next(it for it in self.listed if it.name == name)

    @property
    def names(self) -> set[str]:
        """Return the names that columns have."""
        return {it.name for it in self.listed}

    @property
    def attributes(self) -> set[str]:
        """Return the names that no further attribute may have."""
        return {*HIDDEN, *(it.attribute for it in self.listed)}

    def add(self, name: str, kind: Scalar | None, **more: object) -> Column:
        """Add a column; its attribute has its name unless that is taken."""
        made = Column(name, free_name(name, self.attributes), kind, **more)  # type: ignore[arg-type]
        self.listed.append(made)
        return made

    def add_field(
        self, field: Field, *, prefix: str = "", absent: bool = False, unique: bool = False
    ) -> None:
        """Add the columns of a field, or of a field of a value; `absent` if that may be."""
        name = f"{prefix}{field.name}"
        record = record_of(self.types.domain, field)
        if record is None:
            self.add(
                name,
                kind_of(self.types, field),
                nullable=field.optional or absent,
                optional=field.optional or name in self._asked,
                unique=unique,
            )
            return
        if field.optional:
            self._asked.add(first_of(self.types, field, name))
        for inner in record:
            self.add_field(inner, prefix=f"{name}_", absent=absent or field.optional, unique=unique)


def kind_of(types: Types, field: Field) -> Scalar | None:
    """Return how a field is kept that needs one column; None for a list."""
    if field.many:
        return None
    scalar, value = types.plain(field.type)
    return Scalar.STR if scalar is None and value is not None else scalar


def record_of(domain: Domain, field: Field) -> tuple[Field, ...] | None:
    """Return the fields of the value that a field holds; None where it has one column."""
    return None if field.many else fields_of(domain, field.type)


def fields_of(domain: Domain, ref: Type) -> tuple[Field, ...] | None:
    """Return the fields of a value that has some."""
    if not isinstance(ref, ValueRef):
        return None
    value = domain.value(ref)
    return value.fields if value.shape is Shape.RECORD else None


def first_of(types: Types, field: Field, name: str) -> str:
    """Return the column that tells whether an optional value with fields is there."""
    record = record_of(types.domain, field)
    if record is None:
        return name
    inner = next(it for it in record if not it.optional)
    return first_of(types, inner, f"{name}_{inner.name}")
