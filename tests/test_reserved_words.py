"""Every word that a database keeps for itself may be a column: SQLAlchemy quotes it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest
from generated import Project, said, untidied, written
from postgres import postgres_url
from recipes import Recipe

from groundplan.names import field_taken

SQLITE = """
    abort action add after all alter always analyze and as asc attach autoincrement before begin
    between by cascade case cast check collate column commit conflict constraint create cross
    current current_date current_time current_timestamp database default deferrable deferred delete
    desc detach distinct do drop each else end escape except exclude exclusive exists explain fail
    filter first following for foreign from full generated glob group groups having if ignore
    immediate in index indexed initially inner insert instead intersect into is isnull join key
    last left like limit match materialized natural no not nothing notnull null nulls of offset on
    or order others outer over partition plan pragma preceding primary query raise range recursive
    references regexp reindex release rename replace restrict returning right rollback row rows
    savepoint select set table temp temporary then ties to transaction trigger unbounded union
    unique update using vacuum values view virtual when where window with without
"""
POSTGRESQL = """
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check
    collate collation column concurrently constraint create cross current_catalog current_date
    current_role current_schema current_time current_timestamp current_user default deferrable desc
    distinct do else end except false fetch for foreign freeze from full grant group having ilike in
    initially inner intersect into is isnull join lateral leading left like limit localtime
    localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
    references returning right select session_user similar some symmetric system_user table
    tablesample then to trailing true union unique user using variadic verbose when where window
    with oid tableoid xmin cmin xmax cmax ctid
"""
# PostgreSQL has columns of these names in each table, hidden.
SYSTEM = {"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}
WORDS = sorted({*SQLITE.split(), *POSTGRESQL.split()} - SYSTEM)
FIELDS = [it for it in WORDS if field_taken(it) is None]

BLUEPRINT = f"""\
blueprint: 1
name: words
modules:
  words:
    aggregates:
      Word:
        fields: {{kept: Item*, {", ".join(f"{it}: int" for it in FIELDS)}}}
        entities:
          Item: {{key: select, fields: {{{", ".join(f"{it}: str" for it in FIELDS)}}}}}
        crud: true
        queries:
          Some: {{takes: [{", ".join(FIELDS[:30])}], returns: Word*}}
"""
PLAYED = """
import asyncio
import sys
from uuid import UUID

from words.shared.clock import SystemClock
from words.shared.database import Database
from words.shared.migrations import downgrade, pending, upgrade
from words.words.model import Word
from words.words.sql import SqlWordsReads, sql_words_work
from words.words.values import Item, WordId

FIELDS = sys.argv[2].split()


async def play() -> None:
    database = Database(sys.argv[1])
    item = Item(**{name: name for name in FIELDS})
    word = Word(id=WordId(UUID(int=1)), kept=(item,), **{name: 1 for name in FIELDS})
    for change in ("add", "save"):
        async with sql_words_work(database, SystemClock(), None) as work:
            if change == "save":
                assert await work.words.get(word.id) == word
            await getattr(work.words, change)(word)
            await work.commit()
    found = await SqlWordsReads(database).some(**{name: 1 for name in FIELDS[:30]})
    assert [it.kept for it in found] == [(item,)]
    assert await pending(database) == ()
    await database.close()


upgrade(sys.argv[1])
asyncio.run(play())
downgrade(sys.argv[1])
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    recipe = Recipe("words", BLUEPRINT, (("http", "none"),))
    return written(recipe, untidied(recipe), tmp_path_factory.mktemp("words"))


def test_words_of_a_database_are_names_of_fields() -> None:
    assert {"select", "order", "group", "user", "table", "primary", "limit"} <= {*FIELDS}


def test_every_reserved_word_is_a_column_on_sqlite(project: Project, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'words.db'}"

    done = project.run("-c", PLAYED, url, " ".join(FIELDS), PYTHONPATH="src")

    assert done.returncode == 0, said(done)


@pytest.fixture
def database() -> Iterator[str]:
    """Make a database for one test, and drop it."""
    name = f"groundplan_words_{uuid4().hex[:12]}"
    asyncio.run(execute(f"CREATE DATABASE {name}"))
    yield urlsplit(postgres_url())._replace(scheme="postgresql+asyncpg", path=f"/{name}").geturl()
    asyncio.run(execute(f"DROP DATABASE {name} WITH (FORCE)"))


async def execute(statement: str) -> None:
    connection = await asyncpg.connect(postgres_url().replace("+asyncpg", ""))
    await connection.execute(statement)
    await connection.close()


@pytest.mark.postgres
def test_every_reserved_word_is_a_column_on_postgresql(project: Project, database: str) -> None:
    done = project.run("-c", PLAYED, database, " ".join(FIELDS), PYTHONPATH="src")

    assert done.returncode == 0, said(done)
