"""What runs each time, of a list that is long: its first few; the others are slow."""

from collections.abc import Iterable

import pytest
from _pytest.mark import ParameterSet


def share(values: Iterable[object], at_once: int = 1) -> list[ParameterSet]:
    """Return rows of parameters, all but the first of them marked."""
    return [
        pytest.param(it, marks=() if turn < at_once else pytest.mark.slow)
        for turn, it in enumerate(values)
    ]
