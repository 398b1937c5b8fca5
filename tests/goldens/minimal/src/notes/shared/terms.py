"""On what terms somebody asks for a change: of what they saw, and at most once.

Sources: Fowler, Patterns of Enterprise Application Architecture, 2002 (optimistic offline
lock); Helland, Idempotence Is Not a Medical Condition, 2012.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from notes.shared.errors import DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReceipt:
    """What is kept of a request, in one commit with its effect.

    `name` tells requests apart, `fingerprint` what they ask for. `answer` is the identity
    of what was created, as JSON; it is filled in by the commit.
    """

    name: str
    fingerprint: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What must hold for a change, beside the domain.

    `expected` is the version that the aggregate must have, as its reader saw it. With a
    `receipt` the change is made only if none of that name is kept.
    """

    expected: int | None = None
    receipt: KeyReceipt | None = None


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


def answer_of(identity: object) -> str:
    """Write the identity of what was created as JSON."""
    plain = getattr(identity, "value", identity)
    if isinstance(plain, datetime):
        plain = plain.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return json.dumps(plain if isinstance(plain, int) else str(plain))
