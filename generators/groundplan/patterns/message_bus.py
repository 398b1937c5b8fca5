"""Message bus: from a message to whoever handles it."""

from .pattern import Pattern

PATTERN = Pattern(
    name="message_bus",
    summary="Hands events to their handlers after the commit; one that fails stops no other.",
    choose_when="something has to follow from a fact, and the fact should not know what",
    avoid_when="the next step belongs to the same rule: call it",
    cost="the flow is read in two places; what waits in memory is gone when the process dies",
    requires=("unit_of_work",),
    source="Percival, Gregory: Architecture Patterns with Python, 2020",
)
