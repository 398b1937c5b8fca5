"""Long lists in pages that stay stable while rows come and go.

A cursor is opaque: it holds the identity of the last row that was seen, so that a new
row can neither repeat nor hide another.

Source: Winand, SQL Performance Explained, 2012 (the seek method).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

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
    rows: Iterable[T], *, key_of: Callable[[T], object], limit: int, cursor: str | None
) -> Page[T]:
    """Return at most `limit` of the rows after the cursor, in the order of their keys.

    Raises:
        Invalid: The limit is not from 1 to 200, or the cursor is none of ours.
    """
    Check.all("page", Check.whole("limit", limit, low=1, high=LARGEST))
    keyed = sorted(((sortable(key_of(row)), row) for row in rows), key=lambda pair: pair[0])
    if cursor is not None:
        seen = _read(cursor)
        keyed = [(key, row) for key, row in keyed if key > seen]
    shown = keyed[:limit]
    return Page(
        tuple(row for _, row in shown),
        _write(shown[-1][0]) if len(keyed) > limit else None,
    )


def sortable(key: object) -> str:
    """Write an identity as text that sorts as the identity does."""
    match key:
        case int():
            return f"{key + INT_64:020}"
        case datetime():
            return key.astimezone(UTC).isoformat(timespec="microseconds")
    return str(key)


def _write(key: str) -> str:
    return urlsafe_b64encode(key.encode()).decode()


def _read(cursor: str) -> str:
    """Return the key in a cursor; what merely looks like one is refused too."""
    try:
        key = urlsafe_b64decode(cursor.encode("ascii")).decode()
    except ValueError:
        key = ""
    if not key or _write(key) != cursor:
        raise Invalid("page", ["cursor: is not one that a page gave"])
    return key
