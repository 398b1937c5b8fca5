"""The repositories of notes: the contract, on every adapter."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from notes.notes.model import Note
from notes.notes.repository import NoteRepository, NotesWork, memory_notes_work
from notes.notes.values import NoteId
from notes.shared.memory import MemoryStore

from tests.contracts import RepositoryContract
from tests.doubles import CountedIds, FixedClock
from tests.notes.note.samples import NOTE, OTHER_NOTE

CHANGED = replace(NOTE, title="title 2", body="body 2")


class NoteContract(RepositoryContract[NotesWork, Note, NoteId]):
    """What every repository of notes promises."""

    one = NOTE
    other = OTHER_NOTE
    changed = CHANGED
    resource = "note"
    key = "id"

    def of(self, work: NotesWork) -> NoteRepository:
        return work.notes

    def identity(self, aggregate: Note) -> NoteId:
        return aggregate.id


class TestMemoryNoteRepository(NoteContract):
    @pytest.fixture
    def works(self) -> Callable[[], NotesWork]:
        return partial(memory_notes_work, MemoryStore(), FixedClock(), CountedIds())
