"""The clock as a port: code that needs the time is given it."""

from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


def microseconds(moment: datetime) -> int:
    """Count the microseconds up to a moment since the beginning of 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def seconds() -> float:
    """Return the seconds since some moment, to tell how long something took."""
    return perf_counter()
