"""What the queries of notes answer: frozen rows, apart from the aggregates."""

from dataclasses import dataclass, field

from notes.notes.values import NoteId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecord:
    """A note as it is read."""

    id: NoteId
    title: str
    body: str | None
    version: int = field(default=0, compare=False)
