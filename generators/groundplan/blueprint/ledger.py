"""What is wrong, noted or not generated yet: gathered while checking, told at the end."""

from ..errors import Problem
from ..names import printable
from .fields import LineError
from .reader import Path, Source

LONGEST = 300
"""The longest message, in characters."""


class Ledger:
    """All that a check finds, each with its place; the same is never told twice.

    `tainted` holds the paths of parts whose shape is wrong: what follows from that is
    not told again.
    """

    def __init__(self, source: Source) -> None:
        """Begin with what the reader found."""
        self.source = source
        self.problems = dict.fromkeys(source.problems)
        self.notes: dict[Problem, None] = {}
        self.later: dict[Problem, None] = {}
        self.tainted: set[Path] = set()
        self._wrong: set[Path] = set()

    def wrong(
        self,
        path: Path,
        said: str,
        near: str | None = None,
        *,
        key: bool = False,
        at: int = 0,
    ) -> None:
        """Tell what is wrong at a path: at its value, or at its key."""
        self._wrong.add(path)
        place = self.source.place(path, key=key, at=at)
        self.problems[Problem(place, _one_line(said), near)] = None

    def broken_line(self, path: Path, fault: LineError) -> None:
        """Tell what is wrong inside a line."""
        self.wrong(path, fault.said, fault.near, at=fault.at)

    def advise(self, path: Path, said: str, *, key: bool = True) -> None:
        """Note what is legal, but worth a thought."""
        self.notes[Problem(self.source.place(path, key=key), _one_line(said))] = None

    def postpone(self, path: Path, said: str) -> None:
        """Note what this version does not generate yet."""
        self.later[Problem(self.source.place(path, key=True), said)] = None

    def is_right(self, path: Path) -> bool:
        """Say whether nothing is wrong so far in the part at a path."""
        return not any(it[: len(path)] == path for it in self._wrong)

    def is_tainted(self, path: Path) -> bool:
        """Say whether the shape of this part, or of a part in it or around it, is wrong."""
        return any(it[: len(path)] == path or path[: len(it)] == it for it in self.tainted)


def _one_line(said: str) -> str:
    """Keep a message to one line, whatever the names in it are."""
    said = printable(said)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 3]}..."
