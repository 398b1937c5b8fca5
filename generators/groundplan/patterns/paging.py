"""Paging: a long list in pages, by a cursor."""

from ..answers import Answers
from ..blueprint.domain import Domain
from .pattern import Pattern


def wanted(answers: Answers, domain: Domain) -> bool:  # noqa: ARG001
    """Say whether any query comes in pages."""
    aggregates = [it for module in domain.modules for it in module.aggregates]
    return any(query.paginate for it in aggregates for query in it.queries)


PATTERN = Pattern(
    name="paging",
    wanted=wanted,
    summary="Pages that begin after the last identity seen, with an opaque cursor.",
    choose_when="a list may grow past what a caller wants to hold",
    avoid_when="a list is short by nature, or people jump to page 17",
    cost="no total and no jump; a cursor is to be carried along",
    overlay=True,
    source="Winand: SQL Performance Explained, 2012 (the seek method)",
)
