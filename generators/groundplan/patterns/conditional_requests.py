"""Conditional requests: only if it is still as it was seen."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether use cases are called over HTTP."""
    return answers.http == "fastapi"


PATTERN = Pattern(
    name="conditional_requests",
    wanted=wanted,
    summary="An answer carries its version as a tag; a change may name the one it was decided on.",
    choose_when="people look at a form for a while before they send it",
    avoid_when="changes do not depend on what was read",
    cost="callers keep a tag, and have a way for the answer that it is out of date",
    requires=("http", "optimistic_locking"),
    source="Fielding, Nottingham, Reschke: RFC 9110, HTTP Semantics, 2022 (section 13)",
)
