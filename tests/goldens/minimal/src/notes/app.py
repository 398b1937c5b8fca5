"""The composition root: the only file that knows all others.

Nothing happens on import. `build` makes everything that a running notes needs, each time anew.
"""

from dataclasses import dataclass
from functools import partial

from notes.notes.handlers import register as register_notes
from notes.notes.repository import MemoryNotesReads, memory_notes_work
from notes.settings import Settings
from notes.shared.clock import Clock, SystemClock
from notes.shared.event_bus import EventBus
from notes.shared.ids import Ids, TimeOrderedIds
from notes.shared.memory import MemoryStore
from notes.shared.message_bus import MessageBus
from notes.shared.pipeline import steps


@dataclass(frozen=True, slots=True)
class App:
    """A running notes: what is wired together."""

    settings: Settings
    event_bus: EventBus
    bus: MessageBus


def build(settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None) -> App:
    """Wire the program; tests give their own clock and ids."""
    clock, ids = clock or SystemClock(), ids or TimeOrderedIds()
    store = MemoryStore()
    events = EventBus(deadline=60.0)
    bus = MessageBus(events, steps())

    notes_work = partial(memory_notes_work, store, clock, ids)
    register_notes(bus, notes_work, MemoryNotesReads(store))

    return App(
        settings=settings,
        event_bus=events,
        bus=bus,
    )
