"""HTTP API: the use cases under addresses."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether use cases are called over HTTP."""
    return answers.http == "fastapi"


PATTERN = Pattern(
    name="http",
    wanted=wanted,
    summary="Each use case has an address: what comes in is checked, sent on, answered in JSON.",
    choose_when="other programs call this one, or people do by a browser",
    avoid_when="one Python program calls another on the same machine: import it",
    cost="a model per request and answer beside the domain's own; callers hold you to both",
    requires=("unit_of_work",),
    overlay=True,
    called="HTTP API",
    source="Fielding: Architectural Styles and the Design of Network-based Software, 2000",
)
