"""What a note does when it is asked, and what it then tells."""

from dataclasses import FrozenInstanceError

import pytest

from notes.notes.events import NoteWritten
from notes.notes.model import Note
from notes.notes.values import NoteId

from tests.doubles import counted_id
from tests.notes.note import samples
from tests.notes.note.samples import NOTE, STAMP


def test_write_note() -> None:
    changed, event = samples.write()

    assert changed == Note(id=NoteId(counted_id(501)), title="title 1", body="body 1")
    assert event == NoteWritten(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        note=NoteId(counted_id(501)),
        title="title 1",
        body="body 1",
    )


def test_write_note_with_little() -> None:
    changed, event = Note.write(note=NoteId(counted_id(501)), title="title 1", stamp=STAMP)

    assert changed == Note(id=NoteId(counted_id(501)), title="title 1", body=None)
    assert event == NoteWritten(
        event_id=STAMP.event_id,
        occurred_at=STAMP.at,
        note=NoteId(counted_id(501)),
        title="title 1",
        body=None,
    )


def test_nothing_changes_in_place() -> None:
    name = "id"

    with pytest.raises(FrozenInstanceError):
        setattr(NOTE, name, None)
