"""What notes answers: questions without side effects."""

from dataclasses import dataclass

from notes.notes.records import NoteRecord
from notes.shared.messages import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNotes(Query[tuple[NoteRecord, ...]]):
    """List notes."""
