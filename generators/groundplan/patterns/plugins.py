"""Plugins: code of others that is told what happened."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether every plugin of some port is told."""
    return any(port.plugins == "many" for module in domain.modules for port in module.ports)


PATTERN = Pattern(
    name="plugins",
    wanted=wanted,
    summary="Every installed plugin of a port is told, in order, each behind a wall of its own.",
    choose_when="people who do not write this program shall add to it, without changing it",
    avoid_when="all that listens is in this program: a policy says who does what",
    cost="a contract with a version to be kept; code of others runs with all rights of yours",
    requires=("registry",),
    overlay=True,
    source="Birsan: On Plug-ins and Extensible Architectures, ACM Queue 3(2), 2005",
)
