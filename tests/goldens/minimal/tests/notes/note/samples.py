"""Sample notes, and what may be asked of one, with arguments that are right."""

from functools import partial

from notes.notes.model import Note
from notes.notes.values import NoteId
from notes.shared.messages import Stamp

from tests.doubles import BEGIN, counted_id

STAMP = Stamp(event_id=counted_id(1), at=BEGIN)

NOTE = Note(id=NoteId(counted_id(501)), title="title 1", body="body 1")

OTHER_NOTE = Note(id=NoteId(counted_id(502)), title="title 2", body="body 2")

write = partial(
    Note.write,
    note=NoteId(counted_id(501)),
    title="title 1",
    body="body 1",
    stamp=STAMP,
)
