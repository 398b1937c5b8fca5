"""What a revision does, in words: for its name, its docstring and the notes of a plan."""

from collections.abc import Iterator
from dataclasses import dataclass

from .changes import Change
from .twins import Twin
from .ways import Way

SLUG = 60  # characters


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that changes, for a file's name and as a sentence, and what is lost by it.

    `carries` says that what is stored goes on under another name, or in another shape.
    """

    short: str
    said: str
    lost: str = ""
    carries: bool = False


def changes_of(way: Way) -> Iterator[Told]:
    """Go through all that changes, the tables that are new last."""
    for laid in way.gone:
        lost = "" if laid in (*way.emptied, *way.reshaped) else f"the rows of {laid.name} are lost"
        yield Told(f"drop_{laid.name}", f"drop {laid.name}", lost, carries=not lost)
    for change in way.pairs:
        yield from _in_table(change)
    for laid in way.made:
        yield Told(f"add_{laid.name}", f"add {laid.name}")


def _in_table(change: Change) -> Iterator[Told]:
    table = change.new.name
    if change.old.name != table:
        said = f"rename {change.old.name} to {table}"
        yield Told(f"rename_{change.old.name}", said, carries=True)
    for twin in change.twins:
        yield from _in_column(table, twin)
    if change.fewer:
        yield Told(f"tighten_{table}", f"tighten how many {table} there are in a list")
    for held in change.dropped:
        kept = held.is_mark or change.is_reshaped(held)
        lost = "" if kept else f"what {table}.{held.name} holds is lost"
        said = f"drop {table}.{held.name}"
        yield Told(f"drop_{table}_{held.name}", said, lost, carries=not lost)
    for held in change.added:
        yield Told(f"add_{table}_{held.name}", f"add {table}.{held.name}")
    if change.is_bound_anew:
        yield Told(f"bind_{table}", f"change constraints and indexes of {table}")


def _in_column(table: str, twin: Twin) -> Iterator[Told]:
    old, new = twin.old.name, twin.new.name
    for name in twin.forgotten:
        lost = f"what {table}.{new} holds as {name!r} is lost"
        yield Told(f"drop_{name}_from_{table}_{new}", f"drop {name!r} from {table}.{new}", lost)
    if twin.converts:
        yield Told(f"convert_{table}_{new}", f"convert {table}.{new}", carries=True)
    elif old != new:
        said = f"rename {table}.{old} to {new}"
        yield Told(f"rename_{table}_{old}", said, carries=True)
    for word in twin.gone:
        yield Told(f"take_{word}_from_{table}_{new}", f"take {word!r} from {table}.{new}")
    if twin.only:
        said = f"let {table}.{new} hold nothing but {', '.join(twin.only)}"
        yield Told(f"limit_{table}_{new}", said)
    if twin.is_tighter and not (twin.gone or twin.only):
        yield Told(f"tighten_{table}_{new}", f"tighten {table}.{new}")
    if twin.is_firmer:
        yield Told(f"require_{table}_{new}", f"require {table}.{new} where its value is there")
    if twin.old.column.nullable != twin.new.column.nullable:
        word = "allow" if twin.new.column.nullable else "require"
        yield Told(f"{word}_{table}_{new}", _gap(word, table, new))


def _gap(word: str, table: str, column: str) -> str:
    return f"{word} {table}.{column}" if word == "require" else f"let {table}.{column} be empty"


def slug_of(told: tuple[Told, ...]) -> str:
    """Name a file after the first of the changes."""
    first = told[0].short[:SLUG].rstrip("_")
    return f"{first}_and_{len(told) - 1}_more" if len(told) > 1 else first


def title_of(told: tuple[Told, ...]) -> str:
    """Say the first of the changes, and how many there are."""
    first = told[0].said[:1].upper() + told[0].said[1:]
    return f"{first}, and {len(told) - 1} more" if len(told) > 1 else first
