"""Optimistic locking: nobody waits, and nobody overwrites what they have not seen."""

from .pattern import Pattern

PATTERN = Pattern(
    name="optimistic_locking",
    summary="A version in each aggregate; a change of what somebody else changed is refused.",
    choose_when="people or processes change the same thing, but seldom at the same moment",
    avoid_when="everybody changes one row all the time: then most are refused; lock it, or split it",
    cost="a refusal that callers must expect: read again, decide again, send again",
    requires=("unit_of_work",),
    source="Fowler: Patterns of Enterprise Application Architecture, 2002 (optimistic offline lock)",
)
