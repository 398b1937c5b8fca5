"""Tables: what keeps their rows apart, and what finds them quickly."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...blueprint.domain import Aggregate, Domain, Field, Query
from ...blueprint.terms import Scalar
from ..classes import limits_of
from ..code import call
from ..types import Types
from .columns import Columns, record_of
from .facts import TableFacts
from .identifiers import Identifiers

WIDEST = 500  # characters; PostgreSQL sorts no index by more than 2,700 bytes
SHORT = frozenset(Scalar) - {Scalar.STR, Scalar.URL, Scalar.BYTES}


@dataclass(frozen=True, slots=True)
class Index:
    """Columns by which rows are looked for; one that may be too long is found by its hash."""

    name: str
    columns: tuple[str, ...]
    hashed: bool = False

    def arguments(self) -> Iterator[str]:
        """Write what makes it, the name first."""
        yield f'"{self.name}"'
        yield from (f'"{it}"' for it in self.columns)
        if self.hashed:
            yield 'postgresql_using="hash"'


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns that no two rows share, for the sake of a field."""

    name: str
    field: str
    columns: tuple[str, ...]

    def arguments(self) -> Iterator[str]:
        """Write what makes it."""
        yield from (f'"{it}"' for it in self.columns)
        yield f'name="{self.name}"'


@dataclass(frozen=True, slots=True)
class Table:
    """A table, as the first revision makes it."""

    name: str
    columns: Columns
    key: str  # the name of its primary key
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[Index, ...] = ()

    def facts(self) -> TableFacts:
        """Derive the facts."""
        return TableFacts(
            name=self.name,
            parts=(*self._columns(), *self._constraints()),
            indexes=tuple(self._indexes()),
        )

    def _columns(self) -> Iterator[str]:
        for column in self.columns.listed:
            nullable = f"nullable={column.nullable}"
            given = [f'"{column.name}"', column.revised, nullable]
            yield call("sa.Column", given, indent=8, after=",")

    def _constraints(self) -> Iterator[str]:
        keys = [f'"{it.name}"' for it in self.columns.listed if it.key]
        yield call("sa.PrimaryKeyConstraint", [*keys, f'name="{self.key}"'], indent=8, after=",")
        for column in self.columns.listed:
            target, name = column.owner
            if target:
                given = [f'["{column.name}"]', f'["{target}"]', f'name="{name}"']
                given.append('ondelete="CASCADE"')
                yield call("sa.ForeignKeyConstraint", given, indent=8, after=",")
        for unique in self.uniques:
            yield call("sa.UniqueConstraint", unique.arguments(), indent=8, after=",")

    def _indexes(self) -> Iterator[str]:
        for index in self.indexes:
            name, *rest = index.arguments()
            columns = [it for it in rest if not it.startswith("postgresql")]
            more = rest[len(columns) :]
            given = [name, f'"{self.name}"', f"[{', '.join(columns)}]", *more]
            yield call("op.create_index", given, indent=4)


def is_marked(domain: Domain, field: Field) -> bool:
    """Say whether a field is unique in a way that columns alone cannot tell.

    To a database what is absent equals nothing, and lists cannot be compared at all.
    """
    return field.unique and _has_gaps(domain, field)


def _has_gaps(domain: Domain, field: Field) -> bool:
    record = record_of(domain, field)
    return record is not None and any(
        it.many or it.optional or _has_gaps(domain, it) for it in record
    )


def indexes(
    types: Types,
    table: str,
    aggregate: Aggregate,
    found_by: Iterable[str],
    identifiers: Identifiers,
) -> tuple[Index, ...]:
    """Return an index for each way in which rows are looked for; the identity sorts them."""
    key = aggregate.identity.name  # has an index of its own
    wanted: dict[tuple[str, ...], None] = dict.fromkeys((it,) for it in found_by if it != key)
    for query in aggregate.queries:
        wanted |= dict.fromkeys(_looked_by(aggregate, query))
    fields = {it.name: it for it in aggregate.fields}
    made = (
        _index(types, table, aggregate, [fields.get(it) or it for it in names], identifiers)
        for names in wanted
    )
    return tuple({it.name: it for it in made}.values())


def _looked_by(aggregate: Aggregate, query: Query) -> Iterator[tuple[str, ...]]:
    """Yield the fields that a query goes by; by what is unique nothing more is needed."""
    single = {it.name for it in aggregate.fields if it.unique}
    single |= {aggregate.identity.name, aggregate.carried_as}
    filters = [it for it in query.filters if it.name not in single or it.optional]
    if len(filters) < len(query.filters):
        return
    always = [it.name for it in filters if not it.optional]
    always += [it.name for it in query.where if it.name not in single]
    if always:
        yield tuple(dict.fromkeys(always))
    else:
        yield from ((it.name,) for it in filters if it.name not in single)


def _index(
    types: Types,
    table: str,
    aggregate: Aggregate,
    parts: list[Field | str],
    identifiers: Identifiers,
) -> Index:
    """Make an index of what fits; what is alone and too long is found by its hash."""
    names = [it if isinstance(it, str) else it.name for it in parts]
    short = [
        name
        for name, it in zip(names, parts, strict=True)
        if isinstance(it, str) or not is_wide(types, it)
    ]
    if not short:
        return Index(identifiers.of("ix", table, names[0]), (names[0],), hashed=True)
    return Index(identifiers.of("ix", table, *short), (*short, aggregate.identity.name))


def is_wide(types: Types, field: Field) -> bool:
    """Say whether what a field holds may be too long for an index."""
    scalar, value = types.plain(field.type)
    if scalar in SHORT or scalar is None:
        return False
    limits = value.fields[0] if value is not None else limits_of(types, field)
    return limits is None or limits.high is None or int(limits.high) > WIDEST  # type: ignore[arg-type]
