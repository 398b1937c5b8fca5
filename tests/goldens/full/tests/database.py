"""Databases for tests, with the schema that the migrations make.

SQLite is always there. PostgreSQL is where the variable says; its user must be allowed to
create databases, and what is created is dropped again. A process has one database of each
kind to itself, and every test begins with empty tables.
"""

import asyncio
import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL, delete, insert, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from shop.settings import PREFIX
from shop.shared.columns import Base
from shop.shared.database import Database
from shop.shared.migrations import upgrade

VARIABLE = f"{PREFIX}TEST_POSTGRES_URL"
SERVER = os.environ.get(VARIABLE, "")
NO_SERVER = f"{VARIABLE} is not set"
WRITERS = 8

# Without a server nothing is made that could only be skipped.
KINDS = ["sqlite", *([pytest.param("postgresql", marks=pytest.mark.postgres)] if SERVER else [])]

Rows = dict[str, list[tuple[Any, ...]]]
Figures = Counter[str]
COUNTED = pytest.StashKey[Figures]()


class Stage(ABC):
    """A database, and one engine for all tests: it compiles each statement once."""

    def __init__(self, url: str) -> None:
        self.database = Database(url, pool_size=WRITERS)

    @property
    def kind(self) -> str:
        """Return which database it is."""
        return self.database.engine.dialect.name

    @property
    def lent(self) -> int:
        """Return how many connections are not given back."""
        pool = self.database.engine.sync_engine.pool
        return pool.checkedout()  # type: ignore[attr-defined,no-any-return]

    @abstractmethod
    async def rows(self) -> Rows:
        """Return all rows by table, once no transaction is open that changed any."""

    @abstractmethod
    async def put(self, rows: Rows) -> None:
        """Replace all rows."""

    async def close(self) -> None:
        """Give all connections back."""
        await self.database.close()


class SqliteStage(Stage):
    """A file, looked at with the driver of the standard library."""

    def __init__(self, schema: Path) -> None:
        file = schema.with_name("test.db")
        shutil.copyfile(schema, file)
        super().__init__(sqlite_url_of(file))
        self._file = sqlite3.connect(file, timeout=1, isolation_level=None)
        self._file.execute("PRAGMA synchronous = OFF")  # nobody needs it after a power cut

    async def rows(self) -> Rows:
        with self._alone():
            return {
                name: sorted(self._file.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
                for name in Base.metadata.tables
            }

    async def put(self, rows: Rows) -> None:
        with self._alone():
            for name in Base.metadata.tables:
                self._file.execute(f'DELETE FROM "{name}"')
            for name, found in rows.items():
                values = ", ".join("?" for _ in Base.metadata.tables[name].columns)
                self._file.executemany(f'INSERT INTO "{name}" VALUES ({values})', found)

    async def close(self) -> None:
        self._file.close()
        await super().close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Begin while nobody else is at work, and commit in the end."""
        self._file.execute("BEGIN IMMEDIATE")
        with self._file:
            yield


class PostgresqlStage(Stage):
    """A database of a server, looked at over connections of its own."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._other = Database(url)

    async def rows(self) -> Rows:
        async with self._alone() as connection:
            return {
                name: sorted(map(tuple, await connection.execute(select(table))), key=repr)
                for name, table in Base.metadata.tables.items()
            }

    async def put(self, rows: Rows) -> None:
        async with self._alone() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                await connection.execute(delete(table))
            for table in Base.metadata.sorted_tables:
                names = table.columns.keys()
                for row in rows.get(table.name, ()):
                    await connection.execute(insert(table), dict(zip(names, row, strict=True)))

    async def close(self) -> None:
        await self._other.close()
        await super().close()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection while nobody else is at work."""
        tables = ", ".join(f'"{it}"' for it in Base.metadata.tables)
        async with self._other.engine.begin() as connection:
            await connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            await connection.execute(text(f"LOCK TABLE {tables}"))
            yield connection


def sqlite_url_of(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture(scope="session")
def sqlite_schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a file with the schema and without rows, once."""
    file = tmp_path_factory.mktemp("database") / "schema.db"
    upgrade(sqlite_url_of(file))
    return file


@pytest.fixture
def sqlite_url(sqlite_schema: Path) -> Iterator[str]:
    """Lend a file of its own to a test that brings its own engine."""
    file = sqlite_schema.with_name(f"{uuid4().hex}.db")
    shutil.copyfile(sqlite_schema, file)
    yield sqlite_url_of(file)
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()


@pytest.fixture(scope="session")
async def sqlite(anyio_backend: str, sqlite_schema: Path) -> AsyncIterator[SqliteStage]:
    stage = SqliteStage(sqlite_schema)
    yield stage
    await stage.close()


@pytest.fixture(scope="session")
def postgresql_schema() -> Iterator[str]:
    """Make a database with the schema and without rows, once; return its URL."""
    with postgresql_database() as url:
        upgrade(url)
        yield url


@contextmanager
def postgresql_database() -> Iterator[str]:
    """Make an empty database, whose name no other run has, and drop it in the end."""
    if not SERVER:
        pytest.skip(NO_SERVER)
    name = f"shop_test_{uuid4().hex[:12]}"
    server = make_url(SERVER).set(drivername="postgresql+asyncpg")
    asyncio.run(_execute(server, f'CREATE DATABASE "{name}"'))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(_execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(server: URL, statement: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture(scope="session")
async def postgresql(anyio_backend: str, postgresql_schema: str) -> AsyncIterator[PostgresqlStage]:
    stage = PostgresqlStage(postgresql_schema)
    yield stage
    await stage.close()


@pytest.fixture(params=KINDS)
def stage(request: pytest.FixtureRequest) -> Stage:
    """Choose a database, one after the other."""
    stage: Stage = request.getfixturevalue(request.param)
    return stage


@pytest.fixture
async def database(stage: Stage) -> AsyncIterator[Database]:
    """Lend the engine with empty tables, and see to it that every connection comes back."""
    await stage.put({})
    yield stage.database
    assert stage.lent == 0


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Count over all slow tests, for the end of the run."""
    if request.node.get_closest_marker("slow"):
        return request.config.stash.setdefault(COUNTED, Counter())
    return Counter()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was counted."""
    figures: Figures = terminalreporter.config.stash.get(COUNTED, Counter())
    if figures:
        terminalreporter.section("figures")
    for said, figure in sorted(figures.items()):
        terminalreporter.write_line(f"{said}: {figure}")
