"""What a table has beside its columns."""

from dataclasses import dataclass

from .layout import Laid


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a table has beside its columns; two of one name and the same facts are the same."""

    kind: str
    columns: tuple[str, ...]
    target: str = ""
    hashed: bool = False


def constraints_of(laid: Laid) -> dict[str, Constraint]:
    """Return the constraints and indexes of a table, by name."""
    table = laid.table
    found = {table.key: Constraint("primary", key_of(laid))}
    for it in table.uniques:
        found[it.name] = Constraint("unique", it.columns)
    for column in table.columns.listed:
        target, name = column.owner
        if target:
            found[name] = Constraint("foreignkey", (column.name,), target)
    for index in table.indexes:
        found[index.name] = Constraint("index", index.columns, hashed=index.hashed)
    return found


def key_of(laid: Laid) -> tuple[str, ...]:
    """Return the columns that tell the rows of a table apart."""
    return tuple(it.name for it in laid.table.columns.listed if it.key)
