"""Routes: by which method and path each command and query is asked for over HTTP."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..names import kebab
from .domain import Aggregate, Command, Query, Returns


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path below that of the module; `{}` stands for the identity."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Resource:
    """What the routes of an aggregate are made from; `plural` is PascalCase."""

    name: str
    plural: str
    carried_as: str
    crud: bool

    @classmethod
    def of(cls, aggregate: Aggregate) -> "Resource":
        """Look at an aggregate."""
        return cls(aggregate.name, aggregate.plural, aggregate.carried_as, aggregate.crud)

    def routes(
        self, commands: Iterable[Command], queries: Iterable[Query]
    ) -> Iterator[tuple[Command | Query, Route]]:
        """Yield the route of each command and query; a second one of a kind adds its name."""
        taken: set[Route] = set()
        for command in commands:
            route = self._of_command(command, taken)
            taken.add(route)
            yield command, route
        for query in queries:
            route = self._of_query(query, taken)
            taken.add(route)
            yield query, route

    @property
    def base(self) -> str:
        """Return the path of all of them."""
        return f"/{kebab(self.plural)}"

    def _of_command(self, command: Command, taken: set[Route]) -> Route:
        one, name = f"{self.base}/{{}}", kebab(command.name)
        if command.creates:
            first, then = Route("POST", self.base), Route("POST", f"{self.base}/{name}")
        elif command.deletes and not command.takes:
            first, then = Route("DELETE", one), Route("DELETE", f"{one}/{name}")
        elif self.crud and command.name == f"Change{self.name}":
            first, then = Route("PUT", one), Route("PUT", f"{one}/{name}")
        else:
            first = then = Route("POST", f"{one}/{name}")
        return then if first in taken else first

    def _of_query(self, query: Query, taken: set[Route]) -> Route:
        then = of_module_query(query.name)
        names = [it.name for it in query.filters]
        single = query.returns is not Returns.MANY and not query.where
        if single and names == [self.carried_as] and not query.asks:
            first = Route("GET", f"{self.base}/{{}}")
        elif query.name == f"List{self.plural}":
            first = Route("GET", self.base)
        else:
            first = then
        return then if first in taken else first


def of_module_query(name: str) -> Route:
    """Return the route of a query that stands beside the aggregates."""
    return Route("GET", f"/{kebab(name)}")
