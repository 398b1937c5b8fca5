"""Policy: whenever this happened, do that."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether any module reacts to events."""
    return any(module.policies or module.tellings for module in domain.modules)


PATTERN = Pattern(
    name="policy",
    wanted=wanted,
    summary="A command that follows from an event, after the commit, in a transaction of its own.",
    choose_when="one module has to answer to another, and neither may hold up the other",
    avoid_when="both changes must be seen together: they belong to one aggregate",
    cost="there is a moment between; in process, a crash in that moment loses the reaction",
    requires=("message_bus",),
    overlay=True,
    source="Brandolini: Introducing EventStorming, 2021; Evans: Domain-Driven Design, 2003",
)
