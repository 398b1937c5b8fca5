"""The samples, stories and rows of every aggregate of one project, each made once.

The tests of the model, of the edge and of the database speak of the same.
"""

from ...blueprint.domain import Aggregate, Query
from ..samples import Samples
from ..types import Types
from .api_edges import JsonEdges
from .rows import QueryRows
from .stories import Cast
from .story import Story
from .wire import Wire


class Casts:
    """Makes casts when they are first asked for."""

    def __init__(self, types: Types) -> None:
        """Begin with none."""
        self.types = types
        self.samples = Samples(types)
        self.wire = Wire(types)
        self.edges = JsonEdges(types, self.wire)
        self._casts: dict[tuple[str, str], Cast] = {}
        self._stories: dict[tuple[str, str], dict[str, Story]] = {}
        self._rows: dict[tuple[str, str, str], QueryRows] = {}

    def of(self, aggregate: Aggregate) -> Cast:
        """Return the cast of an aggregate."""
        known = aggregate.module, aggregate.name
        if known not in self._casts:
            self._casts[known] = Cast(self.samples, aggregate)
        return self._casts[known]

    def stories(self, aggregate: Aggregate) -> dict[str, Story]:
        """Tell what each command does for which a sample can be made, by its name."""
        known = aggregate.module, aggregate.name
        if known not in self._stories:
            told = ((it.name, self.of(aggregate).story(it)) for it in aggregate.commands)
            self._stories[known] = {name: story for name, story in told if story is not None}
        return self._stories[known]

    def rows(self, aggregate: Aggregate, query: Query) -> QueryRows:
        """Return the rows that a query finds and misses."""
        known = aggregate.module, aggregate.name, query.name
        if known not in self._rows:
            self._rows[known] = QueryRows(self.of(aggregate), query)
        return self._rows[known]
