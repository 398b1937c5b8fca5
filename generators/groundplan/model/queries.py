"""A query: its message, its handler, and how a store in memory answers it."""

from collections.abc import Iterable

from ..blueprint.domain import Aggregate, Condition, Field, Module, Query, Returns
from ..blueprint.terms import Scalar
from ..names import member, pascal, snake, words
from .aggregates import is_by_identity, key_kind, sort_key
from .changes import free_name
from .classes import attribute, attributes
from .code import WIDTH, Code, Import, call, code, exploded, signature
from .facts import AttributeFacts, QueryFacts, QuestionFacts
from .messages import missed, query_message
from .types import Types
from .wording import of_query, sentence, titled

TEXT = Field("text", Scalar.STR, optional=True)


class QueryBuilder:
    """Derives everything about one query; `needs` gathers what its signature imports."""

    def __init__(
        self, types: Types, module: Module, aggregate: Aggregate, query: Query, *, cqrs: bool
    ) -> None:
        """Look at a query of an aggregate."""
        self.cqrs = cqrs
        self.types = types
        self.module = module
        self.aggregate = aggregate
        self.query = query
        given = {it.name for it in (*query.filters, *query.asks)}
        given |= {snake(query.name)} if query.asks else set()
        self.hidden = {
            it.name
            for one in module.aggregates
            for asked in one.queries
            for it in (*asked.filters, *asked.asks)
        }
        self.row = free_name("row", given)
        self.rows = free_name("rows", given)
        if self.by_identity:
            self.rows = free_name("found", given)
        self.needs: set[Import] = set()
        self.conditional: set[Import] = set()
        self.asking: set[Import] = set()
        self.result_needs: set[Import] = set()

    def facts(self) -> QueryFacts:
        """Derive the facts."""
        query, aggregate = self.query, self.aggregate
        parameters = self._parameters()
        result = self._result()
        self.needs |= self.result_needs
        doc = of_query(query.name, aggregate.name, query.doc)
        fields = [*query.filters, *query.asks]
        message = query_message(query, parameters, result, fields)
        return QueryFacts(
            name=query.name,
            use_case=snake(query.name),
            doc=doc,
            public=query.name in self.module.public,
            message=message,
            handled_by=self._handled_by(result),
            served_by=self._signed(parameters, result, defaults=True),
            read_by=self._signed(parameters, result, defaults=False),
            asked=self._asked(it.name for it in parameters),
            selected=self._selected(),
            answered=self._answered(),
            question=self._question(),
            asks=bool(query.asks),
        )

    def _handled_by(self, result: str) -> str:
        given = [f"query: {self.query.name}", f"reads: {pascal(self.module.name)}Reads"]
        head = f"async def {snake(self.query.name)}"
        return call(head, given, indent=0, after=f" -> {result}:")

    def _signed(self, parameters: Iterable[AttributeFacts], result: str, *, defaults: bool) -> str:
        named = [f"{it.name}: {it.annotation}{it.default if defaults else ''}" for it in parameters]
        return signature(snake(self.query.name), named, result, keyword="async def")

    def _asked(self, parameters: Iterable[str]) -> str:
        """Write the call of the read side as the use case makes it."""
        reads, given = ("reads", "query.") if self.cqrs else ("self._reads", "")
        arguments = [f"{it}={given}{it}" for it in parameters]
        indent = 4 if self.cqrs else 8
        width = len("return await ")
        name = f"{reads}.{snake(self.query.name)}"
        fits = len(name) + len(", ".join(arguments)) + width + 2 + indent <= WIDTH
        return (
            f"{name}({', '.join(arguments)})" if fits else exploded(name, arguments, indent=indent)
        )

    def _result(self) -> str:
        record = f"{self.aggregate.name}Record"
        self.result_needs.add(Import(f"{self.types.package}.{self.module.name}.records", record))
        if self.query.returns is Returns.ONE:
            return record
        if self.query.returns is Returns.OPTIONAL:
            return f"{record} | None"
        if self.query.paginate:
            self.result_needs.add(Import(f"{self.types.package}.shared.pages", "Page"))
            return f"Page[{record}]"
        rows = self.types.builtin("tuple")
        self.result_needs |= rows.needs
        return f"{rows}[{record}, ...]"

    def _parameters(self) -> tuple[AttributeFacts, ...]:
        given = [*self.query.filters, *self.query.asks]
        given += [TEXT] if self.query.search else []
        listed = tuple(map(self._parameter, given))
        if self.query.paginate:
            size, text = self.types.builtin("int"), self.types.builtin("str")
            self.needs |= size.needs | text.needs
            listed = (
                *listed,
                AttributeFacts("limit", str(size), " = 50", ""),
                AttributeFacts("cursor", f"{text} | None", " = None", ""),
            )
        return listed

    def _parameter(self, field: Field) -> AttributeFacts:
        """Write a parameter; the identity has its own type."""
        facts, made = attribute(self.types, field, defaults=True)
        if not self.aggregate.is_sought(self.query, field) or self.aggregate.has_key:
            self.needs |= made.needs
            return facts
        identity = self.types.identity(self.aggregate)
        self.needs |= identity.needs
        annotation = f"{identity} | None" if field.optional else str(identity)
        return AttributeFacts(facts.name, annotation, facts.default, facts.doc)

    @property
    def by_identity(self) -> bool:
        """Say whether nothing but the identity is asked for, so that no row is searched."""
        return is_by_identity(self.aggregate, self.query)

    def _found(self) -> str:
        """Write how the one row becomes the answer."""
        name, record = self.rows, f"{snake(self.aggregate.name)}_record"
        table = snake(self.aggregate.plural).upper()
        version = f"self._store.version({table}, {self.query.filters[0].name})"
        made = call(f"return {record}", [name, version], indent=8)
        missing = "return None" if self.query.returns is Returns.OPTIONAL else self._missing()
        return f"if {name} is None:\n            {missing}\n        {made}"

    def _missing(self) -> str:
        asked = self.query.filters[0].name if self.query.filters else '"as asked for"'
        if any(map(self.types.is_personal, self.query.filters[:1])):
            asked = '"***"'
        return f'raise NotFound("{missed(self.aggregate, self.query)}", {asked})'

    def _answered(self) -> str:
        """Write how the picked rows become the answer."""
        if self.by_identity:
            return self._found()
        key = f"lambda it: {sort_key(self.types, self.aggregate, 'it')}"
        if self.query.paginate:
            kind = key_kind(self.types, self.aggregate)
            self.conditional |= kind.needs
            given = [self.rows, f"kind={kind}", f"key_of={key}", "limit=limit", "cursor=cursor"]
            return call(f"return {self._called('pages', 'page_of')}", given, indent=8)
        if self.query.returns is Returns.MANY:
            listed, ordered = self.types.builtin("tuple"), self.types.builtin("sorted")
            self.conditional |= listed.needs | ordered.needs
            return f"return {listed}({ordered}({self.rows}, key={key}))"
        if self.query.returns is Returns.OPTIONAL:
            return f"return {self.rows}[0] if {self.rows} else None"
        return f"if not {self.rows}:\n            {self._missing()}\n        return {self.rows}[0]"

    def _selected(self) -> str:
        """Write the comprehension as ruff would: on one line, in the brackets, or by clauses."""
        if self.by_identity:
            table = snake(self.aggregate.plural).upper()
            return f"{self.rows} = self._store.find({table}, {self.query.filters[0].name})"
        every = f"self._{member(self.aggregate.plural)}()"
        conditions = self._conditions()
        if not conditions:
            return f"{self.rows} = {every}"
        row = self.row
        inside = f"{row} for {row} in {every} if {' and '.join(conditions)}"
        if len(inside) + 8 + len(f"{self.rows} = []") <= WIDTH:
            return f"{self.rows} = [{inside}]"
        if len(inside) + 12 <= WIDTH:
            return f"{self.rows} = [\n            {inside}\n        ]"
        wide = 12 + len("if " + " and ".join(conditions)) > WIDTH
        joint = "\n            and " if wide else " and "
        lines = (row, f"for {row} in {every}", f"if {joint.join(conditions)}")
        clauses = "".join(f"            {line}\n" for line in lines)
        return f"{self.rows} = [\n{clauses}        ]"

    def _conditions(self) -> list[str]:
        query = self.query
        found = [self._filter(it) for it in query.filters]
        found += [self._where(it) for it in query.where if not self._covers_all(it)]
        found += [self._search()] if query.search else []
        if query.asks:
            given = ", ".join(f"{it.name}={it.name}" for it in query.asks)
            found.append(f"{snake(query.name)}({self.row}, {given})")
        return found

    def _filter(self, field: Field) -> str:
        sought = self.aggregate.is_sought(self.query, field)
        own = self.aggregate.identity.name if sought else field.name
        same = f"{self.row}.{own} == {field.name}"
        return f"({field.name} is None or {same})" if field.optional else same

    def _covers_all(self, condition: Condition) -> bool:
        """Say whether the condition lists all states or members, so that it holds always."""
        if condition.name == "state":
            return len(condition.any_of) == len(self.aggregate.states)
        field = next(it for it in self.aggregate.fields if it.name == condition.name)
        _, value = self.types.plain(field.type)
        return (
            not field.optional and value is not None and len(condition.any_of) == len(value.members)
        )

    def _where(self, condition: Condition) -> str:
        if condition.name == "state":
            members = [f"{self.aggregate.name}State.{str(it).upper()}" for it in condition.any_of]
            home = f"{self.types.package}.{self.module.name}.values"
            self.conditional.add(Import(home, f"{self.aggregate.name}State"))
            return _one_of(f"{self.row}.state", [code(it) for it in members], "is")
        field = next(it for it in self.aggregate.fields if it.name == condition.name)
        constants = [self.types.constant(it, field.type) for it in condition.any_of]
        for constant in constants:
            self.conditional |= constant.needs
        identical = all(str(it) in {"True", "False", "None"} for it in constants)
        return _one_of(f"{self.row}.{condition.name}", constants, "is" if identical else "==")

    def _search(self) -> str:
        texts = ", ".join(map(self._text, self.query.search))
        return f"{self._called('memory', 'contained')}(text, {texts})"

    def _called(self, file: str, name: str) -> str:
        """Import a function; another name stands for it where any query takes one like it."""
        alias = free_name(name, self.hidden)
        home = f"{self.types.package}.shared.{file}"
        self.conditional.add(Import(home, name, alias if alias != name else ""))
        return alias

    def _text(self, name: str) -> str:
        field = next(it for it in self.aggregate.fields if it.name == name)
        scalar, value = self.types.plain(field.type)
        held = f"{self.row}.{name}"
        plain = f"{held}.value" if scalar is not None and value is not None else held
        return f"{plain} if {held} else None" if field.optional and value else plain

    def _question(self) -> QuestionFacts:
        listed, needs = attributes(self.types, self.query.asks)
        spoken = titled(f"say whether the {words(self.aggregate.name)} matches.")
        doc = sentence(self.query.doc) if self.query.doc else spoken
        named = [f"{it.name}: {it.annotation}" for it in listed]
        row = f"{free_name('row', {it.name for it in listed})}: {self.aggregate.name}Record"
        truth = self.types.builtin("bool")
        self.asking |= {*needs, *truth.needs} if self.query.asks else set()
        head = signature(snake(self.query.name), named, str(truth), first=row, indent=0)
        return QuestionFacts(snake(self.query.name), doc, head, "True")


def _one_of(name: str, constants: list[Code], same: str) -> str:
    if len(constants) == 1:
        return f"{name} {same} {constants[0]}"
    return f"{name} in ({', '.join(map(str, constants))})"
