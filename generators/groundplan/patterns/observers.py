"""Observers: whoever wants to know subscribes, and leaves again."""

from .pattern import Pattern

PATTERN = Pattern(
    name="observers",
    summary="Whoever subscribes to a class of events hears those below, until its token ends it.",
    choose_when="who reacts to a fact comes and goes while the program runs",
    avoid_when="there is one who reacts, always: it can be called",
    cost="nobody sees from the fact who hears it; a slow one holds up whoever published",
    requires=("message_bus",),
    source="Gamma, Helm, Johnson, Vlissides: Design Patterns, 1994",
)
