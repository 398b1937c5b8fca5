"""Relational persistence: aggregates in tables, by a mapper that is read like code."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether anything outlives the process."""
    return answers.database != "memory"


PATTERN = Pattern(
    name="sql",
    wanted=wanted,
    summary="Rows and aggregates are two shapes; a mapper written out carries one to the other.",
    choose_when="things have to outlive the process, and to be asked for in ways not known yet",
    avoid_when="all of it is a cache, or one file that is read and written whole",
    cost="a row class and a mapper per aggregate; a new field is named in both, and migrated",
    requires=("repository", "unit_of_work"),
    overlay=True,
    called="relational persistence",
    source="Fowler: Patterns of Enterprise Application Architecture, 2002 (data mapper)",
)
