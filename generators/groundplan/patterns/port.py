"""Port: what a module needs from outside, in its own words."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether any module needs something from outside."""
    return any(module.ports for module in domain.modules)


PATTERN = Pattern(
    name="port",
    wanted=wanted,
    summary="What a module needs of others is a protocol; who answers is chosen in one place.",
    choose_when="something outside must be asked or told: a payment, a mail, another program",
    avoid_when="the other side is a module of the same program: send it a command",
    cost="an interface, an adapter and a contract for each; an answer may be late or missing",
    requires=("unit_of_work", "composition_root"),
    overlay=True,
    source="Cockburn: Hexagonal Architecture, 2005; Nygard: Release It!, 2007",
)
