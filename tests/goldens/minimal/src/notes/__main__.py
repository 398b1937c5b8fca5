"""Play one scenario from end to end: `python -m notes`."""

import asyncio
import logging
import sys

from notes.app import App, build
from notes.notes.commands import WriteNote
from notes.notes.events import NoteWritten
from notes.settings import Settings
from notes.shared.errors import DomainError
from notes.shared.messages import Event


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


def main() -> None:
    """Build the program and play."""
    settings = Settings.read()
    logging.basicConfig(level=settings.log_level)
    app = build(settings)
    app.event_bus.subscribe(NoteWritten, hear)
    try:
        asyncio.run(play(app))
    except DomainError as refusal:
        say(f"    refused: {refusal}")


if __name__ == "__main__":
    main()
