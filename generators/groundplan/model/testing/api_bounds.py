"""The tests over HTTP of bounds: what a body or a parameter may be, and what not."""

from ...blueprint.domain import Query
from ...names import snake
from ..schemas import asked_for
from .api_facts import ApiBoundsTest
from .api_parts import ApiParts
from .api_queries import ApiQueries
from .api_sample import ApiSample
from .layout import head
from .story import Story
from .wire import spelled


class ApiBounds(ApiParts):
    """Derives the tests of one aggregate's bounds; `needs` gathers what their file imports."""

    def __init__(self, sample: ApiSample, asked: ApiQueries) -> None:
        """Look at a sample of an aggregate, and at how it is asked for."""
        super().__init__(sample)
        self.asked = asked

    def imports(self) -> str:
        """Print the imports."""
        return self.printed(set())

    def of_command(self, story: Story) -> ApiBoundsTest:
        """Write what the body of a command may be."""
        command = story.command
        body = self.body(command, story.arguments)
        fields = [it.field for it in command.takes]
        known = self.name_of(command) if body else "{}"
        statements = tuple(self.bounds(f"{command.name}Body", known, fields, body))
        if statements:
            self.constant(command, body)
        return ApiBoundsTest(head(f"def test_{snake(command.name)}_has_its_bounds"), statements)

    def of_query(self, query: Query) -> ApiBoundsTest:
        """Write what the parameters of a query may be."""
        listed = asked_for(self.aggregate, query, self.routes[query.name])
        asked = self.asked.parameters(query, listed)
        statements = tuple(self.bounds(f"{query.name}Parameters", spelled(asked), listed, asked))
        return ApiBoundsTest(head(f"def test_{snake(query.name)}_has_its_bounds"), statements)
