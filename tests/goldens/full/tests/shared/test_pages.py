"""Pages: together they are the whole, whatever happens in between."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.shared.errors import Invalid
from shop.shared.pages import LARGEST, Page, cursor_at, identity_at, page_of, sortable

NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
INTEGERS = st.integers(min_value=-(2**63), max_value=2**63 - 1)


def page(rows: set[int], limit: int, cursor: str | None = None) -> Page[int]:
    return page_of(rows, kind=int, key_of=lambda row: row, limit=limit, cursor=cursor)


def read_on(shown: Page[int], turn: Callable[[str], Page[int]], *, most: int) -> list[int]:
    """Read to the last page; fail instead of turning for ever."""
    found = list(shown.items)
    for _ in range(most):
        if shown.next is None:
            return found
        shown = turn(shown.next)
        found.extend(shown.items)
    return pytest.fail(f"there are more than {most} pages")


@given(st.sets(INTEGERS), st.integers(min_value=1, max_value=7))
def test_pages_unite_to_the_whole_in_order(rows: set[int], limit: int) -> None:
    found = read_on(page(rows, limit), partial(page, rows, limit), most=len(rows) + 1)

    assert found == sorted(rows)


@pytest.mark.parametrize(("count", "more"), [(0, False), (2, False), (3, False), (4, True)])
def test_only_a_page_with_rows_behind_it_has_a_cursor(count: int, *, more: bool) -> None:
    shown = page(set(range(count)), 3)

    assert shown.items == tuple(range(min(count, 3)))
    assert (shown.next is not None) is more


@given(
    st.sets(INTEGERS, min_size=1),
    st.lists(st.tuples(st.booleans(), INTEGERS), max_size=10),
    st.integers(min_value=1, max_value=3),
)
def test_rows_that_stay_are_seen_exactly_once_while_others_come_and_go(
    rows: set[int], changes: list[tuple[bool, int]], limit: int
) -> None:
    there, touched = set(rows), {number for _, number in changes}
    waiting = list(changes)

    def turn(cursor: str) -> Page[int]:
        if waiting:
            added, number = waiting.pop()
            (there.add if added else there.discard)(number)
        return page(there, limit, cursor)

    seen = read_on(page(there, limit), turn, most=len(rows) + len(changes) + 1)

    assert seen == sorted(set(seen))
    assert set(seen) - touched == rows - touched


@pytest.mark.parametrize("limit", [0, -1, LARGEST + 1])
def test_a_limit_is_from_1_to_200(limit: int) -> None:
    with pytest.raises(Invalid, match=r"^page is not valid: limit: must be from 1 to 200$"):
        page({1}, limit)


@pytest.mark.parametrize("limit", [1, LARGEST])
def test_the_edges_of_the_limit_are_inside(limit: int) -> None:
    assert page({1}, limit).items == (1,)


@pytest.mark.parametrize("kind", [int, str])
@pytest.mark.parametrize(
    "cursor", ["", "?", "!!!!", "é", "a", "====", "_w==", "\0", "Zm9v\n", "Zm9", "AA=="]
)
def test_a_cursor_that_no_page_gave_is_refused(cursor: str, kind: type) -> None:
    with pytest.raises(Invalid, match=r"^page is not valid: cursor: is not one that a page gave$"):
        page_of(["a"], kind=kind, key_of=str, limit=1, cursor=cursor)


@pytest.mark.parametrize(
    "keys",
    [
        [-(2**63), -10, -9, 0, 9, 10, 2**63 - 1],
        ["", "A", "B", "a", "Ä", "\U0001f40c"],
        [date(1, 1, 1), date(999, 12, 31), date(2024, 2, 29)],
        [UUID(int=0), UUID(int=1), UUID(int=2**127), UUID(int=2**128 - 1)],
        [
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(2024, 1, 1, 12, tzinfo=UTC),
            datetime(2024, 1, 1, 12, 0, 0, 1, tzinfo=UTC),
            datetime(2024, 1, 1, 12, tzinfo=timezone(timedelta(hours=-5))),
        ],
    ],
)
def test_written_identities_sort_as_they_do(keys: list[object]) -> None:
    written = [sortable(key) for key in keys]

    assert written == sorted(written)
    assert len(set(written)) == len(keys)


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
def test_a_cursor_of_other_keys_is_refused(kind: type, forged: str) -> None:
    with pytest.raises(Invalid, match=r"^page is not valid: cursor: is not one that a page gave$"):
        identity_at(cursor_at(forged), kind)
