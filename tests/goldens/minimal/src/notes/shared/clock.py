"""The clock as a port: code that needs the time is given it."""

from datetime import UTC, datetime
from time import perf_counter
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        return datetime.now(UTC)


def seconds() -> float:
    """Return the seconds since some moment, to tell how long something took."""
    return perf_counter()
