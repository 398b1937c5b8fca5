"""The transactions of a store in memory: the contract, shown with notes."""

from collections.abc import Callable
from functools import partial

import pytest

from notes.notes.model import Note
from notes.notes.repository import NotesWork, memory_notes_work
from notes.notes.values import NoteId
from notes.shared.memory import MemoryReceipts, MemoryStore
from notes.shared.terms import Receipts

from tests.contracts import TransactionContract
from tests.doubles import CountedIds, FixedClock
from tests.notes.note.test_repository import NoteContract


class TestMemoryTransactions(TransactionContract[NotesWork, Note, NoteId]):
    kind = NoteContract()

    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()

    @pytest.fixture
    def works(self, store: MemoryStore) -> Callable[[], NotesWork]:
        return partial(memory_notes_work, store, FixedClock(), CountedIds())

    @pytest.fixture
    def receipts(self, store: MemoryStore) -> Receipts:
        return MemoryReceipts(store)
