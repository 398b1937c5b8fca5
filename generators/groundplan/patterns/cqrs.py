"""CQRS: commands change and answer nothing, queries answer and change nothing."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether use cases are written as messages."""
    return answers.application == "cqrs"


PATTERN = Pattern(
    name="cqrs",
    wanted=wanted,
    summary="Commands and queries are messages, a handler each; reading has a side of its own.",
    choose_when="use cases are logged, queued or guarded alike, or reads differ from writes",
    avoid_when="a handful of use cases share their steps: a service says it in fewer files",
    cost="a message class and a handler for each use case",
    requires=("message_bus",),
    overlay=True,
    source="Meyer: Object-Oriented Software Construction, 1988; Young: CQRS Documents, 2010",
)
