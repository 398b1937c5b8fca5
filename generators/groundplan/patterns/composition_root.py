"""Composition root: the one place that knows all others."""

from .pattern import Pattern

PATTERN = Pattern(
    name="composition_root",
    summary="One function builds the program from its parts, in order; nothing happens on import.",
    choose_when="parts must be exchangeable in tests, and a reader asks who uses what",
    avoid_when="a script has one part",
    cost="a new part is named there by hand",
    source="Seemann: Dependency Injection in .NET, 2011",
)
