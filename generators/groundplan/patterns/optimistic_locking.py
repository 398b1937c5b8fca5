"""Optimistic locking: nobody waits, and nobody overwrites what they have not seen."""

from .pattern import Pattern

PATTERN = Pattern(
    name="optimistic_locking",
    summary="Each aggregate has a version; a change of what was changed meanwhile is refused.",
    choose_when="people or processes change the same thing, but seldom at the same moment",
    avoid_when="all change one row all the time, and most would be refused: lock it, or split it",
    cost="a refusal that callers must expect: read again, decide again, send again",
    requires=("unit_of_work",),
    source="Fowler: Enterprise Application Architecture, 2002 (optimistic offline lock)",
)
