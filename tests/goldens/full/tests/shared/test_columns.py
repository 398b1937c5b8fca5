"""Columns: what a value was it is again, and it compares as Python compares it."""

import datetime as dt
import operator
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    insert,
    select,
)
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from shop.shared import memory
from shop.shared.columns import (
    Exact,
    KeyText,
    Moment,
    Span,
    contained,
    number,
)
from shop.shared.database import Database

from tests.doubles import counted_id

BERLIN = dt.timezone(dt.timedelta(hours=1))
EDGES = [
    (BigInteger(), [-(2**63), -1, 0, 1, 2**63 - 1]),
    (Double(), [-1.7976931348623157e308, -0.1, 0.0, 5e-324, 0.1 + 0.2]),
    (Boolean(), [True, False]),
    (String(), ["", "'", "%_\\", "ß", "\U0001f600", "x" * 100_000]),
    (LargeBinary(), [b"", b"\0\xff", bytes(range(256))]),
    (Uuid(), [counted_id(1), counted_id(2**47)]),
    (Date(), [dt.date.min, dt.date(2024, 2, 29), dt.date.max]),
    (
        Moment(),
        [
            dt.datetime(1, 1, 2, tzinfo=dt.UTC),
            dt.datetime(2024, 3, 31, 2, 30, 0, 1, tzinfo=BERLIN),
            dt.datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=dt.UTC),
        ],
    ),
    (Span(), [dt.timedelta(0), dt.timedelta(days=-99_999_999), dt.timedelta(microseconds=1)]),
    (Exact(), [Decimal(it) for it in ("0", "-1.10", "1E-30", "0.1", "9" * 60, "1e9")]),
]
NUMBERS = [
    *(Decimal(it) for it in ("10", "2", "1.5", "1.0", "1e-30", "1e9", "9.99", "0.00")),
    *(Decimal(it) for it in ("-10", "-2", "-1.5", "-1.05", "-1e-30", "-9.99", "-0")),
]
COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


@asynccontextmanager
async def kept(
    database: Database, kind: TypeEngine[Any], values: Iterable[object]
) -> AsyncIterator[tuple[AsyncConnection, Column[Any]]]:
    """Lend a column with these values, in a table that is gone afterwards."""
    column = Column("value", kind)
    number = Column("number", Integer, primary_key=True, autoincrement=False)
    table = Table("tried", MetaData(), number, column, prefixes=["TEMPORARY"])
    rows = [{"number": number, "value": it} for number, it in enumerate(values)]
    async with database.engine.connect() as connection:
        await connection.run_sync(table.create)
        await connection.execute(insert(table), rows)
        yield connection, column
        await connection.rollback()


@pytest.mark.parametrize(("kind", "values"), EDGES)
async def test_a_value_comes_back_as_it_was(
    database: Database, kind: TypeEngine[Any], values: list[object]
) -> None:
    async with kept(database, kind, [*values, None]) as (connection, column):
        *back, nothing = await connection.scalars(select(column).order_by("number"))

    assert nothing is None
    assert back == values
    assert all(isinstance(it, type(value)) for it, value in zip(back, values, strict=True))


async def test_a_moment_comes_back_in_utc(database: Database) -> None:
    moment = dt.datetime(2024, 1, 1, 1, tzinfo=BERLIN)

    async with kept(database, Moment(), [moment]) as (connection, column):
        back = await connection.scalar(select(column))

    assert back is not None
    assert back.isoformat() == "2024-01-01T00:00:00+00:00"


async def test_a_moment_without_an_offset_is_refused(database: Database) -> None:
    naive = dt.datetime(2024, 1, 1, tzinfo=BERLIN).replace(tzinfo=None)

    async with kept(database, Moment(), [None]) as (connection, column):
        with pytest.raises(StatementError, match="a moment needs an offset"):
            await connection.scalar(select(column).where(column == naive))


async def test_equal_numbers_are_equal_however_they_are_written(database: Database) -> None:
    numbers = [Decimal(it) for it in ("1.0", "1.00", "1", "10", "0.1")]

    async with kept(database, Exact(), numbers) as (connection, column):
        asked = select(column).order_by("number")
        equal = (await connection.scalars(asked.where(column == Decimal("1.000")))).all()
        among = (await connection.scalars(asked.where(column.in_([Decimal("1e1")])))).all()

    assert [str(it) for it in equal] == ["1.0", "1.00", "1"]
    assert among == [10]


@pytest.mark.parametrize("compare", COMPARISONS)
async def test_numbers_compare_as_numbers(
    database: Database, compare: Callable[[Any, Any], Any]
) -> None:
    async with kept(database, Exact(), [*NUMBERS, None]) as (connection, column):
        for other in NUMBERS:
            asked = select(column).where(compare(column, other)).order_by("number")
            found = (await connection.scalars(asked)).all()

            assert found == [it for it in NUMBERS if compare(it, other)], other


async def test_numbers_are_sorted_and_chosen_as_numbers(database: Database) -> None:
    some = [Decimal("1.00"), Decimal(10)]

    async with kept(database, Exact(), [*NUMBERS, None]) as (connection, column):
        asked = select(column).where(column.is_not(None)).order_by("number")
        ordered = (await connection.scalars(asked.order_by(None).order_by(number(column)))).all()
        between = (await connection.scalars(asked.where(column.between(-1, Decimal(2))))).all()
        others = (await connection.scalars(asked.where(column.not_in(some)))).all()
        same = (await connection.scalars(asked.where(column == column))).all()  # noqa: PLR0124
        none = (await connection.scalars(asked.where(column.in_([])))).all()
        absent = (await connection.scalars(select(column).where(column == None))).all()  # noqa: E711

    assert ordered == sorted(NUMBERS)
    assert between == [it for it in NUMBERS if -1 <= it <= 2]
    assert others == [it for it in NUMBERS if it not in some]
    assert same == NUMBERS
    assert none == []
    assert absent == [None]


async def test_texts_sort_by_code_points(database: Database) -> None:
    texts = ["b", "a", "B", "é", "z", "_", "a b", "ab", "", "\U0001f600", "\uffee"]

    async with kept(database, KeyText, texts) as (connection, column):
        found = (await connection.scalars(select(column).order_by(column))).all()

    assert list(found) == sorted(texts)


async def test_a_text_is_found_in_any_case_as_in_memory(database: Database) -> None:
    texts = ["Große Straße 1", "GROSSE STRASSE 1", "100 %", "a_b", "été", "ΟΔΟΣ", "οδος", "'", ""]

    async with kept(database, String(), [*texts, None]) as (connection, column):
        for text in ("straße", "STRASSE", "%", "_", "É", "Σ", "'", "", "x" * 99):
            asked = select(column).where(contained(column, text)).order_by("number")
            found = (await connection.scalars(asked)).all()

            assert list(found) == [it for it in texts if memory.contained(text, it)], text
