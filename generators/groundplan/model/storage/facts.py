"""What the templates of the database read: rows, mappers, reads, the first revision.

Texts that end up as code are finished Python. `doc` is free text and passes a sink
filter. Absent is an empty text or tuple.
"""

from ..fact import fact


@fact
class RowFacts:
    """A class whose objects are the rows of a table."""

    name: str
    doc: str
    table: str
    columns: tuple[str, ...]  # `sku: Mapped[str] = mapped_column(KeyText, primary_key=True)`
    arguments: str  # the statement with its constraints and indexes, or empty


@fact
class ItemFacts:
    """A list of entities, in a table of its own."""

    noun: str
    nouns: str
    entity: str
    made: str  # the head of the function that makes an entity from its row
    written: str  # the head of the function that writes the rows of the list
    row: RowFacts
    arguments: tuple[str, ...]  # of the entity, from its row
    values: tuple[str, ...]  # the columns of a row, as items of a dictionary
    loop: str  # `for position, photo in enumerate(product.photos)`


@fact
class DocumentFacts:
    """A value with fields that stands in a list, and so inside a column of JSON."""

    name: str
    noun: str
    made: str  # the name of the function that makes it from JSON
    written: str  # the name of the function that writes it
    own: str  # what that calls its parameter
    arguments: tuple[str, ...]
    values: tuple[str, ...]


@fact
class SqlFinderFacts:
    """A finder that a policy needs."""

    field: str
    signature: str
    answered: str


@fact
class StoredFacts:
    """An aggregate in its tables."""

    name: str
    noun: str
    nouns: str
    made: str  # the head of the function that makes one from its row
    written: str  # the head of the function that writes its columns
    row: RowFacts
    items: tuple[ItemFacts, ...]
    arguments: tuple[str, ...]
    values: tuple[str, ...]
    table: str  # the line that begins the description of the table
    mapping: tuple[str, ...]  # its arguments
    repository: str  # the line that begins the class of the repository
    bound: str  # the argument that gives the unit of work its repository
    finders: tuple[SqlFinderFacts, ...]
    shown: str  # the head of the function that makes a record; empty where none is read
    record: str  # its statement


@fact
class SqlQueryFacts:
    """A query, and how the database answers it."""

    doc: str
    signature: str
    statements: tuple[str, ...]


@fact
class SqlModuleFacts:
    """The file sql.py of a module."""

    name: str
    prefix: str  # of its classes
    spoken: str
    imports: str
    aggregates: tuple[StoredFacts, ...]
    documents: tuple[DocumentFacts, ...]
    queries: tuple[SqlQueryFacts, ...]


@fact
class TableFacts:
    """A table in the first revision: its columns and constraints, then its indexes."""

    name: str
    parts: tuple[str, ...]
    indexes: tuple[str, ...]


@fact
class StorageFacts:
    """All of a project's storage; without a database there is none.

    Tables come after those that they refer to; `dropped` are their names, the other way.
    """

    modules: tuple[SqlModuleFacts, ...]
    tables: tuple[TableFacts, ...]
    dropped: tuple[str, ...]
    exact: bool  # whether a column holds a decimal number
