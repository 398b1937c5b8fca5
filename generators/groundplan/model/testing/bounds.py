"""The tests of an aggregate's bounds: what lies at each of them, and what just beyond."""

from collections.abc import Iterator

from ...blueprint.domain import Field
from ..code import Import, laid
from .edges import Edges
from .methods import PYTEST, ModelSuite
from .story import REPLACE


class BoundSuite:
    """Derives the cases of one aggregate; `needs` gathers what their file imports."""

    def __init__(self, suite: ModelSuite) -> None:
        """Look at an aggregate."""
        self.suite = suite
        self.edges = Edges(suite.types)
        self.needs: set[Import] = set()

    def inside(self) -> Iterator[str]:
        """Write what is just inside the bounds."""
        yield from self._edges(fits=True)

    def outside(self) -> Iterator[str]:
        """Write what is just outside the bounds, with the name of its field."""
        found = list(self._edges(fits=False))
        if found:
            errors = f"{self.suite.types.package}.shared.errors"
            self.needs |= {PYTEST, Import(errors, "Invalid"), Import("re")}
        yield from found

    def _edges(self, *, fits: bool) -> Iterator[str]:
        for field in self.suite.cast.own.values():
            for edge in self.edges.of(field):
                if edge.fits is fits:
                    self.needs |= {
                        REPLACE,
                        *self.suite.from_samples(self.suite.cast.name),
                        *edge.value.needs,
                    }
                    made = f"replace({self.suite.cast.name}, {field.name}={edge.value})"
                    yield case(self.suite.cast.aggregate.name, field, made)
        for story in self.suite.stories.values():
            for taken in story.command.takes:
                if taken.own:
                    continue
                for edge in self.edges.of(taken.field):
                    if edge.fits is fits:
                        self.needs |= {*self.suite.from_samples(""), *edge.value.needs}
                        met = (
                            ""
                            if story.command.creates
                            else f"{self.suite.met(story, self.needs)}, "
                        )
                        call = f"samples.{self.suite.method(story.command)}"
                        made = f"{call}({met}{taken.field.name}={edge.value})"
                        yield case(story.command.name, taken.field, made)


def case(subject: str, field: Field, made: str) -> str:
    """Write a case of a bound: the field and what refuses it, and how to come there."""
    return laid(f'("{subject}.{field.name}", lambda: {made})', indent=8, after=",")
