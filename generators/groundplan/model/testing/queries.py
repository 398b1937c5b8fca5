"""The tests of queries: what matches comes, what differs in one condition does not."""

from collections.abc import Iterator

from ...blueprint.domain import Query, Returns
from ...names import constant, pascal, snake
from ...sinks import py
from ..code import Import, code, laid, needs_of
from ..messages import missed, version_name
from .facts import QueryTest
from .layout import head, laid_call
from .methods import ANSWER, PATCHED, PYTEST, ModelSuite
from .rows import QueryRows
from .story import REPLACE, Pairs
from .use_cases import free


class QuerySuite:
    """Derives the tests of one aggregate's queries; `needs` gathers what they import."""

    def __init__(self, model: ModelSuite, whole: Pairs, other: Pairs | None, *, cqrs: bool) -> None:
        """Look at the aggregate of a suite, and at two samples of it."""
        self.model = model
        self.cast = model.cast
        self.aggregate = model.cast.aggregate
        self.whole = whole
        self.other = other
        self.cqrs = cqrs
        self.needs: set[Import] = set()

    def rows(self, query: Query) -> QueryRows:
        """Return the rows that the tests of a query are about."""
        return self.model.casts.rows(self.aggregate, query)

    def tests(self) -> Iterator[QueryTest]:
        """Write a test of each query."""
        for query in self.aggregate.queries:
            yield self._test(query)

    def _test(self, query: Query) -> QueryTest:
        rows = self.rows(query)
        match, arguments, lean = rows.match, rows.arguments, rows.lean
        many = query.returns is Returns.MANY
        self._import(query)
        if query.asks:
            home = f"{self.cast.types.package}.{self.model.module.name}"
            self.needs |= {ANSWER, PYTEST, Import(home, "records")}
        return QueryTest(
            name=snake(query.name),
            match=self.kept(match, self.whole, self.cast.name),
            misses=tuple(laid(it, indent=8, after=",") for it in self.misses(query)),
            constants=tuple(self._constants(query, arguments, lean)),
            ask=self._ask(query),
            unfiltered=self._ask(query, lean=len(lean) < len(arguments)),
            missing=query.returns is Returns.ONE,
            missed=self._missed(query, arguments),
            versions=tuple(self._versions(query)),
            nothing=self._nothing(query),
            record=f"{snake(self.aggregate.name)}_record",
            variants=tuple(self._variants(query)),
            texts=tuple(self._texts(query)),
            other_text=self._ask(query, "text=text"),
            variants_head=head(
                f"async def test_{snake(query.name)}_takes_each_constant",
                ["bench: Bench", f"match: {self.aggregate.name}"],
            ),
            texts_head=head(
                f"async def test_{snake(query.name)}_looks_into_each_text",
                ["bench: Bench", "text: str"],
            ),
            finds=self._finds(query),
            many=many,
            paginate=query.paginate,
            page=self._ask(query, "limit=1", lean=len(lean) < len(arguments)),
            next_page=self._ask(
                query, "limit=1, cursor=first.next", lean=len(lean) < len(arguments)
            ),
            question=self._question(query),
            asked=self._asked(query, arguments),
            pair=self._pair(query, match) if many else "",
            question_head=head(
                f"async def test_{snake(query.name)}_asks_its_question", ["bench: Bench", PATCHED]
            ),
            answer_head=head(f"def test_the_question_of_{snake(query.name)}_has_an_answer"),
            answer=self._answer(query, arguments),
            little=self._little(query, arguments),
            message=self.name(query),
            hides=tuple(it.name for it in (*query.filters, *query.asks) if it.pii and self.cqrs),
        )

    def _nothing(self, query: Query) -> str:
        """Write what is true when nothing is found."""
        if query.returns is Returns.MANY:
            return "found.items == ()" if query.paginate else "found == ()"
        return "found is None"

    def _missed(self, query: Query, arguments: Pairs) -> str:
        """Write what a refusal names: what was looked for, but for what is personal."""
        first = next(iter(query.filters), None)
        asked = py("as asked for") if first is None else arguments[first.name].text
        if first is not None and first.pii:
            asked = py("***")
        facts = f"({py(missed(self.aggregate, query))}, {asked})"
        return laid(facts, indent=4, before="assert refusal.value.args == ")

    def _versions(self, query: Query) -> Iterator[str]:
        """Write that what is found has the version of its commit: records compare without."""
        if query.returns is Returns.OPTIONAL:
            yield "assert found is not None"
        found = {Returns.MANY: "found.items[0]" if query.paginate else "found[0]"}
        at = f"{found.get(query.returns, 'found')}.{version_name(self.aggregate)}"
        aggregate, table = self.aggregate, snake(self.aggregate.plural).upper()
        kept = f"bench.store.version({table}, match.{aggregate.identity.name})"
        yield laid(kept, indent=4, before=f"assert {at} == ")

    def _finds(self, query: Query) -> str:
        """Write that the one row that matches was found."""
        record = f"{snake(self.aggregate.name)}_record(match)"
        if query.returns is not Returns.MANY:
            return f"assert found == {record}"
        return f"assert found{'.items' if query.paginate else ''} == ({record},)"

    def _import(self, query: Query) -> None:
        home = self.model.own("repository", "").module
        self.needs |= {
            Import(home, f"{snake(self.aggregate.name)}_record"),
            self.model.own("model", self.aggregate.name),
        }
        if self.cqrs:
            self.needs.add(self.model.own("queries", query.name))
        else:
            service = f"{pascal(self.model.module.name)}Service"
            self.needs |= {Import("functools", "partial"), self.model.own("service", service)}
        if query.returns is Returns.ONE:
            self.needs |= {PYTEST, Import(f"{self.cast.types.package}.shared.errors", "NotFound")}

    def kept(self, row: Pairs, sample: Pairs, name: str) -> str:
        """Write a row as a sample with some fields changed."""
        self.needs |= self.model.from_samples(name)
        changes = {key: it for key, it in row.items() if it != sample[key]}
        if not changes:
            return name
        self.needs |= {REPLACE, *needs_of(changes.values())}
        listed = ", ".join(f"{key}={it}" for key, it in changes.items())
        return f"replace({name}, {listed})"

    def misses(self, query: Query) -> Iterator[str]:
        """Write rows that match in all but one condition, each of another identity."""
        for row in self.rows(query).misses:
            yield self.kept(row, self.other or row, f"OTHER_{self.cast.name}")

    def _pair(self, query: Query, match: Pairs) -> str:
        """Write two rows that match; empty where a filter lets no two through."""
        row = self.rows(query).twin
        if row is None:
            return ""
        second = self.kept(row, self.other or row, f"OTHER_{self.cast.name}")
        first = self.kept(match, self.whole, self.cast.name)
        if query.paginate and self.cqrs:
            self.needs.add(REPLACE)
        return laid(f"[{second}, {first}]", indent=4, before="rows = ")

    def name(self, query: Query, *, lean: bool = False) -> str:
        """Return the constant that holds what is asked."""
        name = f"{snake(query.name)}_of_all" if lean else snake(query.name)
        if self.cqrs:
            name = name.upper() if lean else constant(query.name)
        return free(name, self.cast)

    def _constants(self, query: Query, arguments: Pairs, lean: Pairs) -> Iterator[str]:
        """Write what is asked: with everything, and with as little as possible."""
        yield self._constant_of(query, arguments, lean=False)
        if query.returns is Returns.MANY and len(lean) < len(arguments):
            yield self._constant_of(query, lean, lean=True)

    def _constant_of(self, query: Query, arguments: Pairs, *, lean: bool) -> str:
        self.needs |= needs_of(arguments.values())
        name = self.name(query, lean=lean)
        listed = [(key, it.text) for key, it in arguments.items()]
        if self.cqrs:
            return laid_call(f"{name} = {query.name}", listed, indent=0)
        method = f"{pascal(self.model.module.name)}Service.{snake(query.name)}"
        return laid_call(f"{name} = partial", [("", method), *listed], indent=0)

    def _little(self, query: Query, arguments: Pairs) -> str:
        """Write the question once more, with nothing for what is optional."""
        nothing = {it.name: code("None") for it in query.asks if it.optional}
        if not nothing:
            return ""
        asked = self._answer(query, arguments | nothing)
        return asked.replace("answer = ", "little = ", 1)

    def _answer(self, query: Query, arguments: Pairs) -> str:
        """Write the question itself, asked of the sample."""
        if not query.asks:
            return ""
        row = f"{snake(self.aggregate.name)}_record({self.cast.name})"
        listed = [("", row), *((it.name, arguments[it.name].text) for it in query.asks)]
        return laid_call(f"answer = records.{snake(query.name)}", listed, indent=4)

    def _texts(self, query: Query) -> Iterator[str]:
        for text in self.rows(query).texts:
            self.needs |= {PYTEST, *({REPLACE} if self.cqrs else ())}
            yield f"{text},"

    def _variants(self, query: Query) -> Iterator[str]:
        for row in self.variants(query):
            self.needs.add(PYTEST)
            yield laid(row, indent=8, after=",")

    def variants(self, query: Query) -> Iterator[str]:
        """Write a row for each further constant of a condition."""
        for row in self.rows(query).variants:
            yield self.kept(row, self.whole, self.cast.name)

    def _ask(self, query: Query, changed: str = "", *, lean: bool = False) -> str:
        name = self.name(query, lean=lean)
        if self.cqrs:
            return f"await bench.bus.ask({f'replace({name}, {changed})' if changed else name})"
        return f"await {name}(bench.service{f', {changed}' if changed else ''})"

    def _question(self, query: Query) -> str:
        if not query.asks:
            return ""
        module = self.model.own("repository", "").module
        return f'"{module}.{snake(query.name)}"'

    def _asked(self, query: Query, arguments: Pairs) -> str:
        if not query.asks:
            return ""
        inside = ", ".join(f'"{it.name}": {arguments[it.name]}' for it in query.asks)
        return laid(f"[{{{inside}}}]", indent=4, before="assert answer.asked == ")
