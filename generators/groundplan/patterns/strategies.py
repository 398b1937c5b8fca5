"""Strategies: the adapter of a port, chosen by a setting."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether one plugin is the adapter of some port."""
    return any(port.plugins == "one" for module in domain.modules for port in module.ports)


PATTERN = Pattern(
    name="strategies",
    wanted=wanted,
    summary="A port has several adapters, of ours and of plugins; a setting says which one works.",
    choose_when="the same program runs against another service in each place",
    avoid_when="there is one service and one adapter: app.py makes it",
    cost="each adapter has to keep the contract; which one runs is seen in the settings only",
    requires=("registry",),
    overlay=True,
    source="Gamma, Helm, Johnson, Vlissides: Design Patterns, 1994 (Strategy)",
)
