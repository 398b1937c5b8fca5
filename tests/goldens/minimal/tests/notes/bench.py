"""The module notes alone on a bench: its store and all that it tells can be seen."""

from notes.notes.handlers import register
from notes.notes.repository import MemoryNotesReads, NotesWork, memory_notes_work
from notes.shared.clock import Clock
from notes.shared.event_bus import EventBus
from notes.shared.ids import Ids
from notes.shared.memory import MemoryStore
from notes.shared.message_bus import MessageBus
from notes.shared.messages import Event


class Bench:
    """The use cases of notes, wired as the app does, without other modules."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self.store = MemoryStore()
        self.heard: list[Event] = []
        self._begun: list[NotesWork] = []
        self._clock = clock
        self._ids = ids
        events = EventBus()
        events.subscribe(Event, self._hear)
        self.bus = MessageBus(events)
        register(self.bus, self.work, MemoryNotesReads(self.store))

    def work(self) -> NotesWork:
        work = memory_notes_work(self.store, self._clock, self._ids)
        self._begun.append(work)
        return work

    async def _hear(self, event: Event) -> None:
        # What is told before it is committed may never come true: that does not count.
        if any(event in work.committed for work in self._begun):
            self.heard.append(event)
