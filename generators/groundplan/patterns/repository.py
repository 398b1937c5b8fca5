"""Repository: aggregates as if they were a collection in memory."""

from .pattern import Pattern

PATTERN = Pattern(
    name="repository",
    summary="A port that adds, finds and removes whole aggregates, with adapters behind it.",
    choose_when="the domain shall not know how it is stored, and tests shall run without a server",
    avoid_when="reports and lists are all there is: query the tables",
    cost="a port, an adapter per store, and one contract suite that all of them pass",
    requires=("domain_model",),
    source="Evans: Domain-Driven Design, 2003; Fowler: Enterprise Application Architecture, 2002",
)
