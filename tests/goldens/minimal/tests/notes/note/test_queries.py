"""The queries of notes: what matches comes, in order, and nothing changes."""

from dataclasses import fields

from notes.notes.model import Note
from notes.notes.queries import ListNotes
from notes.notes.repository import NOTES, note_record

from tests.notes.bench import Bench
from tests.notes.note.samples import NOTE, OTHER_NOTE

LIST_NOTES = ListNotes()


async def keep(bench: Bench, *rows: Note) -> None:
    async with bench.work() as work:
        for row in rows:
            await work.notes.add(row)
        await work.commit()


async def test_list_notes(bench: Bench) -> None:
    match = NOTE
    await keep(
        bench,
        match,
    )
    before = bench.store.all(NOTES)

    found = await bench.bus.ask(LIST_NOTES)

    assert found == (note_record(match),)
    assert found[0].version == bench.store.version(NOTES, match.id)
    assert bench.store.all(NOTES) == before
    assert bench.heard == []


async def test_list_notes_when_nothing_matches(bench: Bench) -> None:
    found = await bench.bus.ask(LIST_NOTES)

    assert found == ()


async def test_list_notes_comes_in_order(bench: Bench) -> None:
    rows = [OTHER_NOTE, NOTE]
    await keep(bench, *rows)
    wanted = sorted(map(note_record, rows), key=lambda row: row.id)

    found = await bench.bus.ask(LIST_NOTES)

    assert list(found) == wanted


def test_a_record_says_what_its_note_does() -> None:
    record = note_record(NOTE, 7)

    assert record.version == 7
    assert note_record(NOTE).version == 0
    for it in fields(Note):
        assert getattr(record, it.name) == getattr(NOTE, it.name), it.name
