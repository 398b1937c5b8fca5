"""The use cases of a note, from end to end: what is kept, told and returned."""

import contextlib
from typing import Any

from notes.app import App
from notes.notes.commands import WriteNote
from notes.notes.model import Note
from notes.notes.repository import NOTES
from notes.notes.values import NoteId
from notes.shared.errors import DomainError
from notes.shared.messages import Command, Stamp

from tests.doubles import BEGIN, counted_id
from tests.notes.bench import Bench
from tests.notes.note import samples

WRITE_NOTE = WriteNote(title="title 1", body="body 1")


async def keep(bench: Bench, given: Note) -> None:
    async with bench.work() as work:
        await work.notes.add(given)
        await work.commit()


async def test_write_note(bench: Bench) -> None:
    identity = await bench.bus.send(WRITE_NOTE)

    changed, event = samples.write(
        note=NoteId(counted_id(1)),
        stamp=Stamp(event_id=counted_id(2), at=BEGIN),
    )
    assert bench.store.all(NOTES) == [changed]
    assert bench.heard == [event]
    assert identity == changed.id


async def test_the_app_has_a_handler_for_each_command(app: App) -> None:
    commands: list[Command[Any]] = [
        WRITE_NOTE,
    ]

    for command in commands:
        with contextlib.suppress(DomainError):
            await app.bus.send(command)
