"""What the catalogue says about one pattern."""

from collections.abc import Callable
from dataclasses import dataclass

from ..answers import Answers
from ..blueprint.domain import Domain


def always(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say yes: every project has it."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One architectural building block: what it is, when to choose it, what it costs.

    `wanted` decides from the answers and the domain alone. A pattern with an overlay has a
    folder `{{ use.NAME }}` in the template; one without lives in other files. `called` is the
    name as people write it, where that is not the name of the folder. What is `optional` may be
    asked for by the answer `extras`, too.
    """

    name: str
    summary: str
    choose_when: str
    avoid_when: str
    cost: str
    source: str
    wanted: Callable[[Answers, Domain], bool] = always
    requires: tuple[str, ...] = ()
    overlay: bool = False
    optional: bool = False
    called: str = ""

    @property
    def title(self) -> str:
        """Return the name as people write it."""
        return self.called or self.name.replace("_", " ")
