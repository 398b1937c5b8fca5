"""Figures that tests measure, said together in the last lines of a run."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import pytest

Record = Callable[[str, object], None]
COUNTED, TABLE, WITNESSED = "counted", "table", "witnessed"


def count(record: Record, title: str, figures: Mapping[str, int]) -> None:
    """Add up what the tests of one title counted, wherever they ran."""
    record(COUNTED, [title, dict(figures)])


def table(record: Record, rows: list[list[str]]) -> None:
    """Show a table, whose first row names the columns."""
    record(TABLE, rows)


def witness(record: Record, title: str, name: str, seen_by: str) -> None:
    """Say who saw something; nobody, if empty. Things of one title are shown together."""
    record(WITNESSED, [title, name, seen_by])


def lines(reports: list[pytest.TestReport]) -> Iterator[str]:
    """Go through the lines to print."""
    sums: dict[str, Counter[str]] = {}
    for name, held in (it for report in reports for it in report.user_properties):
        if name == COUNTED and isinstance(held, list):
            sums.setdefault(held[0], Counter()).update(held[1])
    for title, figures in sums.items():
        yield f"{title}: {', '.join(f'{it:,} {name}' for name, it in figures.items())}"
    yield from _witnessed(reports)
    for name, held in (it for report in reports for it in report.user_properties):
        if name == TABLE and isinstance(held, list):
            yield from _aligned(held)


def _witnessed(reports: list[pytest.TestReport]) -> Iterator[str]:
    seen: dict[str, list[list[str]]] = {}
    for name, held in (it for report in reports for it in report.user_properties):
        if name == WITNESSED and isinstance(held, list):
            seen.setdefault(held[0], []).append(held[1:])
    for title, rows in seen.items():
        yield f"{sum(bool(by) for _, by in rows)} of {len(rows)} {title}"
        width = max(len(name) for name, _ in rows)
        yield from (f"  {name.ljust(width)}  {by or 'nobody'}" for name, by in rows)


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = [first.ljust(widths[0]), *map(str.rjust, rest, widths[1:])]
        yield "  ".join(cells).rstrip()
