"""Long lists in pages that stay stable while rows come and go.

A cursor is opaque: it holds the identity of the last row that was seen, so that a new
row can neither repeat nor hide another.

Source: Winand, SQL Performance Explained, 2012 (the seek method).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Generic, TypeVar
from uuid import UUID

from shop.shared.checks import INT_64, Check
from shop.shared.errors import Invalid

T = TypeVar("T")

LARGEST = 200  # rows


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows in order; `next` is the cursor that continues after them, None at the end."""

    items: tuple[T, ...]
    next: str | None = None


def page_of(
    rows: Iterable[T],
    *,
    kind: type,
    key_of: Callable[[T], object],
    limit: int,
    cursor: str | None,
) -> Page[T]:
    """Return at most `limit` of the rows after the cursor, in the order of their keys.

    `kind` is what the keys are.

    Raises:
        Invalid: The limit is not from 1 to 200, or the cursor is none of ours.
    """
    check_limit(limit)
    keyed = sorted(((sortable(key_of(row)), row) for row in rows), key=lambda pair: pair[0])
    if cursor is not None:
        seen = sortable(identity_at(cursor, kind))
        keyed = [(key, row) for key, row in keyed if key > seen]
    shown = keyed[:limit]
    return Page(
        tuple(row for _, row in shown),
        cursor_at(shown[-1][0]) if len(keyed) > limit else None,
    )


def sortable(key: object) -> str:
    """Write an identity as text that sorts as the identity does."""
    match key:
        case int():
            return f"{key + INT_64:020}"
        case datetime():
            return key.astimezone(UTC).isoformat(timespec="microseconds")
    return str(key)


def check_limit(limit: int) -> None:
    """Want from 1 to 200 rows.

    Raises:
        Invalid: The limit is none.
    """
    Check.all("page", Check.whole("limit", limit, low=1, high=LARGEST))


def cursor_at(key: str) -> str:
    """Write the cursor that continues after this key, given as it sorts."""
    return urlsafe_b64encode(key.encode()).decode()


def seen_at(cursor: str) -> str:
    """Return the key in a cursor; what merely looks like one is refused too.

    Raises:
        Invalid: No page gave this cursor.
    """
    try:
        key = urlsafe_b64decode(cursor.encode("ascii")).decode()
    except ValueError:
        key = ""
    if not key or cursor_at(key) != cursor or Check.text("cursor", key):
        raise Invalid("page", ["cursor: is not one that a page gave"])
    return key


def identity_at(cursor: str, kind: type) -> object:
    """Return the identity in a cursor, of the kind that it is.

    Raises:
        Invalid: No page gave this cursor.
    """
    try:
        identity = READ[kind](seen_at(cursor))
    except ValueError:
        identity = None
    if identity is None or sortable(identity) != seen_at(cursor):
        raise Invalid("page", ["cursor: is not one that a page gave"])
    return identity


def _whole(text: str) -> int | None:
    number = int(text) - INT_64
    return None if Check.whole("cursor", number) else number


def _moment(text: str) -> datetime | None:
    """Read a moment in UTC, as all are written; one of another offset may lie before any year."""
    return datetime.fromisoformat(text) if text.endswith("+00:00") else None


READ: Mapping[type, Callable[[str], object]] = MappingProxyType(
    {
        str: str,
        int: _whole,
        UUID: UUID,
        date: date.fromisoformat,
        datetime: _moment,
    }
)
