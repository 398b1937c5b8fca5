"""Service layer: one class per module, one method per use case."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether use cases are written as methods."""
    return answers.application == "services"


PATTERN = Pattern(
    name="services",
    wanted=wanted,
    summary="A class per module whose methods are the use cases: load, call the model, store.",
    choose_when="the program is called directly and a reader wants to follow it with one jump",
    avoid_when="every use case needs the same treatment around it, or has to wait in a queue",
    cost="the class grows with every use case; what surrounds all of them is written in each",
    requires=("unit_of_work",),
    overlay=True,
    source="Fowler: Patterns of Enterprise Application Architecture, 2002",
)
