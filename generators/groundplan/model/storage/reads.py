"""A query, and how the database answers it."""

from collections.abc import Iterator

from ...blueprint.domain import Aggregate, Condition, Field, Module, Query, Returns
from ...names import snake, words
from ..aggregates import is_by_identity, sort_key
from ..changes import free_name
from ..code import WIDTH, Code, Import, call, exploded
from ..facts import QueryFacts
from ..queries import QueryBuilder
from .facts import SqlQueryFacts
from .rows import Stored

CALLED = ("select", "or_", "contained", "sql_page", "page_of")
"""What the statements call, unless a parameter has that name."""


class Answer:
    """Writes the method that answers one query."""

    def __init__(self, stored: Stored, module: Module, query: Query, told: QueryFacts) -> None:
        """Look at a query of an aggregate."""
        self.types = stored.types
        self.mapping = stored.mapping
        self.stored = stored
        self.module = module
        self.aggregate: Aggregate = stored.aggregate
        self.query = query
        self.told = told
        given = {it.name for it in (*query.filters, *query.asks)}
        self.session = free_name("session", given)
        self.statement = free_name("statement", given)
        self.row = free_name("row", given)
        self.rows = free_name("rows", given)
        self._given = given

    def facts(self) -> SqlQueryFacts:
        """Derive the facts."""
        builder = QueryBuilder(self.types, self.module, self.aggregate, self.query, cqrs=True)
        builder.facts()
        self.mapping.needs |= builder.needs
        return SqlQueryFacts(
            doc=self.told.doc,
            signature=self.told.read_by,
            statements=tuple(self._statements()),
        )

    def _statements(self) -> Iterator[str]:
        if is_by_identity(self.aggregate, self.query):
            field = self.query.filters[0]
            plain = self.mapping.plain(self.aggregate.identity.type, field.name)
            yield self._reading()
            yield f"    {self.row} = await {self.session}.get({self.stored.row}, {plain})"
            yield from self._one()
            return
        yield from self._selected()
        yield self._reading()
        if self.query.asks:
            yield from self._asked()
        elif self.query.returns is not Returns.MANY:
            yield f"    {self.row} = await {self.session}.scalar({self.statement})"
            yield from self._one()
        elif self.query.paginate:
            yield f"    {self._page()}"
        else:
            yield f"    {self._all()}"
            made = f"self.types.builtin('tuple')"
            listed = self.types.builtin("tuple")
            self.mapping.needs |= listed.needs
            item = f"{self._shown}(it)"
            yield self._each(f"return {listed}(", item, self.rows, ")")

    def _reading(self) -> str:
        return f"async with self._database.reading() as {self.session}:"

    @property
    def _shown(self) -> str:
        return f"_{self.stored.told.snake}_record"

    def _one(self) -> Iterator[str]:
        """Write how the one row becomes the answer."""
        if self.query.returns is Returns.OPTIONAL:
            line = f"return None if {self.row} is None else {self._shown}({self.row})"
            yield line if len(line) + 8 <= WIDTH else line
            return
        self._need("shared.errors", "NotFound")
        yield f"if {self.row} is None:"
        yield f"    {self._missing()}"
        yield f"return {self._shown}({self.row})"

    def _missing(self) -> str:
        first = self.query.filters[0]
        asked = '"***"' if first.pii else first.name
        return f'raise NotFound("{words(self.aggregate.name)}", {asked})'

    def _page(self) -> str:
        key = self.stored.attribute(self.stored.key)
        self._need("shared.sql_pages", "sql_page")
        given = [
            self.session,
            self.statement,
            key,
            f"shown={self._shown}",
            "limit=limit",
            "cursor=cursor",
        ]
        return call(f"return await {self._called('sql_page')}", given, indent=12)

    def _all(self) -> str:
        ordered = f"{self.statement}.order_by({self.stored.attribute(self.stored.key)})"
        return f"{self.rows} = (await {self.session}.scalars({ordered})).all()"

    def _each(self, opened: str, item: str, source: str, closed: str) -> str:
        line = f"{opened}{item} for it in {source}{closed}"
        if len(line) + 8 <= WIDTH:
            return line
        inside = f"{item} for it in {source}"
        if len(inside) + 12 <= WIDTH:
            return f"{opened}\n            {inside}\n        {closed}"
        return f"{opened}\n            {item}\n            for it in {source}\n        {closed}"

    def _asked(self) -> Iterator[str]:
        """Write how the owner's question picks from what the database found."""
        query = self.query
        question = self.told.question.name
        self._need(f"{self.module.name}.records", question)
        given = ", ".join(f"{it.name}={it.name}" for it in query.asks)
        yield f"    {self._all()}"
        record = free_name("record", self._given)
        yield from ()

    def _selected(self) -> Iterator[str]:
        """Write the statement: what always holds, then what is asked for only if given."""
        fixed = [self._filter(it) for it in self.query.filters if not it.optional]
        fixed += [self._where(it) for it in self.query.where]
        head = f"{self.statement} = {self._called('select')}({self.stored.row})"
        yield call(f"{head}.where", fixed, indent=8) if fixed else head
        for field in self.query.filters:
            if field.optional:
                yield f"if {field.name} is not None:"
                again = f"{self.statement} = {self.statement}.where"
                yield f"    {call(again, [self._filter(field)], indent=12)}"
        if self.query.search:
            yield "if text is not None:"
            again = f"{self.statement} = {self.statement}.where"
            yield f"    {call(again, [self._search()], indent=12)}"

    def _filter(self, field: Field) -> str:
        names = {self.aggregate.carried_as, self.aggregate.identity.name}
        own = self.aggregate.identity if field.name in names else field
        column = self.stored.attribute(own.name)
        return f"{column} == {self.mapping.plain(own.type, field.name)}"

    def _where(self, condition: Condition) -> str:
        column = self.stored.attribute(condition.name)
        if condition.name == "state":
            state = self.stored.told.state
            self._need(f"{self.module.name}.values", state)
            constants = [f"{state}.{str(it).upper()}" for it in condition.any_of]
        else:
            field = next(it for it in self.aggregate.fields if it.name == condition.name)
            made = [self._constant(it, field) for it in condition.any_of]
            constants = list(map(str, made))
        if len(constants) > 1:
            return f"{column}.in_(({', '.join(constants)}))"
        if constants[0] in {"True", "False"}:
            return f"{column}.is_({constants[0]})"
        return f"{column} == {constants[0]}"

    def _constant(self, constant: object, field: Field) -> str:
        scalar, _ = self.types.plain(field.type)
        written = self.types.constant(constant, scalar or field.type)  # type: ignore[arg-type]
        self.mapping.needs |= written.needs
        return str(written)

    def _search(self) -> str:
        self._need("shared.columns", "contained")
        function = self._called("contained")
        found = [
            f"{function}({self.stored.attribute(it)}, text)" for it in self.query.search
        ]
        if len(found) == 1:
            return found[0]
        return f"{self._called('or_')}({', '.join(found)})"

    def _called(self, name: str) -> str:
        """Return the name of a function, or another where a parameter hides it."""
        home = "sqlalchemy" if name in {"select", "or_"} else ""
        if home:
            self.mapping.needs.add(Import(home, name))
        return name

    def _need(self, file: str, name: str) -> None:
        self.mapping.needs.add(Import(f"{self.types.package}.{file}", name))
