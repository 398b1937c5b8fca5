"""The database: what its settings do, what a reader sees, and what it says when it is away."""

import logging
import sqlite3
import traceback
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool

from shop.shared.clock import Clock
from shop.shared.database import Database, state_of
from shop.shared.errors import Unavailable
from shop.shared.sql import SqlTransaction
from shop.shared.sql_receipts import ReceiptRow, SqlReceipts
from shop.shared.sql_rows import sql_get
from shop.shared.terms import KeyReceipt, Terms

from tests.database import Stage, sqlite_url_of
from tests.doubles import BEGIN, FixedClock

NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:1/nothing"


async def keep(database: Database, name: str, clock: Clock | None = None) -> None:
    """Keep a receipt, which changes nothing else."""
    transaction = SqlTransaction(database, clock or FixedClock())
    transaction.accept(Terms(receipt=KeyReceipt(name=name, fingerprint="")))
    try:
        await transaction.commit()
    finally:
        await transaction.close()


async def test_settings_reach_sqlite(sqlite_url: str) -> None:
    database = Database(sqlite_url, pool_size=3, busy_timeout=0.25)
    pool = database.engine.sync_engine.pool

    async with database.reading() as connection:
        names = ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
        held = [await connection.scalar(text(f"PRAGMA {name}")) for name in names]
    await database.close()

    assert held == [1, "wal", 1, 250]
    assert isinstance(pool, QueuePool)
    assert pool.size() == 3


async def test_sqlite_begins_as_it_is_told(sqlite_url: str) -> None:
    database = Database(sqlite_url, begin="BEGIN IMMEDIATE")
    other = Database(sqlite_url, busy_timeout=0)

    async with database.reading() as connection:
        await connection.execute(text("SELECT 1"))
        with pytest.raises(Unavailable):
            await keep(other, "late")

    await database.close()
    await other.close()


@pytest.mark.postgres
async def test_settings_reach_postgresql(postgresql: Stage) -> None:
    async with postgresql.database.reading() as connection:
        names = ("transaction_isolation", "statement_timeout", "lock_timeout")
        held = [await connection.scalar(text(f"SHOW {name}")) for name in names]

    assert held == ["repeatable read", "30s", "15s"]


async def test_what_refers_to_nothing_is_refused(database: Database) -> None:
    async with database.engine.connect() as connection:
        await connection.execute(text("CREATE TEMPORARY TABLE a (id BIGINT PRIMARY KEY)"))
        await connection.execute(text("CREATE TEMPORARY TABLE b (a BIGINT REFERENCES a (id))"))

        with pytest.raises(IntegrityError):
            await connection.execute(text("INSERT INTO b VALUES (1)"))


async def test_a_reader_sees_one_moment(database: Database) -> None:
    await keep(database, "before")

    async with database.reading() as connection:
        before = await sql_get(connection, ReceiptRow, "before")
        await keep(database, "meanwhile")
        meanwhile = await sql_get(connection, ReceiptRow, "meanwhile")

    assert before is not None
    assert meanwhile is None
    assert await SqlReceipts(database).find("meanwhile") is not None


async def test_old_receipts_are_forgotten(database: Database) -> None:
    clock = FixedClock()
    await keep(database, "old", clock)
    clock.advance(timedelta(days=1))
    await keep(database, "new", clock)
    receipts = SqlReceipts(database)

    await receipts.forget(before=BEGIN + timedelta(hours=1))

    assert await receipts.find("old") is None
    assert await receipts.find("new") is not None


async def test_an_error_does_not_show_what_was_written(database: Database) -> None:
    values = {"name": "hush-it", "fingerprint": "hush-it", "answer": "hush-it", "kept_at": BEGIN}

    with pytest.raises(IntegrityError) as refusal:
        async with database.engine.begin() as connection:
            await connection.execute(insert(ReceiptRow), [values, values])

    assert "hush-it" not in told(refusal.value)


