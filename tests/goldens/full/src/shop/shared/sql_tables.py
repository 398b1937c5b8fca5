"""How aggregates are mapped to tables: what a module says of its rows.

Source: Fowler, Patterns of Enterprise Application Architecture, 2002 (metadata mapping).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Table
from sqlalchemy.exc import IntegrityError

from shop.shared.columns import Base
from shop.shared.errors import Invalid, on_one_line
from shop.shared.sql_rows import key_of

A = TypeVar("A")
K = TypeVar("K")
R = TypeVar("R", bound=Base)
Values = dict[str, Any]


class Unreadable(Exception):
    """A row holds what the domain does not allow, or no longer: no fault of whoever reads it.

    So it is no refusal of the domain, which a reader would be told and a policy takes for final.
    """

    def __init__(self, table: str, key: object) -> None:
        """Keep which row it is, never what it holds."""
        super().__init__(table, key)
        self.table = table
        self.key = key

    def __str__(self) -> str:
        """Say which row to look at."""
        return f"the row {on_one_line(self.key)} of {self.table} holds what its types refuse"


@dataclass(frozen=True, slots=True, eq=False)
class SqlList(Generic[A]):
    """The rows of a list of entities; the column `owner` says whose they are."""

    row: type[Base]
    owner: str
    values: Callable[[A], list[Values]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SqlTable(Generic[A, K, R]):
    """How an aggregate is kept: its rows, and the functions between the two.

    `plain` writes an identity as its column has it. `unique` names the columns of each
    field that is. A personal identity is not shown in errors.
    """

    resource: str
    key: str
    row: type[R]
    identity: Callable[[A], K]
    plain: Callable[[K], Any] = lambda identity: identity
    read: Callable[[R], A]
    values: Callable[[A], Values]
    version: str = "version"
    lists: tuple[SqlList[A], ...] = ()
    unique: Mapping[str, frozenset[str]] = field(default_factory=dict)
    personal: bool = False

    def shown(self, identity: K) -> object:
        """Return the identity as errors may show it."""
        return "***" if self.personal else identity

    def made(self, row: R) -> A:
        """Make the aggregate that a row holds.

        Raises:
            Unreadable: The domain does not allow it, or a type does not know what stands there.
        """
        try:
            return self.read(row)
        except (Invalid, ArithmeticError, LookupError, TypeError, ValueError) as error:
            key = "***" if self.personal else getattr(row, key_of(self.row).key)
            raise Unreadable(self.rows().name, key) from error

    def rows(self) -> Table:
        """Return the table of the roots."""
        return cast("Table", self.row.__table__)

    def has(self, identity: K) -> ColumnElement[bool]:
        """Say which row is meant."""
        (key,) = self.rows().primary_key
        return cast("ColumnElement[bool]", key == self.plain(identity))


def clashing(table: SqlTable[Any, Any, Any], error: IntegrityError) -> str:
    """Name the field that another one has; empty if the error tells something else."""
    columns = _violated(table.rows(), error)
    if columns == {it.name for it in table.rows().primary_key}:
        return table.key
    return next((name for name, clash in table.unique.items() if clash == columns), "")


def _violated(rows: Table, error: IntegrityError) -> set[str]:
    """Return the columns of the constraint; PostgreSQL gives its name, SQLite its columns."""
    name = getattr(getattr(error.orig, "__cause__", None), "constraint_name", None)
    for constraint in rows.constraints:
        if name is not None and constraint.name == name:
            return {it.name for it in constraint.columns}  # type: ignore[attr-defined]
    _, _, listed = str(error.orig).partition("UNIQUE constraint failed: ")
    found = [it.partition(".") for it in listed.split(", ") if it]
    return {column for table, _, column in found if table == rows.name}
