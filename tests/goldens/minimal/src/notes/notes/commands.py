"""What may be asked of notes: intentions, in the imperative."""

from dataclasses import dataclass

from notes.notes.values import NoteId
from notes.shared.messages import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote(Command[NoteId]):
    """Write a note."""

    title: str
    body: str | None = None
