"""Cursors of pages out of tables: what a page gave is read again, and nothing else."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from shop.shared.errors import Invalid
from shop.shared.pages import cursor_at, sortable
from shop.shared.sql_pages import identity_at

NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "identity",
    [
        "Ada",
        -(2**63),
        2**63 - 1,
        UUID(int=7),
        date(999, 12, 31),
        NOON,
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
def test_the_identity_in_a_cursor_comes_back(identity: object) -> None:
    assert identity_at(cursor_at(sortable(identity)), type(identity)) == identity


@pytest.mark.parametrize(
    ("kind", "forged"),
    [
        (int, "7"),
        (int, "9" * 20),
        (int, "9" * 5000),
        (int, "seven"),
        (UUID, "7"),
        (UUID, UUID(int=7).hex),
        (date, "20240229"),
        (date, "2023-02-29"),
        (datetime, "noon"),
        (datetime, NOON.isoformat()),
        (datetime, "2024-02-29T12:00:00.000000"),
        (datetime, "2024-02-29T13:00:00.000000+01:00"),
        (datetime, "0001-01-01T00:00:00.000000"),
        (datetime, "0001-01-01T00:00:00.000000+14:00"),
        (datetime, "9999-12-31T23:59:59.999999-14:00"),
    ],
)
def test_a_cursor_that_no_page_gave_is_refused(kind: type, forged: str) -> None:
    with pytest.raises(Invalid, match=r"^page is not valid: cursor: is not one that a page gave$"):
        identity_at(cursor_at(forged), kind)
