"""Pages out of tables: the database seeks the place, so that a page costs the same anywhere.

Source: Winand, SQL Performance Explained, 2012 (the seek method).
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.shared.columns import Base
from shop.shared.pages import Page, check_limit, cursor_at, identity_at, sortable
from shop.shared.sql_rows import key_of, sql_rows

R = TypeVar("R", bound=Base)
T = TypeVar("T")


async def sql_page(
    connection: AsyncConnection,
    kind: type[R],
    statement: Select[R],
    *,
    shown: Callable[[R], T],
    limit: int,
    cursor: str | None,
) -> Page[T]:
    """Return at most `limit` of the rows after the cursor, in the order of their identity.

    Raises:
        Invalid: The limit is not from 1 to 200, or the cursor is none of ours.
    """
    check_limit(limit)
    key = key_of(kind)
    if cursor is not None:
        statement = statement.where(key > identity_at(cursor, key.type.python_type))
    found = await sql_rows(connection, kind, statement.order_by(key).limit(limit + 1))
    rows = found[:limit]
    more = len(found) > limit
    return Page(
        tuple(shown(row) for row in rows),
        cursor_at(sortable(getattr(rows[-1], key.key))) if more else None,
    )
