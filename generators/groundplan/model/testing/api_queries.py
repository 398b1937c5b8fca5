"""The tests of queries over HTTP: what comes, as what JSON, in which pages."""

from collections.abc import Iterable, Iterator

from ...blueprint.domain import Field, Query, Returns
from ...blueprint.routes import Route
from ...names import snake
from ...sinks import py
from ..code import Import, code, laid, needs_of
from ..schemas import asked_for, parameters
from .api_facts import ApiQueryTest
from .api_parts import ApiParts, said, unknown
from .api_sample import ApiSample, Json
from .methods import ANSWER, PATCHED, PYTEST
from .queries import QuerySuite
from .story import Pairs
from .wire import spelled

EXPECTED = "assert answer.json() == "


class ApiQueries(ApiParts):
    """Derives the tests of one aggregate's queries."""

    def __init__(self, sample: ApiSample, queries: QuerySuite) -> None:
        """Look at a sample of an aggregate, and at its queries."""
        super().__init__(sample)
        self.queries = queries

    def imports(self) -> str:
        """Print the imports."""
        return self.printed({*self.queries.needs, self.site, self.shared("keep")})

    def test(self, query: Query) -> ApiQueryTest:
        """Write the tests of a query."""
        route = self.routes[query.name]
        name, single = snake(query.name), query.returns is not Returns.MANY
        rows = self.queries.rows(query)
        match = rows.match
        listed = asked_for(self.aggregate, query, route)
        asked = self.parameters(query, listed)
        self.needs |= {PYTEST} if query.asks else set()
        shown = self.shown(match)
        found = {True: f'{{"items": [{shown}], "next": None}}', False: f"[{shown}]"}
        path = py(self.path(route))
        strange = spelled({unknown(listed): "1"})
        refused = self.refuses(422, "invalid", "GET", path, params=strange)
        answered = self._answered(query, rows.arguments)
        return ApiQueryTest(
            name=name,
            head=self.head(name, *([PATCHED] if query.asks else [])),
            match=laid(
                self.queries.kept(match, self.whole, self.cast.name),
                indent=4,
                before="match = ",
            ),
            misses=tuple(laid(it, indent=8, after=",") for it in self.queries.misses(query)),
            setup=answered[:2],
            act=self._get("answer", route, asked),
            found=laid(shown if single else found[query.paginate], indent=4, before=EXPECTED),
            asked=answered[2] if answered else "",
            versioned=self._versioned() if single else "",
            again=self._get("again", route, asked, tagged=True) if single else "",
            nothing_head=self.head(f"{name}_when_nothing_matches"),
            nothing=tuple(self._nothing(query, route, asked)),
            refused=(refused, *self._wrong_pages(query, route, asked)) if listed else (),
            **self._page(query, route, match, asked),
        )

    def view(self) -> str:
        """Write the JSON of the sample, as a constant."""
        return laid(spelled(self.sample.json), indent=0, before=f"{self.cast.name}_JSON = ")

    def bare(self) -> tuple[str, str]:
        """Write a sample without what is optional, and the comparison of its JSON."""
        optional = {it.name: code("None") for it in self.aggregate.fields if it.optional}
        if not optional:
            return "", ""
        record = f"{snake(self.aggregate.name)}_record"
        self.needs |= {Import(self.home, "schemas"), Import(f"{self.home}.repository", record)}
        kept = self.queries.kept(self.whole | optional, self.whole, self.cast.name)
        shown = self.shown(self.whole | optional)
        return (
            laid(kept, indent=4, before="bare = "),
            laid(shown, indent=4, before="assert shown == "),
        )

    def parameters(self, query: Query, listed: Iterable[Field]) -> Json:
        """Return the parameters that ask for the sample."""
        arguments = self.queries.rows(query).arguments
        wired: Json = {}
        for field in listed:
            if field.name in arguments:
                sought = self.aggregate.is_sought(query, field)
                known = self.sample.identity if sought else field
                wired[field.name] = self.wire.of(known, arguments[field.name])
        return wired

    def _get(self, name: str, route: Route, asked: Json, *, tagged: bool = False) -> str:
        given = [("", py(self.path(route))), *([("params", spelled(asked))] if asked else [])]
        given += [("headers", '{"If-None-Match": answer.headers["etag"]}')] if tagged else []
        return said(f"{name} = await served.client.get", given)

    def _versioned(self) -> str:
        """Write the check that the tag bears the version of what is kept."""
        self.needs.add(Import(f"{self.home}.repository", self.table))
        key = f"match.{self.aggregate.identity.name}"
        given = ('answer.headers["etag"]', self.table, key)
        return said("assert served.is_version", [("", it) for it in given])

    def _answered(self, query: Query, arguments: Pairs) -> tuple[str, ...]:
        """Write how the question of a query is answered, and what it must be given."""
        if not query.asks:
            return ()
        self.needs |= {ANSWER, *needs_of(arguments[it.name] for it in query.asks)}
        home = f"{self.home}.repository.{snake(query.name)}"
        inside = ", ".join(f'"{it.name}": {arguments[it.name]}' for it in query.asks)
        return (
            "question = FixedAnswer(yes=True)",
            said("monkeypatch.setattr", [("", py(home)), ("", "question")]),
            laid(f"[{{{inside}}}]", indent=4, before="assert question.asked == "),
        )

    def _nothing(self, query: Query, route: Route, asked: Json) -> Iterator[str]:
        if query.returns is Returns.ONE:
            params = {"params": spelled(asked)} if asked else {}
            yield self.refuses(404, "not-found", "GET", py(self.path(route)), **params)
            return
        yield self._get("answer", route, asked)
        nothing = {True: '{"items": [], "next": None}', False: "[]"}
        many = query.returns is Returns.MANY
        yield (
            f"assert answer.json() == {nothing[query.paginate]}"
            if many
            else ("assert answer.json() is None")
        )

    def _wrong_pages(self, query: Query, route: Route, asked: Json) -> Iterator[str]:
        if query.paginate:
            params = spelled(asked | {"cursor": "?"})
            yield self.refuses(422, "invalid", "GET", py(self.path(route)), params=params)

    def _page(self, query: Query, route: Route, match: Pairs, asked: Json) -> dict[str, str]:
        twin = self.queries.rows(query).twin if query.paginate else None
        if twin is None or self.queries.other is None:
            return dict.fromkeys(("page_head", "rows", "first", "second", "union"), "")
        second = self.queries.kept(twin, self.queries.other, f"OTHER_{self.cast.name}")
        first = self.queries.kept(match, self.whole, self.cast.name)
        needed = {it.name for it in parameters(query) if not it.optional and it.default is None}
        lean = {name: it for name, it in asked.items() if name in needed} | {"limit": 1}
        more = spelled(lean)[:-1] + ', "cursor": first.json()["next"]}'
        path = ("", py(self.path(route)))
        both = f"[{self.shown(match)}, {self.shown(twin)}]"
        get = "await served.client.get"
        return {
            "page_head": self.head(f"{snake(query.name)}_comes_in_pages"),
            "rows": laid(f"[{second}, {first}]", indent=4, before="rows = "),
            "first": said(f"first = {get}", [path, ("params", spelled(lean))]),
            "second": said(f"second = {get}", [path, ("params", more)]),
            "union": laid(both, indent=4, before="wanted = "),
        }
