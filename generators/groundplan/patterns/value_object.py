"""Value object: a small whole that is equal when all its parts are."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether the blueprint declares any value."""
    return bool(domain.values) or any(module.values for module in domain.modules)


PATTERN = Pattern(
    name="value_object",
    wanted=wanted,
    summary="Frozen values that check their bounds once, when they are made.",
    choose_when="a number or text has a meaning, a unit or a shape: money, a code, an address",
    avoid_when="any text of any length would do",
    cost="one class per meaning, and a conversion at the edge",
    requires=("domain_model",),
    source="Evans: Domain-Driven Design, 2003",
)
