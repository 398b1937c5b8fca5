"""Forty edits as people make them, each beside a change of the blueprint or the template."""

from scenarios import models, wiring

SCENARIOS = (*models.SCENARIOS, *wiring.SCENARIOS)
