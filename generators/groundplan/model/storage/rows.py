"""An aggregate in a database: its tables, the classes of their rows, its repository."""

from collections.abc import Iterator

from ...blueprint.domain import Aggregate, Condition, Entity, Field, Module, Query
from ...blueprint.terms import EntityRef, Scalar
from ...names import snake, words
from ..changes import free_name
from ..code import Import, call, laid
from ..facts import AggregateFacts, FinderFacts
from ..policies import finders_of
from ..types import Types
from .columns import Columns, kind_of
from .facts import ItemFacts, RowFacts, SqlFinderFacts, StoredFacts
from .identifiers import Identifiers
from .mapping import Mapping, Pairs
from .spelling import lay, lines


class Stored:
    """Derives how one aggregate is kept; `columns` and `items` are its tables."""

    def __init__(  # noqa: PLR0913
        self,
        types: Types,
        module: Module,
        aggregate: Aggregate,
        facts: AggregateFacts,
        mapping: Mapping,
        identifiers: Identifiers,
    ) -> None:
        """Look at an aggregate of a module, and lay out its columns."""
        self.types = types
        self.module = module
        self.aggregate = aggregate
        self.told = facts
        self.mapping = mapping
        self.identifiers = identifiers
        self.own = free_name(facts.row, {"str"})
        self.table = f"{module.name}_{facts.plural}"
        self.plain = tuple(it for it in aggregate.fields if not isinstance(it.type, EntityRef))
        self.columns = self._columns()
        self.items = tuple(Items(self, it) for it in aggregate.entities)

    @property
    def key(self) -> str:
        """Return the name of the identity's column."""
        return self.aggregate.identity.name

    @property
    def row(self) -> str:
        """Return the name of the class of its rows."""
        return f"{self.aggregate.name}Row"

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
        made.add(self.told.version, Scalar.INT)
        return made

    def attribute(self, column: str) -> str:
        """Write the attribute of a column, of the class of the rows."""
        return f"{self.row}.{self.columns[column].attribute}"

    def facts(self) -> StoredFacts:
        """Derive the facts."""
        told = self.told
        items = tuple(it.facts() for it in self.items)
        return StoredFacts(
            name=told.name,
            noun=told.noun,
            nouns=told.nouns,
            plural=told.plural,
            own=self.own,
            made=f"{told.snake}_of",
            written=f"{told.snake}_values",
            row=self._row(),
            items=items,
            arguments=lines(self._arguments(), indent=8, sign="="),
            values=lines(self._values(), indent=8, sign=": "),
            table=self._constant,
            head=self._head(),
            mapping=tuple(self._mapping()),
            base=f"SqlRepository[{told.name}, {told.identity_type}, {self.row}]",
            finders=tuple(self._finder(it) for it in told.finders),
            shown=self._shown() if told.queried else "",
            record=told.record.name,
        )

    @property
    def _constant(self) -> str:
        return f"SQL_{self.told.table_name}"

    def _row(self) -> RowFacts:
        attributes = self.columns.attributes
        related = []
        for item in self.items:
            item.attribute = free_name(item.entity.holder, attributes)
            attributes.add(item.attribute)
            related.append(item.relation())
        declared = [it.declared(self.types) for it in self.columns.listed]
        self.mapping.needs |= {need for it in declared for need in it.needs}
        return RowFacts(
            name=self.row,
            doc=self.told.doc,
            table=self.table,
            columns=(*map(str, declared), *related),
            arguments=tuple(self._table_arguments()),
        )

    def _table_arguments(self) -> Iterator[str]:
        yield from ()

    def _arguments(self) -> Pairs:
        """Give the aggregate what its rows hold."""
        pairs: Pairs = []
        if not self.aggregate.has_key:
            made = self.types.wrapped_identity(
                self.mapping.code_of(f"row.{self.columns[self.key].attribute}"), self.aggregate
            )
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
        return pairs

    def _head(self) -> str:
        told = self.told
        kinds = (told.name, told.identity_type, self.row)
        line = f"{self._constant}: SqlTable[{', '.join(kinds)}] = SqlTable("
        if len(line) <= 100:
            return line
        return f"{self._constant}: SqlTable[\n    {', '.join(kinds)}\n] = SqlTable("

    def _mapping(self) -> Iterator[str]:
        told, own = self.told, self.own
        yield f'resource="{told.noun}",'
        yield f'key="{self.key}",'
        yield f"row={self.row},"
        yield laid(f"lambda {own}: {own}.{self.key}", indent=4, before="identity=", after=",")
        plain = self.mapping.plain(self.aggregate.identity.type, self.key)
        if plain != self.key:
            yield f"plain=lambda {self.key}: {plain},"
        yield f"read={told.snake}_of,"
        yield f"values={told.snake}_values,"
        if told.version != "version":
            yield f'version="{told.version}",'
        if self.items:
            made = [it.listed() for it in self.items]
            written = f"({', '.join(made)}{',' if len(made) == 1 else ''})"
            yield laid(written, indent=4, before="lists=", after=",")
        if told.personal:
            yield "personal=True,"

    def _finder(self, finder: FinderFacts) -> SqlFinderFacts:
        field = next(it for it in self.aggregate.fields if it.name == finder.field)
        plain = self.mapping.plain(field.type, finder.field)
        self.mapping.needs |= self.types.of(field.type).needs
        given = [
            f"{self.attribute(finder.field)} == {plain}",
            f"lambda it: it.{finder.field} == {finder.field}",
        ]
        answered = call("return await self._having", given, indent=8)
        return SqlFinderFacts(finder.field, finder.signature, answered)

    def _shown(self) -> str:
        told = self.told
        given = [f"{told.snake}_of(row)", f"row.{self.columns[told.version].attribute}"]
        return call(f"return {told.snake}_record", given, indent=4)

    def _need(self, file: str, name: str) -> None:
        home = f"{self.types.package}.{self.module.name}.{file}"
        self.mapping.needs.add(Import(home, name))


