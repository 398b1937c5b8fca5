"""The tests of queries on a database: answers as from memory, page by page, and decisions."""

from collections.abc import Iterator

from ...blueprint.domain import Query, Returns
from ...names import snake
from ..code import Import, laid
from .methods import ANSWER
from .queries import QuerySuite
from .storage_facts import PagesTest
from .story import REPLACE


class SqlQueries:
    """Derives them for one aggregate; `needs` gathers what their file imports."""

    def __init__(self, suite: QuerySuite, needs: set[Import]) -> None:
        """Look at the queries of an aggregate."""
        self.suite = suite
        self.needs = needs
        self.cqrs = suite.cqrs
        self.cast = suite.cast
        self.aggregate = suite.aggregate

    def questions(self) -> tuple[str, ...]:
        """Write what is asked of which rows."""
        return tuple(
            laid(f"({asked}, {rows})", indent=8, after=",")
            for query in self.aggregate.queries
            for asked, rows in self._questions(query)
        )

    def pages(self) -> tuple[PagesTest, ...]:
        """Write the walks through pages."""
        found = map(self._pages, self.aggregate.queries)
        return tuple(it for it in found if it is not None)

    def decided(self) -> tuple[str, ...]:
        """Write what is asked, what its owner decides, and a row that would be found."""
        home = self.suite.model.own("sql", "").module
        found = [it for it in self.aggregate.queries if it.asks]
        self.needs |= {ANSWER} if found else set()
        return tuple(
            laid(
                f'({self._asked(it)}, "{home}.{snake(it.name)}", {_rows([self._match(it)])})',
                indent=8,
                after=",",
            )
            for it in found
        )

    def _match(self, query: Query) -> str:
        return self.suite.kept(self.suite.rows(query).match, self.suite.whole, self.cast.name)

    def _questions(self, query: Query) -> Iterator[tuple[str, str]]:
        """Write what is asked of which rows."""
        kept = self._match(query)
        asked = self._asked(query)
        yield asked, _rows([*self.suite.misses(query), kept])
        for row in self.suite.variants(query):
            yield asked, _rows([row])
        for text in self.suite.rows(query).texts:
            self.needs |= {REPLACE} if self.cqrs else set()
            yield self._changed(asked, f"text={text}"), _rows([kept])
        if query.returns is Returns.MANY and (twins := self._twins(query)):
            yield self._asked_of_all(query), twins

    def _pages(self, query: Query) -> PagesTest | None:
        """Write a walk through pages of one row; None where there is but one."""
        rows = self._twins(query) if query.paginate else ""
        if not rows:
            return None
        self.needs |= {REPLACE} if self.cqrs else set()
        asked = self._asked_of_all(query)
        return PagesTest(
            name=snake(query.name),
            rows=laid(rows, indent=4, before="rows = "),
            first=self._page("first", self._changed(asked, "limit=1")),
            second=self._page("second", self._changed(asked, "limit=1, cursor=first.next")),
        )

    def _twins(self, query: Query) -> str:
        """Write two rows that match; empty where no two do."""
        twin = self.suite.rows(query).twin
        if twin is None:
            return ""
        second = self.suite.kept(twin, self.suite.other or twin, f"OTHER_{self.cast.name}")
        return _rows([second, self._match(query)])

    def _asked(self, query: Query) -> str:
        return f"test_queries.{self.suite.name(query)}"

    def _asked_of_all(self, query: Query) -> str:
        """Return the question that leaves out what it may."""
        rows = self.suite.rows(query)
        return f"test_queries.{self.suite.name(query, lean=len(rows.lean) < len(rows.arguments))}"

    def _changed(self, asked: str, changes: str) -> str:
        return f"{'replace' if self.cqrs else 'partial'}({asked}, {changes})"

    def _page(self, name: str, asked: str) -> str:
        """Write the statement that asks for a page."""
        asking = f"bench.bus.ask({asked})" if self.cqrs else f"{asked}(bench.service)"
        return laid(asking, indent=4, before=f"{name} = await ")


def _rows(rows: list[str]) -> str:
    return f"({', '.join(rows)},)" if len(rows) == 1 else f"({', '.join(rows)})"
