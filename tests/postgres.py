"""The PostgreSQL server of the tests: the one that is named, else the one on this machine.

Tests marked `postgres` need it. Without it they are skipped, and the last lines say so;
with GROUNDPLAN_REQUIRE_POSTGRES set they fail instead.
"""

import asyncio
import os
from functools import cache

import asyncpg

HERE = "postgresql://postgres@127.0.0.1:5432/postgres"
MISSING = "no PostgreSQL answers: set GROUNDPLAN_TEST_POSTGRES_URL or start one on 127.0.0.1:5432"


def postgres_url() -> str:
    """Return the address to use."""
    return os.environ.get("GROUNDPLAN_TEST_POSTGRES_URL", HERE)


@cache
def answers() -> bool:
    """Say whether the server answers, once per process."""
    try:
        asyncio.run(_knock(postgres_url()))
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False
    return True


def required() -> bool:
    """Say whether tests must not be skipped for want of a server."""
    return bool(os.environ.get("GROUNDPLAN_REQUIRE_POSTGRES"))


async def _knock(url: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""), timeout=5)
    await connection.close()
