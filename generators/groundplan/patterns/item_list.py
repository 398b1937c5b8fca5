"""Item list: the entities inside an aggregate, found by their key."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether any aggregate holds entities."""
    return any(it.entities for module in domain.modules for it in module.aggregates)


PATTERN = Pattern(
    name="item_list",
    wanted=wanted,
    summary="Frozen items in order, each with a key of its own, replaced and never changed.",
    choose_when="parts have an identity, but only inside their whole",
    avoid_when="parts are looked up, changed or shared alone: make them aggregates",
    cost="the whole is loaded and stored together with its parts",
    requires=("domain_model",),
    overlay=True,
    source="Evans: Domain-Driven Design, 2003 (entities inside an aggregate)",
)
