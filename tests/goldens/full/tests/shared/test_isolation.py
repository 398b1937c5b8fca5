"""How far PostgreSQL keeps transactions apart: who loses a race may try again."""

import pytest
from sqlalchemy import text

from shop.shared.database import Database
from shop.shared.errors import ConcurrentChange

from tests.shared.test_sql import ADA, Boats, Harbour

LOSE = "CREATE OR REPLACE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS {}"
LOSING = (
    LOSE.format("'BEGIN RAISE serialization_failure; END'"),
    """
    CREATE CONSTRAINT TRIGGER lose AFTER INSERT ON boats
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lose()
    """,
)


@pytest.mark.postgres
async def test_a_race_that_only_the_commit_of_postgresql_tells_is_lost(
    postgresql_schema: str,
) -> None:
    database = Database(postgresql_schema, isolation="SERIALIZABLE")
    async with database.engine.begin() as connection:
        await connection.run_sync(Harbour.metadata.create_all)
        for statement in LOSING:
            await connection.execute(text(statement))
    boats = Boats(database)
    await boats.add(ADA)

    try:
        with pytest.raises(ConcurrentChange):
            await boats.end()
    finally:
        async with database.engine.begin() as connection:
            await connection.run_sync(Harbour.metadata.drop_all)
        await database.close()
