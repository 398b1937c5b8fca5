"""Idempotency key: asked twice, done once."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether use cases are called over HTTP."""
    return answers.http == "fastapi"


PATTERN = Pattern(
    name="idempotency_key",
    wanted=wanted,
    summary="A request that creates may carry a key; sent again, it is answered as the first time.",
    choose_when="callers repeat requests whose answer got lost, and twice would be one too many",
    avoid_when="repeating does no harm, as with a change that says what shall be",
    cost="a receipt in each such transaction, thrown away after a day; a key is new then",
    requires=("http", "unit_of_work"),
    source="Jena, Dalal: The Idempotency-Key HTTP Header Field, IETF draft, 2025",
)
