"""dependency-injector: a container that lists who makes which part, and of what."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether dependency-injector makes the parts."""
    return answers.container == "dependency-injector"


PATTERN = Pattern(
    name="dependency_injector",
    wanted=wanted,
    summary="A class lists a provider for each part: made once, or anew for each request.",
    choose_when="the parts should be a table that tests can change line by line",
    avoid_when="one function still shows all parts in order, checked by the type checker",
    cost="a compiled package; it knows no scope, so each unit of work closes what it was given",
    requires=("composition_root", "unit_of_work"),
    overlay=True,
    source="Fowler: Inversion of Control Containers and the Dependency Injection pattern, 2004",
    called="dependency-injector",
)
