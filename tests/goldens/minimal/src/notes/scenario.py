"""One scenario from end to end, as `python -m notes` plays it."""

import sys

from notes.app import App, build
from notes.notes.commands import WriteNote
from notes.notes.events import NoteWritten
from notes.settings import Settings
from notes.shared.errors import DomainError
from notes.shared.messages import Event


async def perform(settings: Settings) -> None:
    """Build the program, play, and say what happens."""
    app = build(settings)
    app.event_bus.subscribe(NoteWritten, hear)
    try:
        await play(app)
    except DomainError as refusal:
        say(f"    refused: {refusal}")
        say("It ends here: give it values that your rules allow, in scenario.py.")


async def play(app: App) -> None:
    """Play the life of a note."""
    say("Write a note.")
    await app.bus.send(WriteNote(title="title 1", body="body 1"))


async def hear(event: Event) -> None:
    """Say what has happened."""
    say(f"    {type(event).__name__}")


def say(line: str) -> None:
    """Write a line for whoever watches."""
    sys.stdout.write(f"{line}\n")
