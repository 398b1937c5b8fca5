"""What the templates of the database read: rows, mappers, reads, the first revision.

Texts that end up as code are finished Python. `doc` is free text and passes a sink
filter. Absent is an empty text or tuple.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RowFacts:
    """A class whose objects are the rows of a table."""

    name: str
    doc: str
    table: str
    columns: tuple[str, ...]  # `sku: Mapped[str] = mapped_column(KeyText, primary_key=True)`
    arguments: tuple[str, ...]  # of the table: constraints and indexes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ItemFacts:
    """A list of entities, in a table of its own."""

    noun: str
    nouns: str
    entity: str
    made: str  # the name of the function that makes an entity from its row
    written: str  # the name of the function that writes the rows of the list
    row: RowFacts
    arguments: tuple[str, ...]  # of the entity, from its row
    values: tuple[str, ...]  # the columns of a row, as items of a dictionary
    loop: str  # `for position, photo in enumerate(product.photos)`


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DocumentFacts:
    """A value with fields that stands in a list, and so inside a column of JSON."""

    name: str
    noun: str
    made: str  # the name of the function that makes it from JSON
    written: str  # the name of the function that writes it
    own: str  # the parameter that is one
    arguments: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SqlFinderFacts:
    """A finder that a policy needs."""

    field: str
    signature: str
    answered: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StoredFacts:
    """An aggregate in its tables."""

    name: str
    noun: str
    nouns: str
    plural: str
    own: str  # the name of a parameter that holds one
    made: str  # the name of the function that makes one from its row
    written: str  # the name of the function that writes its columns
    row: RowFacts
    items: tuple[ItemFacts, ...]
    arguments: tuple[str, ...]
    values: tuple[str, ...]
    table: str  # SQL_PRODUCTS
    head: str  # the statement that declares the table, to the opening bracket
    mapping: tuple[str, ...]  # the arguments in it
    base: str
    finders: tuple[SqlFinderFacts, ...]
    shown: str  # the statement of the function that makes a record; empty where none is read
    record: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SqlQueryFacts:
    """A query, and how the database answers it."""

    doc: str
    signature: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SqlModuleFacts:
    """The file sql.py of a module."""

    name: str
    title: str
    spoken: str
    imports: str
    aggregates: tuple[StoredFacts, ...]
    documents: tuple[DocumentFacts, ...]
    queries: tuple[SqlQueryFacts, ...]
