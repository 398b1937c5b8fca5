"""One handler per message of notes: load, call the model, save."""

from collections.abc import Callable

from notes.notes.commands import WriteNote
from notes.notes.model import Note
from notes.notes.queries import ListNotes
from notes.notes.records import NoteRecord
from notes.notes.repository import NotesReads, NotesWork
from notes.notes.values import NoteId
from notes.shared.message_bus import MessageBus


async def write_note(command: WriteNote, work: NotesWork) -> NoteId:
    """Write a note."""
    async with work:
        note, event = Note.write(
            note=NoteId(work.new_id()),
            title=command.title,
            body=command.body,
            stamp=work.stamp(),
        )
        await work.notes.add(note)
        work.collect(event)
        await work.commit()
    return note.id


async def list_notes(query: ListNotes, reads: NotesReads) -> tuple[NoteRecord, ...]:
    """List notes."""
    return await reads.list_notes()


def register(
    bus: MessageBus,
    work: Callable[[], NotesWork],
    reads: NotesReads,
) -> None:
    """Give every message of notes its one handler."""
    bus.on_command(WriteNote, write_note, work)
    bus.on_query(ListNotes, list_notes, reads)
