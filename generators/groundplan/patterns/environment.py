"""Typed settings: the environment, checked once."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:
    """Say whether there is anything to be told from outside."""
    plugged = any(port.plugins for module in domain.modules for port in module.ports)
    return plugged or answers.database != "memory" or answers.http == "fastapi"


PATTERN = Pattern(
    name="environment",
    wanted=wanted,
    summary="The environment becomes one frozen value with types, before anything else is made.",
    choose_when="one program runs in several places, with other addresses and secrets",
    avoid_when="it runs in one place: a constant says it",
    cost="a field for each variable; a wrong one stops the program at its start",
    requires=("composition_root",),
    overlay=True,
    called="typed settings",
    source="Wiggins: The Twelve-Factor App, 2011 (config)",
)
