"""The tests of queries: what matches comes, what differs in one condition does not."""

import ast
from collections.abc import Iterator

from ...blueprint.domain import Condition, Query, Returns
from ...names import constant, pascal, snake
from ...sinks import py
from ..code import Code, Import, code, laid, needs_of
from .facts import QueryTest
from .layout import head, laid_call
from .methods import ANSWER, PATCHED, PYTEST, ModelSuite
from .stories import REPLACE, Pairs
from .use_cases import free

SHORT = 3  # characters: a part of so little is everywhere


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
        match = self.whole | self.fixed(query)
        arguments = self.arguments(query, match)
        many = query.returns is Returns.MANY
        needed = {it.name for it in (*query.filters, *query.asks) if not it.optional}
        lean = {name: it for name, it in arguments.items() if name in needed}
        self._import(query)
        if query.asks:
            home = f"{self.cast.types.package}.{self.model.module.name}"
            self.needs |= {ANSWER, PYTEST, Import(home, "records")}
        return QueryTest(
            name=snake(query.name),
            match=self.kept(match, self.whole, self.cast.name),
            misses=tuple(self._misses(query, match)),
            constants=tuple(self._constants(query, arguments, lean)),
            ask=self._ask(query),
            unfiltered=self._ask(query, lean=len(lean) < len(arguments)),
            missing=query.returns is Returns.ONE,
            nothing=self._nothing(query),
            record=f"{snake(self.aggregate.name)}_record",
            variants=tuple(self._variants(query, match)),
            texts=tuple(self._texts(query, match)),
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

    def _own(self, name: str) -> str:
        """Return the attribute of a row that a parameter speaks of."""
        return self.aggregate.identity.name if name == self.aggregate.carried_as else name

    def fixed(self, query: Query) -> Pairs:
        """Write the fields that a query fixes to a constant."""
        return {it.name: self._constant(it, 0) for it in query.where}

    def _constant(self, condition: Condition, index: int) -> Code:
        constant = condition.any_of[index]
        if condition.name == "state":
            return self.cast.member(str(constant))
        field = next(it for it in self.aggregate.fields if it.name == condition.name)
        return self.cast.types.constant(constant, field.type)

    def kept(self, row: Pairs, sample: Pairs, name: str) -> str:
        """Write a row as a sample with some fields changed."""
        self.needs |= self.model.from_samples(name)
        changes = {key: it for key, it in row.items() if it != sample[key]}
        if not changes:
            return name
        self.needs |= {REPLACE, *needs_of(changes.values())}
        listed = ", ".join(f"{key}={it}" for key, it in changes.items())
        return f"replace({name}, {listed})"

    def _misses(self, query: Query, match: Pairs) -> Iterator[str]:
        for row in self.misses(query, match):
            yield laid(row, indent=8, after=",")

    def misses(self, query: Query, match: Pairs) -> Iterator[str]:
        """Write rows that match in all but one condition, each of another identity."""
        if self.other is None:
            return
        unique = {it.name for it in self.aggregate.fields if it.unique}
        filters = [self._own(it.name) for it in query.filters]
        conditions = [
            *filters,
            *(it.name for it in query.where),
            *(["text"] if query.search else []),
        ]
        identity = self.aggregate.identity.name
        for number, missed in enumerate(conditions, start=1):
            if (identity in filters or {*filters} & unique) and missed not in {identity, *unique}:
                continue
            further = self.cast.whole(number)
            if further is None:
                return
            row = self.other | {
                name: it for name, it in further.items() if name in {identity, *unique}
            }
            alike = {*filters, *(query.search if missed != "text" else ())} - {identity}
            row |= {name: match[name] for name in alike - {missed, *unique}}
            row |= {name: it for name, it in self.fixed(query).items() if name != missed}
            wanted = self._differing(query, missed, row, match)
            if wanted is not None:
                yield self.kept(wanted, self.other, f"OTHER_{self.cast.name}")

    def _pair(self, query: Query, match: Pairs) -> str:
        """Write two rows that match; empty where a filter lets no two through."""
        row = self.twin(query, match)
        if row is None:
            return ""
        second = self.kept(row, self.other or row, f"OTHER_{self.cast.name}")
        first = self.kept(match, self.whole, self.cast.name)
        if query.paginate and self.cqrs:
            self.needs.add(REPLACE)
        return laid(f"[{second}, {first}]", indent=4, before="rows = ")

    def twin(self, query: Query, match: Pairs) -> Pairs | None:
        """Return another row that matches; None where a filter lets no two through."""
        single = {
            self.aggregate.identity.name,
            *(it.name for it in self.aggregate.fields if it.unique),
        }
        filters = {self._own(it.name) for it in query.filters if not it.optional}
        if self.other is None or filters & single:
            return None
        return self.other | {name: match[name] for name in filters} | self.fixed(query)

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

    def _differing(self, query: Query, missed: str, row: Pairs, match: Pairs) -> Pairs | None:
        """Return the row, unless it does not differ where it should."""
        where = next((it for it in query.where if it.name == missed), None)
        if missed == "text":
            part = self._part(query, match)
            return None if part is None or self._holding(query, part, row) else row
        if where is None:
            others = (it for it in self._others(missed, row) if it != match[missed])
            other = next(others, None)
            return None if other is None else row | {missed: other}
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
        if name not in self.cast.own:
            return
        field = self.cast.own[name]
        made = (self.cast.samples.of(field, it, self.cast.salt[name]) for it in range(6))
        yield from (it for it in made if it is not None)

    def arguments(self, query: Query, match: Pairs) -> Pairs:
        """Write what is asked for to find a row."""
        given = {it.name: match[self._own(it.name)] for it in query.filters}
        for position, field in enumerate(query.asks):
            given[field.name] = self.cast.samples.sure(field, 0, position + 5)
        part = self._part(query, match)
        return given | ({"text": code(py(part))} if part is not None else {})

    def _part(self, query: Query, match: Pairs) -> str | None:
        """Return a part of a searched text, in other case, as far as possible in one field."""
        parts = self._parts(query, match)
        single = {*(it.name for it in self.aggregate.fields if it.unique)}
        single |= {self.aggregate.identity.name, *(self._own(it.name) for it in query.filters)}
        single |= {it.name for it in query.where}
        return next((it for name, it in parts.items() if name not in single), None) or next(
            iter(parts.values()), None
        )

    def _parts(self, query: Query, match: Pairs) -> dict[str, str]:
        """Map each searched field to a part of its text that is not its beginning."""
        texts = {name: text_of(match[name]) for name in query.search}
        return {name: part_of(text) for name, text in texts.items() if text}

    def _holding(self, query: Query, part: str, row: Pairs) -> list[str]:
        """Return the searched fields of a row that hold the text, or may."""
        texts = {name: text_of(row[name]) for name in query.search}
        return [
            name for name, it in texts.items() if it is None or part.casefold() in it.casefold()
        ]

    def _texts(self, query: Query, match: Pairs) -> Iterator[str]:
        for text in self.texts(query, match):
            self.needs |= {PYTEST, *({REPLACE} if self.cqrs else ())}
            yield f"{text},"

    def texts(self, query: Query, match: Pairs) -> Iterator[str]:
        """Write for each searched field a text that it alone holds."""
        for name, part in self._parts(query, match).items():
            if len(query.search) > 1 and self._holding(query, part, match) == [name]:
                yield py(part)

    def _variants(self, query: Query, match: Pairs) -> Iterator[str]:
        for row in self.variants(query, match):
            self.needs.add(PYTEST)
            yield laid(row, indent=8, after=",")

    def variants(self, query: Query, match: Pairs) -> Iterator[str]:
        """Write a row for each further constant of a condition."""
        part = self._part(query, match)
        for condition in query.where:
            for index in range(1, len(condition.any_of)):
                row = match | {condition.name: self._constant(condition, index)}
                if part is None or self._holding(query, part, row):
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


def text_of(written: Code) -> str | None:
    """Return the text that an expression of a sample holds; None where it holds none."""
    tree = ast.parse(written.text, mode="eval").body
    match tree:
        case ast.Call(func=ast.Name() | ast.Attribute(value=ast.Name()), args=[only]):
            tree = only
    match tree:
        case ast.Constant(value=str() as text):
            return text
        case ast.Constant(value=None):
            return ""
        case ast.BinOp(
            left=ast.Constant(value=str() as text), right=ast.Constant(value=int() as n)
        ):
            return text * n
    return None


def part_of(text: str) -> str:
    """Return what follows the first letter, at most a line of it, in other case."""
    return (text[1:61] if len(text) > SHORT else text).swapcase()
