"""How values of the domain become columns, the same on SQLite and on PostgreSQL.

What the domain lets in comes back as it was: decimals keep every digit, moments their
microseconds. Identities that are text sort by code points, as Python sorts them.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Dialect,
    Double,
    MetaData,
    Numeric,
    String,
    literal,
    or_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

MICROSECOND = timedelta(microseconds=1)

# PostgreSQL sorts by the rules of its database's language unless told otherwise.
KeyText = String().with_variant(String(collation="C"), "postgresql")


class Exact(TypeDecorator[Decimal]):
    """A decimal number: NUMERIC, or text on SQLite, whose own numbers lose digits."""

    impl = Numeric
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[Decimal]):
        """Compares numbers, not their texts: 1.0 equals 1.00."""

        def __eq__(self, other: object) -> ColumnElement[bool]:  # type: ignore[override]
            """Write the comparison."""
            return _number(self.expr) == _number(literal(other, Exact))

        def in_(self, other: Iterable[Decimal]) -> ColumnElement[bool]:
            """Write the comparisons with several."""
            return or_(*(self == it for it in other))

        __hash__ = TypeDecorator.Comparator.__hash__

    comparator_factory = Comparator

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the database."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        """Write the number."""
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Decimal | str | None, _: Dialect) -> Decimal | None:
        """Read the number."""
        return Decimal(value) if isinstance(value, str) else value


class UniqueExact(Exact):
    """A decimal number that must be unique: equal numbers are equal texts, too."""

    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        """Write the number without what does not count."""
        plain = super().process_bind_param(value, dialect)
        return canonical(plain) if isinstance(plain, str) else plain


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite keeps no offset, so it is attached again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Say what it holds."""
        return datetime

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Write the moment in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Read the moment in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Span(TypeDecorator[timedelta]):
    """A duration in microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, _: Dialect) -> int | None:
        """Write the microseconds."""
        return None if value is None else value // MICROSECOND

    def process_result_value(self, value: int | None, _: Dialect) -> timedelta | None:
        """Read the microseconds."""
        return None if value is None else value * MICROSECOND


class Base(DeclarativeBase):
    """The tables of all modules; a constraint without a name could never be dropped."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        int: BigInteger,
        float: Double,
        Decimal: Exact,
        datetime: Moment,
        timedelta: Span,
        list[Any]: JSON(none_as_null=True),
    }


class contained(FunctionElement[bool]):  # noqa: N801 - it reads as the function that it is
    """Whether the second text is in the first, in any case."""

    type = Boolean()
    inherit_cache = True


class _number(FunctionElement[Decimal]):  # noqa: N801
    """A number as the database compares it."""

    type = Numeric()
    inherit_cache = True


@compiles(contained, "sqlite")
def _contained_on_sqlite(element: contained, compiler: SQLCompiler, **given: object) -> str:
    held, text = (compiler.process(it, **given) for it in element.clauses)
    return f"instr(casefold({held}), casefold({text})) > 0"


@compiles(contained)
def _contained(element: contained, compiler: SQLCompiler, **given: object) -> str:
    """Fold as Python does, whatever the language of the database.

    Capitals tell more letters to be the same; the dotless i, whose capital is another's,
    stands aside meanwhile, and a sigma is the same at the end of a word.
    """
    held, text = (
        f"translate(lower(upper(lower(translate(CAST({compiler.process(it, **given)} AS TEXT), "
        "'\u0131', '\ue131') COLLATE \"und-x-icu\"))), '\u03c2', '\u03c3')"
        for it in element.clauses
    )
    return f"strpos({held}, {text}) > 0"


@compiles(_number, "sqlite")
def _number_on_sqlite(element: _number, compiler: SQLCompiler, **given: object) -> str:
    return f"canonical({compiler.process(element.clauses, **given)})"


@compiles(_number)
def _plain_number(element: _number, compiler: SQLCompiler, **given: object) -> str:
    return compiler.process(element.clauses, **given)


def canonical(number: str | None) -> str | None:
    """Write a decimal number so that equal numbers are equal texts."""
    if number is None:
        return None
    plain = f"{Decimal(number):f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in {"-0", ""} else plain
