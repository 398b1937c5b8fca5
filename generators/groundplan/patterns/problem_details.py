"""Problem details: one shape for every refusal."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether use cases are called over HTTP."""
    return answers.http == "fastapi"


PATTERN = Pattern(
    name="problem_details",
    wanted=wanted,
    summary="Every refusal over HTTP is one kind of document: what, how grave, which request.",
    choose_when="callers have to tell one refusal from another without reading prose",
    avoid_when="there is one caller, and it only asks whether it went well",
    cost="a table from each class of error to a status and an address, kept whole by a test",
    requires=("http",),
    source="Nottingham, Wilde, Dalal: RFC 9457, Problem Details for HTTP APIs, 2023",
)
