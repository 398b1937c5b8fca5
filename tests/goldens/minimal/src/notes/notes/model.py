"""The rules of notes: pure, synchronous, without a framework.

An aggregate is frozen. The method of a command refuses before anything changes; else it
returns the changed aggregate, and what has happened.
"""

from dataclasses import dataclass
from typing import Self

from notes.notes.events import NoteWritten
from notes.notes.values import NoteId
from notes.shared.checks import Check
from notes.shared.messages import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note."""

    id: NoteId
    title: str
    body: str | None

    def __post_init__(self) -> None:
        """Refuse what lies outside a field's type."""
        Check.all(
            "Note",
            Check.text("title", self.title, low=1, high=80),
            Check.text("body", self.body),
        )

    @classmethod
    def write(
        cls,
        *,
        note: NoteId,
        title: str,
        body: str | None = None,
        stamp: Stamp,
    ) -> tuple[Self, NoteWritten]:
        """Write a note.

        Raises:
            Invalid: Something lies outside its type.
        """
        new = cls(id=note, title=title, body=body)
        return new, NoteWritten(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            note=new.id,
            title=title,
            body=body,
        )
