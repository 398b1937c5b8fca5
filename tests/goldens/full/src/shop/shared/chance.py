"""Chance as a function: code that has to draw is given it."""

from random import SystemRandom


def chance() -> float:
    """Draw a number from 0 up to, but not including, 1."""
    return SystemRandom().random()
