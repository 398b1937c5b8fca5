"""Unit of work: one transaction around one use case."""

from .pattern import Pattern

PATTERN = Pattern(
    name="unit_of_work",
    summary="One transaction per use case: it alone commits; leaving without that rolls back.",
    choose_when="several changes must be seen together or not at all",
    avoid_when="every change is a single statement of its own",
    cost="each use case opens it, and nothing outside may store",
    requires=("repository",),
    source="Fowler: Patterns of Enterprise Application Architecture, 2002",
)
