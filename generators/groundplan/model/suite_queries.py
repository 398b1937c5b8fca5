"""The tests of queries: what matches comes, what differs in one condition does not."""

from collections.abc import Iterator

from ..blueprint.domain import Condition, Query, Returns, Scalar
from ..names import snake
from .code import Code, Import, code, needs_of
from .layout import laid, laid_call
from .stories import REPLACE, Pairs
from .suite_model import ANSWER, PYTEST, ModelSuite
from .suites import QueryTest


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

    def tests(self) -> Iterator[QueryTest]:
        """Write a test of each query."""
        for query in self.aggregate.queries:
            yield self._test(query)

    def _test(self, query: Query) -> QueryTest:
        match = self.whole | self._fixed(query)
        arguments = self._arguments(query, match)
        many = query.returns is Returns.MANY
        needed = {it.name for it in (*query.filters, *query.asks) if not it.optional}
        lean = {name: it for name, it in arguments.items() if name in needed}
        self._import(query)
        if query.asks:
            self.needs |= {ANSWER, PYTEST, self.model.own("repository", "")}
        return QueryTest(
            name=snake(query.name),
            match=self._kept(match, self.whole, self.cast.name),
            misses=tuple(self._misses(query, match)),
            unfiltered=self._ask(query, lean) if many else "",
            ask=self._ask(query, arguments),
            absent={Returns.ONE: "missing", Returns.OPTIONAL: "none"}.get(query.returns, "empty"),
            record=f"{snake(self.aggregate.name)}_record",
            many=many,
            paginate=query.paginate,
            page=self._ask(query, lean | {"limit": code("1")}) if query.paginate else "",
            next_page=self._next(query, lean) if query.paginate else "",
            question=self._question(query),
            asked=self._asked(query, arguments),
            pair=self._pair(query, match) if many else "",
            message=self._message(query, arguments),
            hides=tuple(it.name for it in (*query.filters, *query.asks) if it.pii and self.cqrs),
        )

    def _import(self, query: Query) -> None:
        home = self.model.own("repository", "").module
        self.needs |= {
            Import(home, f"{snake(self.aggregate.name)}_record"),
            self.model.own("model", self.aggregate.name),
            *self.model.from_samples(self.cast.name),
        }
        if self.cqrs:
            self.needs.add(self.model.own("queries", query.name))
        if query.returns is Returns.ONE:
            self.needs |= {PYTEST, Import(f"{self.cast.types.package}.shared.errors", "NotFound")}

    # --- rows -------------------------------------------------------------------------

    def _own(self, name: str) -> str:
        """Return the attribute of a row that a parameter speaks of."""
        return self.aggregate.identity.name if name == self.aggregate.carried_as else name

    def _fixed(self, query: Query) -> Pairs:
        return {it.name: self._constant(it, 0) for it in query.where}

    def _constant(self, condition: Condition, index: int) -> Code:
        constant = condition.any_of[index]
        if condition.name == "state":
            return self.cast.member(str(constant))
        field = next(it for it in self.aggregate.fields if it.name == condition.name)
        return self.cast.types.constant(constant, field.type)

    def _kept(self, row: Pairs, sample: Pairs, name: str) -> str:
        """Write a row as a sample with some fields changed."""
        changes = {key: it for key, it in row.items() if it != sample[key]}
        if not changes:
            return name
        self.needs |= {REPLACE, *needs_of(changes.values())}
        listed = ", ".join(f"{key}={it}" for key, it in changes.items())
        return f"replace({name}, {listed})"

    def _misses(self, query: Query, match: Pairs) -> Iterator[str]:
        """Write rows that match in all but one condition, each of another identity."""
        if self.other is None:
            return
        unique = {it.name for it in self.aggregate.fields if it.unique}
        filters = [self._own(it.name) for it in query.filters]
        conditions = [*filters, *(it.name for it in query.where), *(["text"] if query.search else [])]
        identity = self.aggregate.identity.name
        for number, missed in enumerate(conditions, start=1):
            if (identity in filters or {*filters} & unique) and missed not in {identity, *unique}:
                continue
            further = self.cast.whole(number)
            if further is None:
                return
            row = self.other | {name: it for name, it in further.items() if name in {identity, *unique}}
            row |= {name: match[name] for name in filters if name not in {missed, identity}}
            row |= {name: it for name, it in self._fixed(query).items() if name != missed}
            wanted = self._differing(query, missed, row, match)
            if wanted is not None:
                yield laid(self._kept(wanted, self.other, f"OTHER_{self.cast.name}"), indent=8, after=",")

    def _pair(self, query: Query, match: Pairs) -> str:
        """Write two rows that match; empty where a filter lets no two through."""
        single = {self.aggregate.identity.name, *(it.name for it in self.aggregate.fields if it.unique)}
        filters = {self._own(it.name) for it in query.filters if not it.optional}
        if self.other is None or filters & single:
            return ""
        row = self.other | {name: match[name] for name in filters} | self._fixed(query)
        second = self._kept(row, self.other, f"OTHER_{self.cast.name}")
        return f"{second}, {self._kept(match, self.whole, self.cast.name)}"

    def _message(self, query: Query, arguments: Pairs) -> str:
        given = ", ".join(f"{name}={it}" for name, it in arguments.items())
        return f"{query.name}({given})"

    def _differing(self, query: Query, missed: str, row: Pairs, match: Pairs) -> Pairs | None:
        """Return the row, unless it does not differ where it should."""
        where = next((it for it in query.where if it.name == missed), None)
        if missed == "text":
            others = [str(row[it]) != str(match[it]) for it in query.search]
            texts = [it for it in query.search if it in self.cast.own]
            clear = all(others) and not any("samples" in it for it in texts)
            return row if clear and self._searched(query, match) is not None else None
        if where is None:
            return None if row[missed] == match[missed] else row
        taken = {str(self._constant(where, at)) for at in range(len(where.any_of))}
        for value in self._others(missed, row):
            if str(value) not in taken:
                return row | {missed: value}
        return None

    def _others(self, name: str, row: Pairs) -> Iterator[Code]:
        yield row[name]
        if name == "state":
            yield from (self.cast.member(it) for it in self.aggregate.states)
            return
        field = self.cast.own[name]
        made = (self.cast.samples.of(field, it, self.cast.salt[name]) for it in range(6))
        yield from (it for it in made if it is not None)

    # --- questions to the read side ---------------------------------------------------

    def _arguments(self, query: Query, match: Pairs) -> Pairs:
        given = {it.name: match[self._own(it.name)] for it in query.filters}
        for position, field in enumerate(query.asks):
            given[field.name] = self.cast.samples.sure(field, 0, position + 5)
        searched = self._searched(query, match)
        return given | ({"text": searched} if searched is not None else {})

    def _searched(self, query: Query, match: Pairs) -> Code | None:
        """Write a part of the first text, in capitals: any case finds it."""
        if not query.search:
            return None
        field = self.cast.own[query.search[0]]
        text = f"{self.cast.name}.{field.name}"
        if field.optional:
            return None
        if not isinstance(field.type, Scalar):
            text += ".value"
        return Code(f"{text}[:60].upper()", frozenset(self.model.from_samples(self.cast.name)))

    def _ask(self, query: Query, arguments: Pairs, indent: int = 4) -> str:
        self.needs |= needs_of(arguments.values())
        listed = [(name, it.text) for name, it in arguments.items()]
        if self.cqrs:
            given = ", ".join(f"{name}={it}" for name, it in listed)
            return laid(f"bench.bus.ask({query.name}({given}))", indent=indent + 10)
        given_defaults = self._left_out(query, arguments)
        return laid_call(f"bench.service.{snake(query.name)}", listed + given_defaults, indent=indent + 10)

    def _left_out(self, query: Query, arguments: Pairs) -> list[tuple[str, str]]:
        """Return nothing: a service has the defaults of a message."""
        return []

    def _next(self, query: Query, lean: Pairs) -> str:
        return self._ask(query, lean | {"limit": code("1"), "cursor": code("first.next")})

    def _question(self, query: Query) -> str:
        if not query.asks:
            return ""
        module = self.model.own("repository", "").module
        return f'"{module}.{snake(query.name)}"'

    def _asked(self, query: Query, arguments: Pairs) -> str:
        if not query.asks:
            return ""
        inside = ", ".join(f'"{it.name}": {arguments[it.name]}' for it in query.asks)
        return f"{{{inside}}}"