class Items:
    """Derives how a list of entities is kept, in a table of its own."""

    def __init__(self, owner: Stored, entity: Entity) -> None:
        """Lay out the columns."""
        self.owner = owner
        self.entity = entity
        self.mapping = owner.mapping
        self.attribute = entity.holder
        snaked = owner.told.snake
        self.table = f"{owner.module.name}_{snaked}_{entity.holder}"
        self.constraint = ""
        fields = Columns(owner.types)
        for field in entity.fields:
            fields.add_field(field)
        self.whose = free_name(snaked, fields.names)
        self.position = free_name("position", {*fields.names, self.whose})
        self.columns = self._columns()

    @property
    def row(self) -> str:
        """Return the name of the class of its rows."""
        return f"{self.entity.name}Row"

    def _columns(self) -> Columns:
        types, owner = self.owner.types, self.owner
        made = Columns(types)
        self.constraint = owner.identifiers.of("fk", self.table, self.whose)
        made.add(
            self.whose,
            kind_of(types, owner.aggregate.identity),
            key=True,
            owner=(f"{owner.table}.{owner.key}", self.constraint),
        )
        for field in self.entity.fields:
            if field.name == self.entity.key:
                made.add(field.name, kind_of(types, field), key=True)
            else:
                made.add_field(field)
        made.add(self.position, Scalar.INT)
        return made

    def facts(self) -> ItemFacts:
        """Derive the facts."""
        entity, snaked = self.entity, snake(self.entity.name)
        declared = [it.declared(self.owner.types) for it in self.columns.listed]
        self.mapping.needs |= {need for it in declared for need in it.needs}
        home = f"{self.owner.types.package}.{self.owner.module.name}.values"
        self.mapping.needs |= self.owner.types.of(self._ref).needs
        return ItemFacts(
            noun=words(entity.name),
            nouns=words(entity.holder),
            entity=str(self.owner.types.of(self._ref)),
            made=f"{snaked}_of",
            written=f"{snaked}_values",
            row=RowFacts(
                name=self.row,
                doc=f"{words(entity.name)} of {self.owner.told.noun}",
                table=self.table,
                columns=tuple(map(str, declared)),
                arguments=(),
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
        item = free_name(snake(self.entity.name), {"str"})
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
        return f"for {position}, {item} in enumerate({self.owner.own}.{self.entity.holder})"

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

    def read(self) -> str:
        """Write what the aggregate's field holds, from the row."""
        return f"tuple({snake(self.entity.name)}_of(it) for it in row.{self.attribute})"

    def listed(self) -> str:
        """Write what the repository must know of it."""
        return f'SqlList({self.row}, "{self.whose}", {snake(self.entity.name)}_values)'
