"""State machine: a table of moves, and one error for all others."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether any aggregate has states."""
    return any(it.states for module in domain.modules for it in module.aggregates)


PATTERN = Pattern(
    name="state_machine",
    wanted=wanted,
    summary="The states of an aggregate and the moves between them as one table.",
    choose_when="what may be done depends on what was done before",
    avoid_when="there are two states and one move: one field of type bool says it",
    cost="a state in every row; a new one has to be thought through with every command",
    requires=("domain_model",),
    overlay=True,
    source="Harel: Statecharts, a visual formalism for complex systems, 1987",
)
