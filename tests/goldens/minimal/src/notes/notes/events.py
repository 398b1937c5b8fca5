"""What has happened in notes: facts, in the past tense."""

from dataclasses import dataclass

from notes.notes.values import NoteId
from notes.shared.messages import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """A note was written."""

    note: NoteId
    title: str
    body: str | None
