"""Pipeline: what happens around every command."""

from .pattern import Pattern

PATTERN = Pattern(
    name="pipeline",
    summary="Steps around every command, in one order: log, time, another try after a lost race.",
    choose_when="all use cases need the same before and after, and none should write it down",
    avoid_when="what stands around differs from one use case to the next",
    cost="a call for each step, and an order that has to be right for all",
    requires=("unit_of_work",),
    source="Alur, Crupi, Malks: Core J2EE Patterns, 2001 (intercepting filter)",
)
