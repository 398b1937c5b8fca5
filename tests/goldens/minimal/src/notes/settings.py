"""Every environment variable that notes reads, typed, read once by whoever starts it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

LOG_LEVEL = "NOTES_LOG_LEVEL"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process runs; the defaults need no environment."""

    log_level: str = "WARNING"

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the environment.

        Raises:
            ValueError: A variable holds what it may not.
        """
        level = environment.get(LOG_LEVEL, cls().log_level).upper()
        if level not in LEVELS:
            raise ValueError(f"{LOG_LEVEL} is {level!r}; use one of {', '.join(LEVELS)}")
        return cls(log_level=level)
