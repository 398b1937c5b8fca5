"""A story: a command, the sample it meets, and what comes of it."""

from ...blueprint.domain import Command
from ..code import Code, Import
from ..fact import fact

Pairs = dict[str, Code]
REPLACE = Import("dataclasses", "replace")


@fact
class Outcome:
    """What comes of a command: the fields that change, the event and what it tells."""

    index: int
    changes: Pairs
    event: str
    payload: Pairs


@fact
class Story:
    """A command, the sample it meets, and what comes of it.

    `before` are the fields in which that aggregate differs from the sample, `answer` is what
    the port answers that is asked, by its name. `lean` is the same with nothing given that may
    be left out; None where nothing may.
    """

    command: Command
    before: Pairs
    arguments: Pairs
    outcomes: tuple[Outcome, ...]
    changes_anything: bool
    state: str = ""
    lean: "Story | None" = None
    answer: tuple[tuple[str, Code], ...] = ()

    @property
    def known(self) -> Pairs:
        """Return what the command takes, and the answer."""
        return self.arguments | dict(self.answer)
