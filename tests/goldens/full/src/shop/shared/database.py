"""The database: one engine for the process, one session for each unit of work."""

import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from math import ceil
from typing import Any

from sqlalchemy import Dialect, event, make_url, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    async_sessionmaker,
    create_async_engine,
)

from shop.shared.columns import sortable_number
from shop.shared.errors import Unavailable

log = logging.getLogger(__name__)

# PostgreSQL: no connection, only a copy, no entry, no such database, a lost race, no resources,
# locked too long, shut down or took too long.
AWAY = ("08", "25006", "28", "3D", "40", "53", "55P03", "57")
# A statement is kept that was prepared for tables as they were; the next try prepares it anew.
OUTDATED = AsyncAdapt_asyncpg_dbapi.InvalidCachedStatementError
ABOUT_DATA = "22"  # PostgreSQL: what it has against a value it says by repeating it

# SQLite: what may be over at the next try. All else that it says is a mistake of ours, such as
# a table that no migration made.
BUSY = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
)

# Words that the databases keep for themselves, beside those that SQLAlchemy quotes anyway.
RESERVED = ("collation", "concurrently", "lateral", "nothing", "returning", "tablesample")


class Database:
    """An engine and its sessions; nothing is connected before the first use."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 5,
        pool_timeout: float = 10,
        busy_timeout: float = 5,
        statement_timeout: float = 30,
        isolation: str = "REPEATABLE READ",
        begin: str = "BEGIN",
    ) -> None:
        """Prepare the engine.

        Units: seconds. `busy_timeout` and `begin` are for SQLite alone, where writers wait
        for each other; `statement_timeout`, 0 for none, and `isolation` for the others. Two
        statements that load one aggregate must see the same moment, so it is not weaker than
        repeatable read by default. A unit of work loads in one transaction and writes in
        another, and compares the versions of what it writes: what it only loaded may change
        in between, whatever the isolation.
        """
        given: dict[str, Any] = {"pool_size": pool_size, "pool_timeout": pool_timeout}
        if make_url(url).get_backend_name() == "sqlite":
            given["connect_args"] = {"timeout": busy_timeout}
        else:
            given |= {"isolation_level": isolation, "pool_pre_ping": True}
            given["connect_args"] = _bounds(pool_timeout, statement_timeout)
        self.engine: AsyncEngine = create_async_engine(url, hide_parameters=True, **given)
        quote_reserved(self.engine.dialect)
        event.listen(self.engine.sync_engine, "handle_error", _hide_values)
        event.listen(self.engine.sync_engine, "handle_error", _mark_unreached)
        if self.engine.dialect.name == "sqlite":
            # It tells each statement with its values, which may be personal.
            logging.getLogger("aiosqlite").setLevel(logging.WARNING)
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            # Begin a transaction where the driver would wait for the first change.
            event.listen(self.engine.sync_engine, "begin", lambda it: it.exec_driver_sql(begin))
            event.listen(self.engine.sync_engine, "invalidate", _end_sqlite)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that sees one moment and changes nothing.

        Raises:
            Unavailable: The database does not answer.
        """
        with answering():
            async with self.engine.connect() as connection:
                yield connection

    async def ready(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            Unavailable: It does not answer.
        """
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


@contextmanager
def answering(silence: type[Unavailable] = Unavailable) -> Iterator[None]:
    """Turn a database that does not answer into a refusal of the domain.

    Raises:
        Unavailable: It cannot be reached, has no connection left, or is locked too long; or
            what else this silence is to be called.
    """
    try:
        yield
    except Exception as error:
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if lost or _is_silent(error):
            log.warning("no answer from the database: %s", getattr(error, "orig", None) or error)
            raise silence("the database") from error
        raise


def state_of(error: BaseException | None) -> str:
    """Return what PostgreSQL calls an error: five characters, or none of another database."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) or ""


def _is_silent(error: Exception) -> bool:
    """Tell a database that does not answer from one whose answer is no."""
    told = getattr(error, "orig", None)
    code = getattr(told, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in BUSY
    if isinstance(told, OUTDATED):
        return True
    if state := state_of(error):
        return state.startswith(AWAY)
    return isinstance(error, OSError | PoolTimeout | OperationalError | InterfaceError)


def _hide_values(context: ExceptionContext) -> None:
    """Take out of an error of PostgreSQL the values that it repeats: they may be personal."""
    error = context.original_exception
    driver = error.__cause__
    if driver is None or not state_of(driver):
        return
    vars(driver).pop("detail", None)
    if state_of(driver).startswith(ABOUT_DATA):
        driver.__cause__ = None
        for told in filter(None, (driver, error, context.sqlalchemy_exception)):
            told.args = (type(driver).__name__,)


def _mark_unreached(context: ExceptionContext) -> None:
    """Take for silence whatever PostgreSQL says to who connects, such as that nobody may now."""
    if context.connection is None and state_of(context.original_exception):
        context.is_disconnect = True


def quote_reserved(dialect: Dialect) -> None:
    """Quote these words where they are names."""
    preparer = dialect.identifier_preparer
    preparer.reserved_words = {*preparer.reserved_words, *RESERVED}


def _bounds(connecting: float, statement: float) -> dict[str, Any]:
    """Say how long PostgreSQL may take; the driver gives up a server that no longer says so."""
    bounds: dict[str, Any] = {"timeout": max(1, connecting)}
    if statement:
        bounds["command_timeout"] = statement + 1
        bounds["server_settings"] = {
            "lock_timeout": str(ceil(statement * 500)),
            "statement_timeout": str(ceil(statement * 1000)),
        }
    return bounds


def _prepare_sqlite(connection: AsyncAdapt_aiosqlite_connection, _: object) -> None:
    """Leave transactions to SQLAlchemy, check foreign keys, let readers go on beside a writer."""
    connection.isolation_level = None
    connection.create_function("casefold", 1, _folded, deterministic=True)
    connection.create_function("sortable", 1, sortable_number, deterministic=True)
    cursor = connection.cursor()
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _end_sqlite(connection: AsyncAdapt_aiosqlite_connection, *_: object) -> None:
    """Roll back before a broken connection is closed: a mere close may leave the file locked."""
    connection.rollback()


def _folded(held: str | None) -> str | None:
    return None if held is None else held.casefold()
