"""An aggregate in a database: its tables, the classes of their rows, its repository."""

from collections.abc import Iterator

from ...blueprint.domain import Aggregate, Entity, Module
from ...blueprint.terms import EntityRef, Scalar
from ...names import snake, words
from ..changes import free_name
from ..code import WIDTH, Import, call, code, laid
from ..facts import AggregateFacts, FinderFacts
from ..wording import of_thing
from .columns import Columns, kind_of
from .facts import ItemFacts, RowFacts, SqlFinderFacts, StoredFacts
from .mapping import CALLED, Mapping, Pairs
from .spelling import Choice, Each, called, lines
from .tables import Table, Unique, indexes, is_marked


class Stored:
    """Derives how one aggregate is kept; `table` and those of `items` are its tables."""

    def __init__(
        self, module: Module, aggregate: Aggregate, told: AggregateFacts, mapping: Mapping
    ) -> None:
        """Look at an aggregate of a module, and lay out its tables."""
        self.types = mapping.types
        self.mapping = mapping
        self.module = module
        self.aggregate = aggregate
        self.told = told
        self.own = free_name(told.row, CALLED)
        self.made, self.written = mapping.functions(told.snake)
        self.plain = tuple(it for it in aggregate.fields if not isinstance(it.type, EntityRef))
        self.marks: dict[str, str] = {}
        self.columns = self._columns()
        self.table = self._table()
        self.items = tuple(Items(self, it) for it in aggregate.entities)

    @property
    def key(self) -> str:
        """Return the name of the identity's column."""
        return self.aggregate.identity.name

    @property
    def row(self) -> str:
        """Return the name of the class of its rows."""
        return f"{self.aggregate.name}Row"

    def attribute(self, column: str) -> str:
        """Write the attribute of a column, of the class of the rows."""
        return f"{self.row}.{self.columns[column].attribute}"

    def _columns(self) -> Columns:
        made = Columns(self.types)
        key = self.aggregate.identity
        if not self.aggregate.has_key:
            made.add(key.name, kind_of(self.types, key), key=True)
        for field in self.plain:
            if self.aggregate.has_key and field.name == key.name:
                made.add(field.name, kind_of(self.types, field), key=True)
            else:
                made.add_field(field, unique=field.unique)
        if self.aggregate.states:
            made.add("state", Scalar.STR)
        for field in self.plain:
            if is_marked(self.types.domain, field):
                self.marks[field.name] = free_name(f"{field.name}_mark", made.names)
                optional = field.optional
                made.add(self.marks[field.name], Scalar.STR, nullable=optional, optional=optional)
        made.add(self.told.version, Scalar.INT)
        return made

    def _table(self) -> Table:
        name, identifiers = snake(self.aggregate.plural), self.mapping.identifiers
        name = f"{self.module.name}_{name}"
        unique = [
            Unique(identifiers.of("uq", name, it.name), it.name, self._unique_columns(it.name))
            for it in self.plain
            if it.unique
        ]
        found_by = [it.field for it in self.told.finders]
        found = indexes(self.types, name, self.aggregate, found_by, identifiers)
        key = identifiers.of("pk", name)
        return Table(name, self.columns, key, tuple(unique), found)

    def _unique_columns(self, name: str) -> tuple[str, ...]:
        """Return the columns that tell whether two have the same in a field."""
        if name in self.marks:
            return (self.marks[name],)
        made = Columns(self.types)
        made.add_field(next(it for it in self.plain if it.name == name))
        return tuple(it.name for it in made.listed)

    def tables(self) -> Iterator[Table]:
        """Go through its tables, the one that others refer to first."""
        yield self.table
        yield from (it.table for it in self.items)

    def facts(self) -> StoredFacts:
        """Derive the facts."""
        told, own = self.told, self.own
        items = tuple(it.facts() for it in self.items)
        return StoredFacts(
            name=told.name,
            noun=told.noun,
            nouns=told.nouns,
            made=_head(self.made, f"row: {self.row}", told.name),
            written=_head(self.written, f"{own}: {told.name}", "dict[str, Any]"),
            row=self._row(),
            items=items,
            arguments=lines(self._arguments(), indent=8, sign="="),
            values=lines(self._values(), indent=8, sign=": "),
            table=self._described(),
            mapping=tuple(self._mapping()),
            repository=self._repository(),
            bound=self._bound(),
            finders=tuple(self._finder(it) for it in told.finders),
            shown=self._shown() if told.queried else "",
            record=self._record() if told.queried else "",
        )

    @property
    def _constant(self) -> str:
        return f"SQL_{self.told.table_name}"

    @property
    def _kinds(self) -> str:
        return f"{self.told.name}, {self.told.identity_type}, {self.row}"

    def _row(self) -> RowFacts:
        attributes = self.columns.attributes
        related = []
        for item in self.items:
            item.attribute = free_name(item.entity.holder, attributes)
            attributes.add(item.attribute)
            related.append(item.relation())
        return RowFacts(
            name=self.row,
            doc=self.told.doc,
            table=self.table.name,
            columns=(*self.mapping.declared(self.columns), *related),
            arguments=self.mapping.constrained(self.table),
        )

    def _arguments(self) -> Pairs:
        """Give the aggregate what its rows hold."""
        pairs: Pairs = []
        if not self.aggregate.has_key:
            plain = code(f"row.{self.columns[self.key].attribute}")
            made = self.types.wrapped_identity(plain, self.aggregate)
            self.mapping.needs |= made.needs
            pairs.append((self.key, str(made)))
        for field in self.aggregate.fields:
            if isinstance(field.type, EntityRef):
                item = next(it for it in self.items if it.entity.holder == field.name)
                pairs.append((field.name, item.read()))
            else:
                pairs += self.mapping.made([field], self.columns)
        if self.aggregate.states:
            self._need("values", self.told.state)
            pairs.append(("state", f"{self.told.state}(row.state)"))
        return pairs

    def _values(self) -> Pairs:
        """Write the columns, but for the version."""
        own = self.own
        pairs: Pairs = []
        if not self.aggregate.has_key:
            pairs.append((f'"{self.key}"', f"{own}.{self.key}"))
        pairs += self.mapping.values(self.plain, own)
        if self.aggregate.states:
            pairs.append(('"state"', f"{own}.state"))
        for field in self.plain:
            if field.name in self.marks:
                value = f"{own}.{field.name}"
                marked = called(self.mapping.shared("marks", "mark_of"), value)
                written = Choice((value,), marked) if field.optional else marked
                pairs.append((f'"{self.marks[field.name]}"', written))
        return pairs

    def _described(self) -> str:
        line = f"{self._constant}: SqlTable[{self._kinds}] = SqlTable("
        if len(line) <= WIDTH:
            return line
        return f"{self._constant}: SqlTable[\n    {self._kinds}\n] = SqlTable("

    def _repository(self) -> str:
        base = f"SqlRepository[{self._kinds}]"
        line = f"class Sql{self.told.name}Repository({base}):"
        if len(line) <= WIDTH:
            return line
        return f"class Sql{self.told.name}Repository(\n    {base}\n):"

    def _bound(self) -> str:
        made = f"Sql{self.told.name}Repository(transaction, {self._constant})"
        return laid(made, indent=8, before=f"{self.told.plural}=", after=",")

    def _mapping(self) -> Iterator[str]:
        told, own = self.told, self.own
        yield f'resource="{told.noun}",'
        yield f'key="{self.key}",'
        yield f"row={self.row},"
        yield f"identity=lambda {own}: {own}.{self.key},"
        plain = self.mapping.plain(self.aggregate.identity.type, self.key)
        if plain != self.key:
            yield f"plain=lambda {self.key}: {plain},"
        yield f"read={self.made},"
        yield f"values={self.written},"
        if told.version != "version":
            yield f'version="{told.version}",'
        if self.items:
            made = [it.listed() for it in self.items]
            written = f"({', '.join(made)}{',' if len(made) == 1 else ''})"
            yield laid(written, indent=4, before="lists=", after=",")
        if self.table.uniques:
            pairs = [
                f'"{it.field}": frozenset({{{", ".join(map(_quoted, it.columns))}}})'
                for it in self.table.uniques
            ]
            yield laid(f"{{{', '.join(pairs)}}}", indent=4, before="unique=", after=",")
        if told.personal:
            yield "personal=True,"

    def _finder(self, finder: FinderFacts) -> SqlFinderFacts:
        field = next(it for it in self.aggregate.fields if it.name == finder.field)
        plain = self.mapping.plain(field.type, finder.field)
        self.mapping.needs |= self.types.of(field.type).needs
        it = free_name("it", {finder.field})
        given = [
            f"{self.attribute(finder.field)} == {plain}",
            f"lambda {it}: {it}.{finder.field} == {finder.field}",
        ]
        answered = call("return await self._having", given, indent=8)
        return SqlFinderFacts(finder.field, finder.signature, answered)

    def _shown(self) -> str:
        told = self.told
        return _head(f"_{told.snake}_record", f"row: {self.row}", told.record.name)

    def _record(self) -> str:
        told = self.told
        given = [f"{self._constant}.made(row)", f"row.{self.columns[told.version].attribute}"]
        return call(f"return {told.snake}_record", given, indent=4)

    def _need(self, file: str, name: str) -> None:
        home = f"{self.types.package}.{self.module.name}.{file}"
        self.mapping.needs.add(Import(home, name))


