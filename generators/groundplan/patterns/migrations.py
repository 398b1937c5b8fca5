"""Migrations: the way of a schema, step by step."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether anything outlives the process."""
    return answers.database != "memory"


PATTERN = Pattern(
    name="migrations",
    wanted=wanted,
    summary="Each change of the schema is a file, with a way there and a way back.",
    choose_when="a database holds what nobody wants to lose while the program changes",
    avoid_when="the data can be thrown away with the program: make the tables anew",
    cost="a file per change, read before it is applied; old code and new schema meet for a moment",
    requires=("sql",),
    source="Ambler, Sadalage: Refactoring Databases, 2006",
)
