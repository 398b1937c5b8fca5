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
    avoid_when="a use case has to wait in a queue, or is asked for from far away",
    cost="the class grows with every use case, and each names the steps that surround it",
    requires=("unit_of_work",),
    overlay=True,
    source="Fowler: Patterns of Enterprise Application Architecture, 2002",
)
