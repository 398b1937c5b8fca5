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

    def cases(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Write what is just inside the bounds, and what just outside, with its field."""
        found = [*self._of_fields(), *self._of_commands()]
        inside = tuple(it for it, fits in found if fits)
        outside = tuple(it for it, fits in found if not fits)
        if outside:
            errors = f"{self.suite.types.package}.shared.errors"
            self.needs |= {PYTEST, Import(errors, "Invalid"), Import("re")}
        return inside, outside

    def _of_fields(self) -> Iterator[tuple[str, bool]]:
        name = self.suite.cast.name
        for field in self.suite.cast.own.values():
            for edge in self.edges.of(field):
                self.needs |= {REPLACE, *self.suite.from_samples(name), *edge.value.needs}
                made = f"replace({name}, {field.name}={edge.value})"
                yield case(self.suite.cast.aggregate.name, field, made), edge.fits

    def _of_commands(self) -> Iterator[tuple[str, bool]]:
        for story in self.suite.stories.values():
            for field in (it.field for it in story.command.takes if not it.own):
                for edge in self.edges.of(field):
                    self.needs |= {*self.suite.from_samples(""), *edge.value.needs}
                    met = "" if story.command.creates else self.suite.met(story, self.needs)
                    given = ", ".join(it for it in (met, f"{field.name}={edge.value}") if it)
                    made = f"samples.{self.suite.method(story.command)}({given})"
                    yield case(story.command.name, field, made), edge.fits


def case(subject: str, field: Field, made: str) -> str:
    """Write a case of a bound: the field and what refuses it, and how to come there."""
    return laid(f'("{subject}.{field.name}", lambda: {made})', indent=8, after=",")