async def test_a_log_does_not_show_what_was_written(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(sqlite_url)

    with caplog.at_level(logging.DEBUG):
        await keep(database, "hush-it")
        await database.close()

    assert "hush-it" not in caplog.text


@pytest.mark.postgres
async def test_a_value_that_is_not_taken_is_not_shown(postgresql: Stage) -> None:
    given = {"number": "hush-it"}

    with pytest.raises(DBAPIError, match="DataError") as mistake:
        async with postgresql.database.reading() as connection:
            await connection.execute(text("SELECT CAST(:number AS INTEGER)"), given)

    assert "hush-it" not in told(mistake.value)


def told(error: BaseException) -> str:
    """Return all that a log would have of an error."""
    return "".join(traceback.format_exception(error))


async def test_what_the_database_answers_to_a_mistake_is_told(database: Database) -> None:
    with pytest.raises(DBAPIError, match="nowhere"):
        async with database.reading() as connection:
            await connection.execute(text("SELECT * FROM nowhere"))


@pytest.mark.parametrize(
    ("url", "said"),
    [(sqlite_url_of(Path("none", "at.db")), "unable to open"), (NOWHERE, "Errno")],
)
async def test_a_database_that_is_nowhere_is_unavailable_and_the_log_says_why(
    url: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(url)

    with pytest.raises(Unavailable):
        await database.ready()

    await database.close()
    (line,) = caplog.messages
    assert line.startswith("no answer from the database: ")
    assert said in line


async def test_a_database_that_is_locked_too_long_is_unavailable(sqlite_url: str) -> None:
    database = Database(sqlite_url, busy_timeout=0.01)
    await database.ready()

    with closing(sqlite3.connect(sqlite_url.removeprefix(sqlite_url_of(Path())[:-1]))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await keep(database, "late")

    await keep(database, "late")
    await database.close()


async def test_connecting_takes_no_longer_than_waiting_for_a_connection() -> None:
    database = Database(NOWHERE, pool_timeout=3)
    seen: list[object] = []

    @event.listens_for(database.engine.sync_engine, "do_connect")
    def note(_dialect: object, _record: object, _given: object, named: dict[str, object]) -> None:
        seen.append(named["timeout"])

    with pytest.raises(Unavailable):
        await database.ready()

    await database.close()
    assert seen == [3]


@pytest.mark.postgres
async def test_whatever_postgresql_has_against_a_connection_is_silence(
    postgresql_schema: str,
) -> None:
    database = Database(postgresql_schema)

    @event.listens_for(database.engine.sync_engine, "do_connect")
    def spoil(_dialect: object, _record: object, _given: object, named: dict[str, object]) -> None:
        named["server_settings"] = {"lock_timeout": "never"}

    with pytest.raises(Unavailable) as refusal:
        await database.ready()

    await database.close()
    assert state_of(refusal.value.__cause__) == "22023"


@pytest.mark.postgres
async def test_the_smallest_bounds_are_bounds(postgresql_schema: str) -> None:
    database = Database(postgresql_schema, pool_timeout=0, statement_timeout=0.0001)

    with pytest.raises(Unavailable) as refusal:
        async with database.reading() as connection:
            await connection.execute(text("SELECT pg_sleep(60)"))

    await database.close()
    assert state_of(refusal.value.__cause__) == "57014"


@pytest.mark.postgres
async def test_a_server_that_is_only_a_copy_is_unavailable(postgresql: Stage) -> None:
    async def write() -> None:
        async with postgresql.database.reading() as connection:
            await connection.execute(text("SET TRANSACTION READ ONLY"))
            await connection.execute(text("CREATE TABLE a (id BIGINT)"))

    with pytest.raises(Unavailable):
        await write()


@pytest.mark.postgres
async def test_a_table_that_was_changed_meanwhile_is_unavailable_once(
    postgresql: Stage, postgresql_schema: str
) -> None:
    database = Database(postgresql_schema, pool_size=1)

    async def read() -> None:
        async with database.reading() as connection:
            await connection.execute(text("SELECT * FROM changing"))

    async def change(statement: str) -> None:
        async with postgresql.database.engine.begin() as connection:
            await connection.execute(text(statement))

    await change("CREATE TABLE changing (id INTEGER)")
    await read()
    await change("ALTER TABLE changing ALTER id TYPE TEXT")

    with pytest.raises(Unavailable):
        await read()
    await read()
    await database.close()


@pytest.mark.postgres
async def test_a_statement_that_takes_too_long_is_unavailable(postgresql_schema: str) -> None:
    database = Database(postgresql_schema, statement_timeout=0.01)

    with pytest.raises(Unavailable) as refusal:
        async with database.reading() as connection:
            await connection.execute(text("SELECT pg_sleep(60)"))

    await database.close()
    assert state_of(refusal.value.__cause__) == "57014"


@pytest.mark.postgres
async def test_a_lock_that_is_held_too_long_is_unavailable(
    postgresql: Stage, postgresql_schema: str
) -> None:
    database = Database(postgresql_schema, statement_timeout=1)

    async with postgresql.database.engine.begin() as other:
        await other.execute(text(f"LOCK TABLE {ReceiptRow.__tablename__}"))
        with pytest.raises(Unavailable) as refusal:
            await keep(database, "late")

    await database.close()
    assert state_of(refusal.value.__cause__) == "55P03"
