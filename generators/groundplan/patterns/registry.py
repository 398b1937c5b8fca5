"""Registry: names and what they stand for."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:
    """Say whether it is asked for, or plugins are kept in one."""
    plugged = any(port.plugins for module in domain.modules for port in module.ports)
    return plugged or "registry" in answers.extras


PATTERN = Pattern(
    name="registry",
    wanted=wanted,
    optional=True,
    summary="What is chosen by name, registered by decorator, by call or by writing a subclass.",
    choose_when="there are several of a kind, each in a file of its own, and data says which one",
    avoid_when="all of them are known in one place: a literal dictionary says it better",
    cost="who is there depends on what was imported; a name is checked only when it is looked up",
    overlay=True,
    source="Fowler: Patterns of Enterprise Application Architecture, 2002 (Registry, Plugin)",
)
