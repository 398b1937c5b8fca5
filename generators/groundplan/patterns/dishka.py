"""dishka: a container that makes the parts of the program by their types."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether dishka makes the parts."""
    return answers.container == "dishka"


PATTERN = Pattern(
    name="dishka",
    wanted=wanted,
    summary="A container makes each part once it is asked for its type; a request is a scope.",
    choose_when="there are so many parts that nobody wants to write down who is given which",
    avoid_when="one function still shows all parts in order, checked by the type checker",
    cost="what is missing is found at the start, not by the type checker; a scope per request",
    requires=("composition_root", "unit_of_work"),
    overlay=True,
    source="Fowler: Inversion of Control Containers and the Dependency Injection pattern, 2004",
)
