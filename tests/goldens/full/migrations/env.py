"""How alembic reaches the database: for its command line, and for shared/migrations.py.

`alembic -x url=...` goes before the settings. All types that a revision names are those of
SQLAlchemy, so that it stays what it is when the code of the project changes.
"""

import asyncio
import logging
from typing import Literal
from zlib import crc32

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, event
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection

from shop import app  # noqa: F401 - it knows the rows of all modules
from shop.settings import Settings
from shop.shared.columns import Base, Exact, Moment, Span
from shop.shared.database import Database, answering, quote_reserved

WRITTEN = {
    Exact: 'sa.Numeric().with_variant(sa.String(), "sqlite")',
    Moment: "sa.DateTime(timezone=True)",
    Span: "sa.BigInteger()",
}
LOCK = crc32(b"shop")  # the number of a lock that only migrations take
PATIENCE = 600  # seconds that SQLite is waited for, while another process migrates


def url() -> str:
    """Return where the database is: as handed over, on the command line, in the settings."""
    given = context.get_x_argument(as_dictionary=True).get("url")
    return (
        context.config.attributes.get("url")
        or given
        or Settings.read().database_url.get_secret_value()
    )


def written(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Write a type of ours as what the database makes of it."""
    found = (text for ours, text in WRITTEN.items() if kind == "type" and isinstance(item, ours))
    return next(found, False)


def migrate(connection: Connection | None = None) -> None:
    """Run all steps in one transaction, or print their statements where nothing is connected.

    Types are compared, too. SQLite alters little: there a table is written anew.
    """
    context.configure(
        connection=connection,
        url=None if connection else url(),
        literal_binds=connection is None,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=True,
        render_item=written,
        transactional_ddl=True,
    )
    quote_reserved(context.get_context().dialect)
    with context.begin_transaction():
        if connection and connection.dialect.name == "postgresql":
            # Several processes may begin at once: each but the first finds all done.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        context.run_migrations()


async def online() -> None:
    """Connect, migrate, disconnect."""
    # A step may take its time. Whoever waited for another process must see what that one did.
    database = Database(
        url(),
        pool_size=1,
        busy_timeout=PATIENCE,
        statement_timeout=0,
        isolation="READ COMMITTED",
        begin="BEGIN IMMEDIATE",
    )
    engine = database.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", leave_references)
    try:
        with answering():
            async with engine.connect() as connection:
                await connection.run_sync(migrate)
    finally:
        await database.close()


def leave_references(connection: AsyncAdapt_aiosqlite_connection, _: object) -> None:
    """Let a table be written anew: to drop the old one would drop what refers to it."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


if context.config.cmd_opts is not None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
if context.is_offline_mode():
    migrate()
else:
    asyncio.run(online())
