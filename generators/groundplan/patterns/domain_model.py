"""Domain model: the rules of the business as plain objects."""

from .pattern import Pattern

PATTERN = Pattern(
    name="domain_model",
    summary="Aggregates, entities and values that hold the rules and know no database or network.",
    choose_when="rules span several fields or change over a life, and people argue about them",
    avoid_when="the program only stores and shows rows: a table and a form say it in less",
    cost="objects and rows are two shapes of one thing, and a repository carries one to the other",
    source="Evans: Domain-Driven Design, 2003; Fowler: Enterprise Application Architecture, 2002",
)