class Items:
    """Derives how a list of entities is kept, in a table of its own."""

    def __init__(self, owner: Stored, entity: Entity) -> None:
        """Lay out the columns; `whose` and `position` are named so that no field has them."""
        self.owner = owner
        self.entity = entity
        self.mapping = owner.mapping
        self.types = owner.types
        self.attribute = entity.holder
        self.made, self.written = owner.mapping.functions(snake(entity.name))
        fields = Columns(owner.types)
        for field in entity.fields:
            fields.add_field(field)
        self.whose = free_name(owner.told.snake, fields.names)
        self.position = free_name("position", {*fields.names, self.whose})
        self.columns, self.table = self._table()

    @property
    def row(self) -> str:
        """Return the name of the class of its rows."""
        return f"{self.entity.name}Row"

    def _table(self) -> tuple[Columns, Table]:
        owner, identifiers = self.owner, self.mapping.identifiers
        name = f"{owner.module.name}_{owner.told.snake}_{self.entity.holder}"
        made = Columns(self.types)
        target = f"{owner.table.name}.{owner.key}"
        made.add(
            self.whose,
            kind_of(self.types, owner.aggregate.identity),
            key=True,
            owner=(target, identifiers.of("fk", name, self.whose)),
        )
        for field in self.entity.fields:
            if field.name == self.entity.key:
                made.add(field.name, kind_of(self.types, field), key=True)
            else:
                made.add_field(field)
        made.add(self.position, Scalar.INT)
        return made, Table(name, made, identifiers.of("pk", name))

    def facts(self) -> ItemFacts:
        """Derive the facts."""
        entity = self.entity
        written = self.types.of(self._ref)
        self.mapping.needs |= written.needs
        own = f"{self.owner.own}: {self.owner.told.name}"
        return ItemFacts(
            noun=words(entity.name),
            nouns=words(entity.holder),
            entity=str(written),
            made=_head(self.made, f"row: {self.row}", str(written)),
            written=_head(self.written, own, "list[dict[str, Any]]"),
            row=RowFacts(
                name=self.row,
                doc=of_thing(entity.name, entity.doc),
                table=self.table.name,
                columns=self.mapping.declared(self.columns),
                arguments=self.mapping.constrained(self.table),
            ),
            arguments=lines(self.mapping.made(entity.fields, self.columns), indent=8, sign="="),
            values=lines(self._values(), indent=12, sign=": "),
            loop=self._loop(),
        )

    @property
    def _ref(self) -> EntityRef:
        aggregate = self.owner.aggregate
        return EntityRef(aggregate.module, aggregate.name, self.entity.name)

    def _names(self) -> tuple[str, str]:
        item = free_name(snake(self.entity.name), CALLED)
        return item, free_name("position", {item, self.owner.own})

    def _values(self) -> Pairs:
        item, position = self._names()
        owner = self.owner
        identity = f"{owner.own}.{owner.key}"
        plain = self.mapping.plain(owner.aggregate.identity.type, identity)
        pairs: Pairs = [(f'"{self.whose}"', plain)]
        pairs += self.mapping.values(self.entity.fields, item)
        return [*pairs, (f'"{self.position}"', position)]

    def _loop(self) -> str:
        item, position = self._names()
        held = f"{self.owner.own}.{self.entity.holder}"
        return laid(f"enumerate({held})", indent=8, before=f"for {position}, {item} in ")

    def relation(self) -> str:
        """Write the attribute of the root that holds the rows."""
        self.mapping.needs |= {
            Import("sqlalchemy.orm", "Mapped"),
            Import("sqlalchemy.orm", "relationship"),
        }
        order = f"{self.row}.{self.columns[self.position].attribute}"
        given = ['lazy="selectin"', f"order_by={order}", "viewonly=True"]
        head = f"{self.attribute}: Mapped[list[{self.row}]] = relationship"
        return call(head, given, indent=4)

    def read(self) -> Each:
        """Write what the aggregate's field holds, from the row."""
        return Each("tuple(", f"{self.made}(it)", f"row.{self.attribute}")

    def listed(self) -> str:
        """Write what the repository must know of it."""
        return f'SqlList({self.row}, "{self.whose}", {self.written})'


def _head(name: str, parameter: str, result: str) -> str:
    return call(f"def {name}", [parameter], indent=0, after=f" -> {result}:")


def _quoted(name: str) -> str:
    return f'"{name}"'
