"""The schema and its revisions: where a database is on the way, and how it gets further."""

import asyncio
import logging
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from shop.shared.database import Database

FOLDER = Path(__file__).parents[3] / "migrations"  # as in a checkout
log = logging.getLogger(__name__)


def upgrade(url: str, *, to: str = "head", folder: Path = FOLDER) -> None:
    """Bring a database forwards to a revision; not while an event loop runs in this thread.

    Raises:
        Unavailable: The database does not answer.
        CommandError: There is no such revision.
    """
    command.upgrade(_config(url, folder), to)


def downgrade(url: str, *, to: str = "base", folder: Path = FOLDER) -> None:
    """Bring a database back to a revision; what only newer ones can hold is lost.

    Raises:
        Unavailable: The database does not answer.
        CommandError: There is no such revision on the way back.
    """
    command.downgrade(_config(url, folder), to)


def go_to(url: str, *, to: str = "head", folder: Path = FOLDER) -> None:
    """Bring a database to a revision, which may lie behind it.

    The newest is behind one that a newer program has brought further: nothing is done then.

    Raises:
        Unavailable: The database does not answer.
        CommandError: There is no such revision, or no way there from where the database is.
    """
    if not to:
        raise CommandError("it is not said which revision; head is the newest, base is before all")
    revisions = _revisions(folder)
    applied = tuple(asyncio.run(_applied_at(url)))
    if ahead := {*applied}.difference(it.revision for it in revisions.walk_revisions()):
        said = f"the database is at {', '.join(sorted(ahead))}, which is not in {folder}"
        if to != "head":
            raise CommandError(f"{said}; only the newer program knows the way from there")
        log.warning("%s: it belongs to a newer program, and stays as it is", said)
        return
    behind = {it.revision for it in revisions.iterate_revisions(applied, "base")}
    target = revisions.get_revision(to)
    back = target is None or target.revision in behind.difference(applied)
    step = downgrade if back else upgrade
    step(url, to=to, folder=folder)


async def _applied_at(url: str) -> set[str]:
    database = Database(url)
    try:
        async with database.reading() as connection:
            return await connection.run_sync(_applied)
    finally:
        await database.close()


def head(folder: Path = FOLDER) -> str | None:
    """Return the newest revision."""
    return _revisions(folder).get_current_head()


async def pending(database: Database, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the revisions that are not applied, the newest first.

    A database that knows a revision which is not in the folder belongs to a newer program:
    while that takes over, nothing is missing.

    Raises:
        Unavailable: The database does not answer.
    """
    revisions = _revisions(folder)
    known = [it.revision for it in revisions.walk_revisions()]
    async with database.reading() as connection:
        applied = await connection.run_sync(_applied)
    if not applied <= {*known}:
        return ()
    done = {it.revision for it in revisions.iterate_revisions(tuple(applied), "base")}
    return tuple(it for it in known if it not in done)


def _applied(connection: Connection) -> set[str]:
    return {*MigrationContext.configure(connection).get_current_heads()}


@cache
def _revisions(folder: Path) -> ScriptDirectory:
    if not folder.is_dir():
        said = f"{folder} is not there; SHOP_MIGRATIONS says where they are"
        raise CommandError(said)
    return ScriptDirectory(str(folder))


def _config(url: str, folder: Path) -> Config:
    """Hand the URL over as it is: in an option of alembic its `%` would mean something."""
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
