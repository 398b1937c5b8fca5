"""A query, and how the database answers it."""

from collections.abc import Iterator

from ...blueprint.domain import Condition, Field, Module, Query, Returns
from ..aggregates import is_by_identity, key_kind, sort_key
from ..changes import free_name
from ..code import WIDTH, Import, call
from ..facts import QueryFacts
from ..messages import missed
from ..queries import QueryBuilder
from .facts import SqlQueryFacts
from .rows import Stored

HOMES = {
    "or_": "sqlalchemy",
    "select": "sqlalchemy",
    "contained": "columns",
    "sql_first": "sql_rows",
    "sql_get": "sql_rows",
    "sql_page": "sql_pages",
    "sql_rows": "sql_rows",
    "page_of": "pages",
}
"""What statements call, and where it comes from."""

MARGIN = 8  # columns before a statement of a method


class Answer:
    """Writes the method that answers one query."""

    def __init__(self, stored: Stored, module: Module, query: Query, told: QueryFacts) -> None:
        """Look at a query of an aggregate."""
        self.types = stored.types
        self.mapping = stored.mapping
        self.stored = stored
        self.module = module
        self.aggregate = stored.aggregate
        self.query = query
        self.told = told
        self.given = {it.name for it in (*query.filters, *query.asks)}
        self.given |= {told.question.name} if query.asks else set()
        self.connection, self.statement, self.row, self.rows = (
            free_name(it, self.given) for it in ("connection", "statement", "row", "rows")
        )

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
        query = self.query
        found = is_by_identity(self.aggregate, query)
        if not found:
            yield from self._selected()
        yield f"async with self._database.reading() as {self.connection}:"
        if found:
            yield f"    {self._got()}"
        elif query.paginate and not query.asks:
            yield f"    {self._page()}"
            return
        elif query.returns is Returns.MANY or query.asks:
            yield f"    {self._found(self.rows, 'sql_rows')}"
            yield from self._picked() if query.asks else self._all()
            return
        else:
            yield f"    {self._found(self.row, 'sql_first')}"
        yield from self._one()

    def _got(self) -> str:
        """Write how the one row is found by its identity."""
        plain = self.mapping.plain(self.aggregate.identity.type, self.query.filters[0].name)
        return self._found(self.row, "sql_get", plain)

    def _found(self, name: str, function: str, what: str = "") -> str:
        """Write how rows are found, by the statement if nothing else is said."""
        given = [self.connection, self.stored.row, what or self.statement]
        return call(f"{name} = await {self._called(function)}", given, indent=MARGIN + 4)

    @property
    def _shown(self) -> str:
        return f"_{self.stored.told.snake}_record"

    def _one(self) -> Iterator[str]:
        """Write how the one row becomes the answer."""
        made = f"{self._shown}({self.row})"
        short = f"return None if {self.row} is None else {made}"
        optional = self.query.returns is Returns.OPTIONAL
        if optional and len(short) + MARGIN <= WIDTH:
            yield short
            return
        yield f"if {self.row} is None:"
        yield f"    {'return None' if optional else self._missing()}"
        yield f"return {made}"

    def _missing(self) -> str:
        self._need("shared.errors", "NotFound")
        first = self.query.filters[0]
        asked = '"***"' if self.types.is_personal(first) else first.name
        return f'raise NotFound("{missed(self.aggregate, self.query)}", {asked})'

    def _page(self) -> str:
        given = [self.connection, self.stored.row, self.statement]
        given += [f"shown={self._shown}", "limit=limit", "cursor=cursor"]
        return call(f"return await {self._called('sql_page')}", given, indent=MARGIN + 4)

    def _all(self) -> Iterator[str]:
        listed = self.types.builtin("tuple")
        self.mapping.needs |= listed.needs
        item = free_name("it", self.given)
        clauses = (f"{self._shown}({item})", f"for {item} in {self.rows}")
        yield _comprehended(f"return {listed}(", clauses, ")")

    def _picked(self) -> Iterator[str]:
        """Write how the owner's question picks from what the database found."""
        records, found, it = (free_name(name, self.given) for name in ("records", "found", "it"))
        question = self.told.question.name
        self._need(f"{self.module.name}.records", question)
        clauses = (f"{self._shown}({it})", f"for {it} in {self.rows}")
        yield _comprehended(f"{records} = [", clauses, "]")
        given = [it, *(f"{asked.name}={asked.name}" for asked in self.query.asks)]
        holds = call(f"if {question}", given, indent=MARGIN + 4)
        yield _comprehended(f"{found} = [", (it, f"for {it} in {records}", holds), "]")
        yield from self._of(found)

    def _of(self, found: str) -> Iterator[str]:
        """Write how what was picked becomes the answer."""
        match self.query.returns:
            case Returns.OPTIONAL:
                yield f"return {found}[0] if {found} else None"
            case Returns.ONE:
                yield f"if not {found}:"
                yield f"    {self._missing()}"
                yield f"return {found}[0]"
            case Returns.MANY if self.query.paginate:
                key = f"key_of=lambda it: {sort_key(self.types, self.aggregate, 'it')}"
                kind = key_kind(self.types, self.aggregate)
                self.mapping.needs |= kind.needs
                given = [found, f"kind={kind}", key, "limit=limit", "cursor=cursor"]
                yield call(f"return {self._called('page_of')}", given, indent=MARGIN)
            case Returns.MANY:
                listed = self.types.builtin("tuple")
                self.mapping.needs |= listed.needs
                yield f"return {listed}({found})"

    def _selected(self) -> Iterator[str]:
        """Write the statement: what always holds, then what is asked for only if given."""
        fixed = [self._filter(it) for it in self.query.filters if not it.optional]
        fixed += [self._where(it) for it in self.query.where]
        begun = f"{self.statement} = {self._called('select')}({self.stored.row})"
        begun = call(f"{begun}.where", fixed, indent=MARGIN) if fixed else begun
        ordered = f".order_by({self.stored.attribute(self.stored.key)})"
        if not self._is_ordered:
            yield begun
        elif "\n" not in begun and len(begun) + len(ordered) + MARGIN <= WIDTH:
            yield f"{begun}{ordered}"
        else:
            yield begun
            yield f"{self.statement} = {self.statement}{ordered}"
        for field in self.query.filters:
            if field.optional:
                yield f"if {field.name} is not None:"
                yield f"    {self._where_too(self._filter(field))}"
        if self.query.search:
            yield "if text is not None:"
            yield f"    {self._where_too(self._search())}"

    @property
    def _is_ordered(self) -> bool:
        paged = self.query.paginate and not self.query.asks
        return self.query.returns is Returns.MANY and not paged

    def _where_too(self, condition: str) -> str:
        before = f"{self.statement} = {self.statement}.where"
        return call(before, [condition], indent=MARGIN + 4)

    def _filter(self, field: Field) -> str:
        sought = self.aggregate.is_sought(self.query, field)
        own = self.aggregate.identity if sought else field
        return f"{self.stored.attribute(own.name)} == {self.mapping.plain(own.type, field.name)}"

    def _where(self, condition: Condition) -> str:
        column = self.stored.attribute(condition.name)
        constants = [self._constant(it, condition.name) for it in condition.any_of]
        if len(constants) > 1:
            return f"{column}.in_(({', '.join(constants)}))"
        if constants[0] in {"True", "False"}:
            return f"{column}.is_({constants[0]})"
        return f"{column} == {constants[0]}"

    def _constant(self, constant: object, name: str) -> str:
        """Write a constant as its column has it."""
        if name == "state":
            state = self.stored.told.state
            self._need(f"{self.module.name}.values", state)
            return f"{state}.{str(constant).upper()}"
        field = next(it for it in self.aggregate.fields if it.name == name)
        scalar, _ = self.types.plain(field.type)
        written = self.types.constant(constant, scalar or field.type)  # type: ignore[arg-type]
        self.mapping.needs |= written.needs
        return str(written)

    def _search(self) -> str:
        function = self._called("contained")
        found = [f"{function}({self.stored.attribute(it)}, text)" for it in self.query.search]
        return found[0] if len(found) == 1 else f"{self._called('or_')}({', '.join(found)})"

    def _called(self, name: str) -> str:
        home = HOMES[name]
        shared = home != "sqlalchemy"
        return self.mapping.shared(home, name) if shared else self.mapping.called(home, name)

    def _need(self, file: str, name: str) -> None:
        self.mapping.needs.add(Import(f"{self.types.package}.{file}", name))


def _comprehended(opened: str, clauses: tuple[str, ...], closed: str) -> str:
    """Write a comprehension as the formatter would: on one line, inside, or by clauses."""
    inside = " ".join(clauses)
    if "\n" not in inside and len(f"{opened}{inside}{closed}") + MARGIN <= WIDTH:
        return f"{opened}{inside}{closed}"
    fits = "\n" not in inside and len(inside) + MARGIN + 4 <= WIDTH
    margin = " " * MARGIN
    listed = (inside,) if fits else clauses
    return "\n".join([opened, *(f"{margin}    {it}" for it in listed), f"{margin}{closed}"])
