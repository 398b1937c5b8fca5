"""One aggregate as its edge shows it: its routes, and its sample as JSON, worked out once."""

from functools import cached_property
from urllib.parse import quote

from ...blueprint.domain import Field
from ...blueprint.terms import AggregateRef
from ..schemas import routes
from .methods import ModelSuite
from .story import Pairs

Json = dict[str, object]


class ApiSample:
    """What all tests of one aggregate over HTTP speak of."""

    def __init__(self, model: ModelSuite, whole: Pairs) -> None:
        """Look at the aggregate of a suite, and at a sample of it."""
        self.model = model
        self.whole = whole
        self.aggregate = model.cast.aggregate
        self.wire = model.casts.wire
        self.routes = {asked.name: route for asked, route in routes(self.aggregate)}

    @cached_property
    def identity(self) -> Field:
        """Return the identity as a field, whose sample is wrapped."""
        aggregate = self.aggregate
        if aggregate.has_key:
            return aggregate.identity
        return Field("id", AggregateRef(aggregate.module, aggregate.name))

    @cached_property
    def key(self) -> str:
        """Write the identity of the sample as a part of a path."""
        return quote(str(self.wire.of(self.identity, self.model.cast.identity())), safe="")

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Map each attribute of a row but its state to its field."""
        fields = {it.name: it for it in self.aggregate.fields}
        return fields | {self.aggregate.identity.name: self.identity}

    @cached_property
    def json(self) -> Json:
        """Return the JSON of the sample."""
        return self.row(self.whole)

    def row(self, pairs: Pairs) -> Json:
        """Return the JSON of a row."""
        known = {name: it for name, it in pairs.items() if name in self.fields}
        made = self.wire.all(self.fields, known)
        if "state" in pairs and self.aggregate.states:
            member = pairs["state"].text.rpartition(".")[2]
            made["state"] = next(it for it in self.aggregate.states if it.upper() == member)
        return made
