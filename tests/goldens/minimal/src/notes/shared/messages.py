"""What all messages have in common."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something happens, and the identity of the event that tells of it."""

    event_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact, in the past tense: it cannot be refused any more."""

    event_id: UUID
    occurred_at: datetime


class Command(Generic[R_co]):
    """An intention, in the imperative; its one handler returns an R."""

    __slots__ = ()


class Query(Generic[R_co]):
    """A question without side effects; its one handler returns an R."""

    __slots__ = ()
