"""What is asked of a database, and of which rows, so that memory and tables answer alike."""

from collections.abc import Iterator

from ...blueprint.domain import Query, Returns
from ...names import snake
from ..code import Import, laid
from .queries import QuerySuite
from .storage_facts import PagesTest
from .story import REPLACE, Pairs


class StoredQueries:
    """Writes the questions of one aggregate with the rows that are kept before."""

    def __init__(self, suite: QuerySuite, sample: str, whole: Pairs, other: Pairs | None) -> None:
        """Look at the tests of the same questions without a database, and at two samples."""
        self.suite = suite
        self.sample = sample
        self.whole = whole
        self.other = other
        self.cqrs = suite.cqrs

    def asked(self, query: Query, needs: set[Import]) -> Iterator[tuple[str, str]]:
        """Write what is asked of which rows."""
        rows = self.suite.rows(query)
        kept = self.suite.kept(rows.match, self.whole, self.sample)
        asked = self._named(query)
        yield asked, _rows([*self.suite.misses(query), kept])
        for row in self.suite.variants(query):
            yield asked, _rows([row])
        for text in rows.texts:
            needs |= {REPLACE} if self.cqrs else set()
            yield self._changed(asked, f"text={text}"), _rows([kept])
        if query.returns is Returns.MANY and (twins := self._twins(query)):
            yield self._asked_of_all(query), twins

    def pages(self, query: Query, needs: set[Import]) -> PagesTest | None:
        """Write a walk through pages of one row; None where there is but one."""
        rows = self._twins(query) if query.paginate else ""
        if not rows:
            return None
        needs |= {REPLACE} if self.cqrs else set()
        asked = self._asked_of_all(query)
        return PagesTest(
            name=snake(query.name),
            rows=laid(rows, indent=4, before="rows = "),
            first=self._page("first", self._changed(asked, "limit=1")),
            second=self._page("second", self._changed(asked, "limit=1, cursor=first.next")),
        )

    def _twins(self, query: Query) -> str:
        """Write two rows that match; empty where no two do."""
        rows = self.suite.rows(query)
        if rows.twin is None:
            return ""
        second = self.suite.kept(rows.twin, self.other or rows.twin, f"OTHER_{self.sample}")
        return _rows([second, self.suite.kept(rows.match, self.whole, self.sample)])

    def _named(self, query: Query) -> str:
        return f"test_queries.{self.suite.name(query)}"

    def _asked_of_all(self, query: Query) -> str:
        """Return the question that leaves out what it may."""
        rows = self.suite.rows(query)
        needed = {it.name for it in (*query.filters, *query.asks) if not it.optional}
        return f"test_queries.{self.suite.name(query, lean={*rows.arguments} > needed)}"

    def _changed(self, asked: str, changes: str) -> str:
        return f"{'replace' if self.cqrs else 'partial'}({asked}, {changes})"

    def _page(self, name: str, asked: str) -> str:
        """Write the statement that asks for a page."""
        asking = f"bench.bus.ask({asked})" if self.cqrs else f"{asked}(bench.service)"
        return laid(asking, indent=4, before=f"{name} = await ")


def _rows(rows: list[str]) -> str:
    return f"({', '.join(rows)},)" if len(rows) == 1 else f"({', '.join(rows)})"
