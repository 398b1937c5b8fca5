"""Where notes keeps its aggregates: the ports, and their adapters in memory."""

from typing import Protocol

from notes.notes.model import Note
from notes.notes.records import NoteRecord
from notes.notes.values import NoteId
from notes.shared.clock import Clock
from notes.shared.ids import Ids
from notes.shared.memory import MemoryRepository, MemoryStore, MemoryTable, MemoryTransaction
from notes.shared.repository import Repository
from notes.shared.unit_of_work import Transaction, UnitOfWork


class NoteRepository(Repository[Note, NoteId], Protocol):
    """All notes."""


class NotesWork(UnitOfWork):
    """The unit of work of notes, with a repository for each aggregate."""

    def __init__(
        self,
        transaction: Transaction,
        clock: Clock,
        ids: Ids,
        *,
        notes: NoteRepository,
    ) -> None:
        """Bind the repositories to the transaction they work in."""
        super().__init__(transaction, clock, ids)
        self.notes = notes


class NotesReads(Protocol):
    """The read side of notes; it changes nothing."""

    async def list_notes(self) -> tuple[NoteRecord, ...]:
        """List notes."""
        ...


NOTES: MemoryTable[Note, NoteId] = MemoryTable(
    "note",
    "id",
    lambda note: note.id,
)


class MemoryNoteRepository(MemoryRepository[Note, NoteId]):
    """All notes, in memory."""


def memory_notes_work(store: MemoryStore, clock: Clock, ids: Ids) -> NotesWork:
    """Return new work on a store in memory."""
    transaction = MemoryTransaction(store, clock)
    return NotesWork(
        transaction,
        clock,
        ids,
        notes=MemoryNoteRepository(transaction, NOTES),
    )


class MemoryNotesReads:
    """The read side of notes, in memory."""

    def __init__(self, store: MemoryStore) -> None:
        """Read what is committed."""
        self._store = store

    async def list_notes(self) -> tuple[NoteRecord, ...]:
        """List notes."""
        rows = self._notes()
        return tuple(sorted(rows, key=lambda it: it.id))

    def _notes(self) -> list[NoteRecord]:
        return [note_record(it, self._store.version(NOTES, it.id)) for it in self._store.all(NOTES)]


def note_record(note: Note, version: int = 0) -> NoteRecord:
    """Return the note as it is read, at this version."""
    return NoteRecord(
        id=note.id,
        title=note.title,
        body=note.body,
        version=version,
    )
