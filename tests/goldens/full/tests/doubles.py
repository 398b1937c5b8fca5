"""Stand-ins with real behaviour: a clock that stands still, identities that are counted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

BEGIN = datetime(2024, 2, 29, 12, 30, 15, 250_000, tzinfo=UTC)


class FixedClock:
    """Stands still until a test advances it."""

    def __init__(self, at: datetime = BEGIN) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        self._at += by


class CountedIds:
    """Counts, in the shape of UUIDs of version 7, so that they sort as they were made."""

    def __init__(self) -> None:
        self._made = 0

    def new(self) -> UUID:
        self._made += 1
        return counted_id(self._made)


def counted_id(number: int) -> UUID:
    """Return the identity that `CountedIds` makes at this count, from 1."""
    return UUID(f"{number:012x}70008000000000000000")


def yes(*_about: object, **_asked: object) -> bool:
    """Stand in for a question that is always answered so."""
    return True


def no(*_about: object, **_asked: object) -> bool:
    """Stand in for a question that is always answered so."""
    return False


class FixedAnswer:
    """Stands in for a question: gives one answer, and remembers what was asked.

    In the place of a method it is bound like one: `about` then holds who was asked.
    """

    def __init__(self, *, yes: bool) -> None:
        self.yes = yes
        self.about: list[object] = []
        self.asked: list[dict[str, object]] = []

    def __get__(self, owner: object, kind: type | None = None) -> Callable[..., bool]:
        return self if owner is None else partial(self, owner)

    def __call__(self, *about: object, **asked: object) -> bool:
        self.about.extend(about)
        self.asked.append(asked)
        return self.yes
