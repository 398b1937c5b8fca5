"""On what terms somebody asks for a change: of what they saw, and at most once.

Sources: Fowler, Patterns of Enterprise Application Architecture, 2002 (optimistic offline
lock); Helland, Idempotence Is Not a Medical Condition, 2012.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol, Self

from shop.shared.errors import ConcurrentChange, DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReceipt:
    """What is kept of a request, in one commit with its effect.

    `name` tells requests apart, `fingerprint` what they ask for. `answer` is the identity
    of what was created, as JSON; it is filled in by the commit, and empty if nothing was.
    """

    name: str
    fingerprint: str
    answer: str = ""

    def answered(self, created: Iterable[object]) -> Self:
        """Fill in the answer: the first of the identities that were created."""
        for identity in created:
            return replace(self, answer=answer_of(identity))
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Which version of which aggregate somebody saw."""

    resource: str
    identity: object = field(repr=False)  # it may be personal
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What must hold for a change, beside the domain.

    `expected` is what the aggregate must be, as its reader saw it; others may have changed.
    With a `receipt` the change is made only if none of that name is kept.
    """

    expected: Seen | None = None
    receipt: KeyReceipt | None = None

    @classmethod
    def seen(cls, resource: str, identity: object, version: int) -> Self:
        """Return the terms of who saw this version of an aggregate."""
        return cls(expected=Seen(resource=resource, identity=identity, version=version))

    def version_of(self, resource: str, identity: object) -> int | None:
        """Return the version that an aggregate must have; None if any will do."""
        seen = self.expected
        if seen is None or (seen.resource, seen.identity) != (resource, identity):
            return None
        return seen.version

    def are_missed_by(self, change: ConcurrentChange) -> bool:
        """Say whether a change that came in between is one of what was seen.

        Its identity says nothing: that may be personal, and is not in the error then.
        """
        if (seen := self.expected) is None:
            return False
        return (seen.resource, seen.version) == (change.resource, change.expected)


class Repeated(DomainError):
    """A request of this name has been carried out before."""

    def __init__(self, name: str) -> None:
        """Keep the name."""
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        """Say which."""
        return f"the request {self.name} was carried out before"


class Receipts(Protocol):
    """The requests that were carried out."""

    async def find(self, name: str) -> KeyReceipt | None:
        """Return what is kept under this name."""
        ...

    async def forget(self, before: datetime) -> None:
        """Let go of what is older; such a request would be carried out again."""
        ...


def answer_of(identity: object) -> str:
    """Write the identity of what was created as JSON."""
    plain = getattr(identity, "value", identity)
    if isinstance(plain, datetime):
        plain = plain.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return json.dumps(plain if isinstance(plain, int) else str(plain))
