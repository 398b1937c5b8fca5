"""The samples and stories of every aggregate of one project, each made once.

The tests of the model, of the edge and of the database speak of the same.
"""

from ...blueprint.domain import Aggregate
from ..types import Types
from .stories import Cast
from .story import Story


class Casts:
    """Makes casts when they are first asked for."""

    def __init__(self, types: Types) -> None:
        """Begin with none."""
        self.types = types
        self._casts: dict[tuple[str, str], Cast] = {}
        self._stories: dict[tuple[str, str], dict[str, Story]] = {}

    def of(self, aggregate: Aggregate) -> Cast:
        """Return the cast of an aggregate."""
        known = aggregate.module, aggregate.name
        if known not in self._casts:
            self._casts[known] = Cast(self.types, aggregate)
        return self._casts[known]

    def stories(self, aggregate: Aggregate) -> dict[str, Story]:
        """Tell what each command does for which a sample can be made, by its name."""
        known = aggregate.module, aggregate.name
        if known not in self._stories:
            told = ((it.name, self.of(aggregate).story(it)) for it in aggregate.commands)
            self._stories[known] = {name: story for name, story in told if story is not None}
        return self._stories[known]
