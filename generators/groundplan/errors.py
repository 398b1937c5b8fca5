"""Every error of groundplan, below one class.

An error carries its facts as attributes; its text says what, where and what to do.
Exit codes: 1 the environment failed, 2 bad input or refused, 3 it needs the user.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class GroundplanError(Exception):
    """Anything that groundplan reports instead of a traceback."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; lines and columns are counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Print as editors and compilers do."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where."""

    place: Place
    said: str
    nearest: str | None = None

    def __str__(self) -> str:
        """Say where, what, and the nearest right thing."""
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{self.place}: {self.said}{hint}"


class BlueprintInvalid(GroundplanError):
    """The blueprint breaks a rule; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of the file."""
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place))
        super().__init__("\n".join(map(str, self.problems)))


class StillNeeded(BlueprintInvalid):
    """Something cannot be taken out, because the rest of the blueprint needs it."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        """Keep its dotted name, and what would be wrong without it."""
        super().__init__(problems)
        self.name = name

    def __str__(self) -> str:
        """Say first what it was that could not go."""
        return "\n".join(
            [
                f"{self.name} is still needed; without it something is wrong here:",
                *map(str, self.problems),
            ]
        )


class BlueprintUnsupported(GroundplanError):
    """The blueprint is right, but this version does not generate all of it yet."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of the file."""
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place))
        super().__init__("\n".join(map(str, self.problems)))


class AnswersInvalid(GroundplanError):
    """An answer is wrong; nothing was written."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the problems in the order of the questions."""
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Refused(GroundplanError):
    """What was asked cannot be done, or not here; nothing was changed."""


class RehearsalRed(GroundplanError):
    """A check failed in the copy that an update was rehearsed in; nothing was changed."""

    exit_code = 3


class EnvironmentFailed(GroundplanError):
    """The disk, the rights or a program failed; the place is as before."""

    exit_code = 1


class GeneratorFault(GroundplanError):
    """A template or the generator is wrong, not the input; nothing was written."""

    exit_code = 1

    def __init__(self, said: str) -> None:
        """Keep what is wrong, and say whose fault it is."""
        super().__init__(f"{said}\nthis is a fault of groundplan: please report it")
