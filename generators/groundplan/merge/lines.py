"""Merge by lines, with git.

`git merge-file` says by its exit code how many conflicts there are, 127 for that many or
more, and 255 where it refuses. Markers are legal text, so nothing is concluded from them
alone; they only tell where the conflicts are that git has counted.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..errors import EnvironmentFailed
from ..git import Done, git
from .pieces import LAST, NEW, YOURS, Conflict, ThreeWay

_COMMAND = ("merge-file", "-p", "--diff3", "-L", YOURS, "-L", LAST, "-L", NEW)
_MOST = 127  # git counts no further


@dataclass(frozen=True, slots=True)
class Lines:
    """What git made of three texts."""

    text: str
    conflicts: tuple[Conflict, ...]


def merged_lines(sides: ThreeWay[str]) -> Lines | None:
    """Merge three texts that end with a line end; None where git refuses.

    Raises:
        EnvironmentFailed: There is no git, or no room for its files.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="groundplan-") as scratch:
            done = _merge_file(Path(scratch), sides)
    except OSError as error:
        raise EnvironmentFailed(f"cannot merge with git: {error}") from error
    if not 0 <= done.returncode <= _MOST or (not done.stdout and sides.ours):
        return None
    text = done.stdout.decode()
    return Lines(text, _conflicts(text, done.returncode))


def _merge_file(folder: Path, sides: ThreeWay[str]) -> Done:
    names = ("ours", "base", "theirs")
    for name in names:
        (folder / name).write_bytes(getattr(sides, name).encode())
    # Settings of the user, such as another style of conflict, would change the result.
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return git(*_COMMAND, *names, cwd=folder, settings=settings)


def _conflicts(text: str, count: int) -> tuple[Conflict, ...]:
    opening = f"{'<' * 7} {YOURS}"
    found = [number for number, it in enumerate(text.split("\n"), 1) if it == opening]
    if count < _MOST:
        # There are more markers than conflicts where somebody wrote one.
        found = (found + [1] * count)[:count]
    return tuple(Conflict(line, "") for line in found)
