"""The way from an aggregate to its columns, and back."""

from collections.abc import Iterable, Iterator

from ...blueprint.domain import Field
from ...blueprint.terms import Scalar, Type, ValueRef
from ...names import member, snake, words
from ..changes import free_name
from ..code import Code, Import, code, laid
from ..types import DECIMAL, DT, UUID_, Types
from .columns import ANY, Columns, fields_of, first_of, record_of
from .facts import DocumentFacts
from .identifiers import Identifiers
from .spelling import Call, Choice, Each, Spelled, called, lines
from .tables import Table

Pairs = list[tuple[str, Spelled]]

B64DECODE = Import("base64", "b64decode")
B64ENCODE = Import("base64", "b64encode")
CALLED = {"b64encode", "enumerate", "str"}
"""What functions call under its own name, so that nothing they write is called like it."""
SHARED = {"mark_of", "page_of"}
"""Functions that the file may import, so that none of it is called like one of them."""


class Mapping:
    """Writes the mapper of one module; `needs` gathers what its file imports."""

    def __init__(self, types: Types, identifiers: Identifiers, hidden: set[str]) -> None:
        """Begin without anything written; `hidden` are names that mean something else."""
        self.types = types
        self.identifiers = identifiers
        self.hidden = hidden
        self.needs: set[Import] = set()
        self.documents: dict[ValueRef, DocumentFacts] = {}

    def called(self, module: str, name: str) -> str:
        """Import a name of a library; another one stands for it where the blueprint has it too."""
        alias = free_name(name, self.hidden)
        self.needs.add(Import(module, name, alias if alias != name else ""))
        return alias

    def shared(self, file: str, name: str) -> str:
        """Import a name of `shared`, as `called` does."""
        return self.called(f"{self.types.package}.shared.{file}", name)

    def functions(self, name: str) -> tuple[str, str]:
        """Return what the functions are called that make something from a row, and write one."""
        taken = self.hidden | SHARED
        return free_name(f"{name}_of", taken), free_name(f"{name}_values", taken)

    def declared(self, columns: Columns) -> tuple[str, ...]:
        """Write the attributes of a class of rows."""
        return tuple(self._name(it.declared(self.types)) for it in columns.listed)

    def constrained(self, table: Table) -> str:
        """Write what else belongs to a table; empty where that is nothing."""
        found: list[Call] = []
        if table.key != f"pk_{table.name}":
            keys = [f'"{it.name}"' for it in table.columns.listed if it.key]
            name = self.called("sqlalchemy", "PrimaryKeyConstraint")
            found.append(called(name, *keys, name=f'"{table.key}"'))
        for unique in table.uniques:
            name = self.called("sqlalchemy", "UniqueConstraint")
            found.append(called(name, *unique.arguments()))
        found += [
            called(self.called("sqlalchemy", "Index"), *it.arguments()) for it in table.indexes
        ]
        if not found:
            return ""
        written = f"({', '.join(map(str, found))}{',' if len(found) == 1 else ''})"
        return laid(written, indent=4, before="__table_args__ = ")

    def values(self, fields: Iterable[Field], owner: str) -> Pairs:
        """Write the columns of some fields of `owner`, by name."""
        return [pair for field in fields for pair in self._leaves(field, "", owner, ())]

    def _leaves(
        self, field: Field, prefix: str, owner: str, absent: tuple[str, ...]
    ) -> Iterator[tuple[str, Spelled]]:
        """Yield each column of a field; where one of `absent` is None, it is empty."""
        name, value = f"{prefix}{field.name}", f"{owner}.{field.name}"
        record = record_of(self.types.domain, field)
        if record is not None:
            absent = (*absent, value) if field.optional else absent
            for inner in record:
                yield from self._leaves(inner, f"{name}_", value, absent)
            return
        if field.many:
            written = self._listed(field.type, value)
        else:
            written = self.plain(field.type, value)
            absent = (*absent, value) if field.optional and written != value else absent
        yield f'"{name}"', Choice(absent, written) if absent else written

    def plain(self, ref: Type, value: str) -> str:
        """Take a plain value out of the class that stands around it."""
        scalar, held = self.types.plain(ref)
        return f"{value}.value" if scalar is not None and held is not None else value

    def _listed(self, ref: Type, value: str) -> Spelled:
        """Write a list as JSON has it."""
        item = self._written(ref, "it")
        return f"[*{value}]" if item == "it" else Each("[", item, value)

    def _written(self, ref: Type, value: str) -> str:
        """Write an item of a list as JSON has it."""
        if fields_of(self.types.domain, ref) is not None:
            return f"{self._document(ref).written}({value})"
        plain = self.plain(ref, value)
        match self.types.plain(ref)[0]:
            case Scalar.DECIMAL | Scalar.UUID:
                return f"str({plain})"
            case Scalar.DATE | Scalar.DATETIME:
                return f"{plain}.isoformat()"
            case Scalar.DURATION:
                self.shared("columns", "MICROSECOND")
                return f"{plain} // MICROSECOND"
            case Scalar.BYTES:
                self.needs.add(B64ENCODE)
                return f"b64encode({plain}).decode()"
        return plain

    def made(self, fields: Iterable[Field], columns: Columns) -> Pairs:
        """Write what some fields hold, from the row."""
        return [(field.name, self._made(field, "", columns)) for field in fields]

    def _made(self, field: Field, prefix: str, columns: Columns) -> Spelled:
        name = f"{prefix}{field.name}"
        record = record_of(self.types.domain, field)
        if record is None:
            return self._read(field, f"row.{columns[name].attribute}")
        inside = {it.name: self._made(it, f"{name}_", columns) for it in record}
        whole = called(self._name(self.types.of(field.type)), **inside)
        if not field.optional:
            return whole
        first = columns[first_of(self.types, field, name)].attribute
        return Choice((f"row.{first}",), whole)

    def _read(self, field: Field, value: str) -> Spelled:
        """Write what one column holds."""
        if field.many:
            item = self._decoded(field.type, "it")
            return f"tuple({value})" if item == "it" else Each("tuple(", item, value)
        made = self._wrapped(value, field.type)
        return Choice((value,), made) if field.optional and made != value else made

    def _wrapped(self, plain: str, ref: Type) -> str:
        return self._name(self.types.wrapped(code(plain), ref))

    def _decoded(self, ref: Type, value: str) -> str:
        """Write what an item of a list is, from JSON."""
        if fields_of(self.types.domain, ref) is not None:
            return f"{self._document(ref).made}({value})"
        match self.types.plain(ref)[0]:
            case Scalar.DECIMAL:
                plain = self._name(code(f"Decimal({value})", DECIMAL))
            case Scalar.UUID:
                plain = self._name(code(f"UUID({value})", UUID_))
            case Scalar.DATE:
                plain = self._name(code(f"dt.date.fromisoformat({value})", DT))
            case Scalar.DATETIME:
                plain = self._name(code(f"dt.datetime.fromisoformat({value})", DT))
            case Scalar.DURATION:
                self.shared("columns", "MICROSECOND")
                plain = f"{value} * MICROSECOND"
            case Scalar.BYTES:
                plain = self._name(code(f"b64decode({value})", B64DECODE))
            case _:
                plain = value
        return self._wrapped(plain, ref)

    def _document(self, ref: Type) -> DocumentFacts:
        """Return the functions that read and write a value with fields as JSON."""
        if not isinstance(ref, ValueRef):
            raise TypeError(f"{ref} has no fields")
        if ref in self.documents:
            return self.documents[ref]
        name = self._name(self.types.of(ref))
        noun = snake(name)
        own = free_name(member(name), CALLED)
        self.needs.add(ANY)
        fields = fields_of(self.types.domain, ref) or ()
        self.documents[ref] = facts = DocumentFacts(
            name=name,
            noun=words(name),
            made=f"_{noun}_of",
            written=f"_{noun}_held",
            own=own,
            arguments=lines([(it.name, self._taken(it)) for it in fields], indent=8, sign="="),
            values=lines([self._given(it, own) for it in fields], indent=8, sign=": "),
        )
        return facts

    def _taken(self, field: Field) -> Spelled:
        """Write a field of a value, from JSON; one that came later may be missing."""
        held = f'held["{field.name}"]'
        if field.many:
            item = self._decoded(field.type, "it")
            return f"tuple({held})" if item == "it" else Each("tuple(", item, held)
        if not field.optional:
            return self._decoded(field.type, held)
        perhaps = f'held.get("{field.name}")'
        made = self._decoded(field.type, held)
        return perhaps if made == held else Choice((perhaps,), made)

    def _given(self, field: Field, owner: str) -> tuple[str, Spelled]:
        """Write a field of a value for JSON."""
        value = f"{owner}.{field.name}"
        write = self._listed if field.many else self._written
        written = write(field.type, value)
        needs_choice = field.optional and written != value
        return f'"{field.name}"', Choice((value,), written) if needs_choice else written

    def _name(self, written: Code) -> str:
        """Return the text, and keep what it imports."""
        self.needs |= written.needs
        return str(written)
