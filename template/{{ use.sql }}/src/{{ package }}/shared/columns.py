"""How values of the domain become columns, the same on SQLite and on PostgreSQL.

What the domain lets in comes back as it was: decimals keep every digit, moments their
microseconds. Only SQLite changes some: a unique decimal loses zeros at its end, so that 1.0
comes back as 1, a float the sign of a zero, and JSON that is nothing but a number is written
as SQLite writes it, 2.0 as 2. Identities that are text sort by code points, as Python sorts them.
"""

import operator
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
    SQLColumnExpression,
    String,
    literal,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType, between_op, in_op, not_between_op, not_in_op
from sqlalchemy.types import TypeDecorator, TypeEngine

MICROSECOND = timedelta(microseconds=1)

LARGEST = 10**18  # the exponents of Python's decimals are nearer to 0
FLIPPED = str.maketrans("0123456789", "9876543210")
COMPARING = (
    *(operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge),
    *(in_op, not_in_op, between_op, not_between_op),
)

# PostgreSQL sorts by the rules of its database's language unless told otherwise.
KeyText = String().with_variant(String(collation="C"), "postgresql")


class Exact(TypeDecorator[Decimal]):
    """A decimal number: NUMERIC, or text on SQLite, whose own numbers lose digits.

    It compares as a number. To sort by it, or to find the least, wrap it in `number`.
    """

    impl = Numeric
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[Decimal]):
        """Compares numbers, not their texts: 1.0 equals 1.00, and 9 is less than 10."""

        def operate(self, op: OperatorType, *other: object, **given: object) -> ColumnElement[Any]:
            """Write what is done with it; what compares does so with numbers."""
            if op not in COMPARING or other[0] is None:
                return super().operate(op, *other, **given)
            return op(number(self.expr), *map(_numbers, other), **given)

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
        """Write the moment in UTC; one without an offset could mean any."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs an offset, as in datetime.now(UTC)")
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


class number(FunctionElement[Decimal]):  # noqa: N801
    """A number as the database compares and sorts it."""

    type = Numeric()
    inherit_cache = True


def _numbers(other: object) -> object:
    """Write what a number is compared with: a value, an expression, or several."""
    if isinstance(other, list | tuple | set | frozenset):
        return [_numbers(it) for it in other]
    return number(other if isinstance(other, SQLColumnExpression) else literal(other, Exact))


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


@compiles(number, "sqlite")
def _number_on_sqlite(element: number, compiler: SQLCompiler, **given: object) -> str:
    return f"sortable({compiler.process(element.clauses, **given)})"


@compiles(number)
def _plain_number(element: number, compiler: SQLCompiler, **given: object) -> str:
    return compiler.process(element.clauses, **given)


def canonical(number: str | None) -> str | None:
    """Write a decimal number so that equal numbers are equal texts."""
    if number is None:
        return None
    plain = f"{Decimal(number):f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in {"-0", ""} else plain


def sortable_number(number: str | None) -> str | None:
    """Write a decimal number so that texts are in the order of the numbers.

    Shape: 0, 1 or 2 for the sign; for how large it is 19 digits; then its own. Of a negative
    number each digit is taken from 9, and an end sorts after all that is longer.
    """
    if number is None:
        return None
    given = Decimal(number)
    if not given:
        return "1"
    digits = "".join(map(str, given.as_tuple().digits)).rstrip("0")
    size = f"{given.adjusted() + LARGEST:019d}{digits}"
    return f"0{size.translate(FLIPPED)}~" if given < 0 else f"2{size}"
