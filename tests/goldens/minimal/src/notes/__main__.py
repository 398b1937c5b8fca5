"""Play one scenario from end to end: `python -m notes`."""

import asyncio
import logging

from notes.scenario import perform
from notes.settings import Settings


def main() -> None:
    """Read the settings and play."""
    settings = Settings.read()
    logging.basicConfig(level=settings.log_level)
    asyncio.run(perform(settings))


if __name__ == "__main__":
    main()
