"""The steps of one table, from its old columns to its new ones.

Constraints and indexes that have to do with what changes are dropped first and made anew
at the end. A column whose type changes stands aside while a new one is filled from it;
what cannot be converted stops the revision where rows hold something.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from ...blueprint.terms import Scalar
from ...sinks import py
from ..code import Import, call, code
from .conversions import Conversion, conversion
from .documents import Before, forgotten, reads
from .fills import Fill, fill_of
from .layout import Held, Laid
from .links import Links

INDENT = 4


@dataclass(slots=True)
class Written:
    """What a way writes, and what it needs: helpers, constants, imports."""

    lines: list[str] = field(default_factory=list)
    helpers: set[str] = field(default_factory=set)
    constants: dict[str, str] = field(default_factory=dict)
    needs: set[Import] = field(default_factory=set)

    def named(self, column: str, table: str, value: str) -> str:
        """Write a constant at the top of the file, and return its name."""
        wanted = f"NEW_{column}".upper()
        if wanted in self.constants:
            wanted = f"NEW_{table}_{column}".upper()
        self.constants[wanted] = value
        return wanted

    def call(self, name: str, *arguments: str) -> None:
        """Write a call."""
        self.lines.append(call(name, arguments, indent=INDENT))

    def batch(self, table: str, calls: "list[Call]") -> None:
        """Write what happens to one table; nothing where nothing does."""
        if not calls:
            return
        self.lines.append(f'with op.batch_alter_table("{table}") as table:')
        for name, given in calls:
            self.lines.append("    " + call(f"table.{name}", given, indent=2 * INDENT))


@dataclass(frozen=True, slots=True)
class Twin:
    """A column of both layouts."""

    old: Held
    new: Held
    before: Before

    @property
    def converts(self) -> bool:
        """Say whether what is stored must become something else."""
        old, new = self.old.column, self.new.column
        same = old.revised == new.revised
        same = same and reads(self.new.holds, self.old.holds, self.new.path, self.before)
        # Where it must be unique, SQLite keeps 1.50 as 1.5.
        spelled = new.kind is Scalar.DECIMAL and new.unique and not old.unique
        return spelled or not same

    @property
    def is_firmer(self) -> bool:
        """Say whether the optional value that it is a part of could be there without it."""
        old, new = self.old, self.new
        could = old.field is None or old.field.optional or len(old.within) > len(new.within)
        return new.is_part and could

    @property
    def gone(self) -> tuple[str, ...]:
        """Return the words that it may not hold any more."""
        kept = self.new.members
        return tuple(it for it in self.old.members if it not in kept) if kept else ()

    @property
    def only(self) -> tuple[str, ...]:
        """Return the words that it holds alone from now on, where it held any text."""
        free = not self.old.members and self.old.holds is Scalar.STR
        return self.new.members if free else ()

    @property
    def forgotten(self) -> tuple[str, ...]:
        """Return the fields of the values in its list that are there no more."""
        return tuple(forgotten(self.new.holds, self.old.holds, self.new.path, self.before))

    @property
    def is_touched(self) -> bool:
        """Say whether it is another column afterwards, or has another name."""
        return self.converts or self.old.name != self.new.name


class Change:
    """Writes the steps of a table that is there before and after."""

    def __init__(self, old: Laid, new: Laid, links: Links) -> None:
        """Compare the columns."""
        self.old = old
        self.new = new
        self.before = partial(links.before, new.path)
        known = {it.path: it for it in old.columns}
        self.twins: list[Twin] = []
        self.added: list[Held] = []
        for held in new.columns:
            there = known.get(self.before(held.path))
            if there is None or (there.is_mark and there.holds != held.holds):
                self.added.append(held)
            else:
                self.twins.append(Twin(there, held, self.before))
        met = {it.old.path for it in self.twins}
        self.dropped = [it for it in old.columns if it.path not in met]
        self._linked = {
            there: path for (table, path), there in links.fields.items() if table == new.path
        }
        self._asides = dict(self._aside())

    def _aside(self) -> Iterator[tuple[str, str]]:
        """Go through the columns whose name another one gets, with a name for the meantime."""
        names = {it.name for it in self.new.columns}
        taken = names | {it.name for it in self.old.columns}
        leaving = [it.old for it in self.twins if it.is_touched] + self.dropped
        for number, held in enumerate(it for it in leaving if it.name in names):
            free = next(it for n in count(number + 1) if (it := f"before_{n}") not in taken)
            taken.add(free)
            yield held.name, free

    @property
    def is_needed(self) -> bool:
        """Say whether anything changes."""
        changed = any(
            it.is_touched or it.is_firmer or it.gone or it.only or _gap(it.old) != _gap(it.new)
            for it in self.twins
        )
        return bool(changed or self.added or self.dropped or self.is_bound_anew)

    @property
    def is_bound_anew(self) -> bool:
        """Say whether constraints or indexes change."""
        return _constraints(self.old) != _constraints(self.new)

    def loosen(self, out: Written) -> None:
        """Drop constraints and indexes, and move columns out of the way of others."""
        kept, touched = _constraints(self.new), self._touched()
        batch: list[Call] = []
        for name, it in _constraints(self.old).items():
            if kept.get(name) == it and not touched & {*it.columns}:
                continue
            if it.kind == "index":
                out.call("op.drop_index", f'"{name}"', f'table_name="{self.old.name}"')
            elif it.kind != "primary" or name not in kept:
                batch.append(("drop_constraint", (f'"{name}"', f'type_="{it.kind}"')))
        for name, aside in self._asides.items():
            batch.append(("alter_column", (f'"{name}"', f'new_column_name="{aside}"')))
        out.batch(self.old.name, batch)

    def _touched(self) -> set[str]:
        """Return the old and the new names of columns that do not stay as they are."""
        twins = [it for it in self.twins if it.is_touched]
        names = {it.old.name for it in twins} | {it.new.name for it in twins}
        return names | {it.name for it in (*self.dropped, *self.added)}

    def alter(self, out: Written, *, named: bool) -> None:
        """Change the columns, then make the constraints and indexes that are new."""
        out.batch(self.new.name, [*self._begun()])
        for twin in self.twins:
            if twin.converts:
                self._convert(out, twin)
            if _gap(twin.old) and not _gap(twin.new):
                self._fill(out, twin.new, named=named)
        self._guard(out)
        for held in [*(it.new for it in self.twins if it.is_firmer), *self.added]:
            beside = self._beside(held)
            if beside or not (held.is_mark or _gap(held)):
                self._fill(out, held, named=named, beside=beside)
        for columns in self._distinct():
            out.helpers.add("stop_where_twice")
            out.call("stop_where_twice", f'"{self.new.name}"', *map(py, columns))
        out.batch(self.new.name, [*self._ended()])
        old, touched = _constraints(self.old), self._touched()
        for text, (name, it) in zip(self.new.table.facts().indexes, self._indexes(), strict=True):
            if old.get(name) != it or touched & {*it.columns}:
                out.lines.append(text)

    def _guard(self, out: Written) -> None:
        """Stop where rows hold what has no place any more, or lack what only the program knows."""
        for twin in self.twins:
            is_list = twin.new.field is not None and twin.new.field.many
            for words, stop, listed in (
                (twin.gone, "stop_where_gone", "stop_where_listed"),
                (twin.only, "stop_where_other", "stop_where_others"),
            ):
                if words:
                    name = listed if is_list else stop
                    out.helpers.add(name)
                    out.call(name, py(self.new.name), py(twin.new.name), *map(py, words))
        for held in self.dropped:
            if self.is_reshaped(held):
                out.helpers.add("stop_where_held")
                out.call("stop_where_held", f'"{self.new.name}"', f'"{self._now(held)}"')
        if any(it.is_mark for it in self.added):
            out.helpers.add("stop_where_rows")
            why = '"the program computes what makes them unique"'
            out.call("stop_where_rows", f'"{self.new.name}"', why)

    def _distinct(self) -> Iterator[tuple[str, ...]]:
        """Go through the columns that no two rows share from now on."""
        names = {it.old.name: it.new.name for it in self.twins}
        were = {tuple(names.get(name, "") for name in it.columns) for it in self.old.table.uniques}
        yield from (it.columns for it in self.new.table.uniques if it.columns not in were)

    def _indexes(self) -> Iterator[tuple[str, "Constraint"]]:
        return ((name, it) for name, it in _constraints(self.new).items() if it.kind == "index")

    def _now(self, held: Held) -> str:
        """Return what an old column is called for as long as it is there."""
        return self._asides.get(held.name, held.name)

    def _begun(self) -> Iterator["Call"]:
        for it in self.twins:
            if not it.converts and self._now(it.old) != it.new.name:
                renamed = f'new_column_name="{it.new.name}"'
                yield "alter_column", (f'"{self._now(it.old)}"', renamed)
        for held in [*(it.new for it in self.twins if it.converts), *self.added]:
            made = call(
                "sa.Column", [f'"{held.name}"', held.column.revised, "nullable=True"], indent=8
            )
            yield "add_column", (made,)

    def _ended(self) -> Iterator["Call"]:
        converted = [it for it in self.twins if it.converts]
        for held in [*self.dropped, *(it.old for it in converted)]:
            yield "drop_column", (f'"{self._now(held)}"',)
        for it in self.twins:
            if not it.converts and _gap(it.old) != _gap(it.new):
                yield "alter_column", (f'"{it.new.name}"', f"nullable={_gap(it.new)}")
        for held in [*(it.new for it in converted), *self.added]:
            if not _gap(held):
                yield "alter_column", (f'"{held.name}"', "nullable=False")
        yield from self._tightened()

    def _tightened(self) -> Iterator["Call"]:
        old, touched = _constraints(self.old), self._touched()
        for name, it in _constraints(self.new).items():
            listed = f"[{', '.join(map(py, it.columns))}]"
            if old.get(name) == it and not touched & {*it.columns}:
                continue
            if it.kind == "primary" and name != self.old.table.key:
                yield "create_primary_key", (f'"{name}"', listed)
            elif it.kind == "unique":
                yield "create_unique_constraint", (f'"{name}"', listed)
            elif it.kind == "foreignkey":
                table, column = it.target.split(".")
                given = (f'"{name}"', f'"{table}"', listed, f'["{column}"]')
                yield "create_foreign_key", (*given, 'ondelete="CASCADE"')

    def _convert(self, out: Written, twin: Twin) -> None:
        """Fill the new column from the old one."""
        now = self._now(twin.old)
        made = conversion(twin.old, twin.new, self.before, now)
        out.helpers.add("convert")
        out.call("convert", f'"{self.new.name}"', f'"{now}"', f'"{twin.new.name}"', *_spelled(made))

    def _fill_of(self, held: Held) -> Fill:
        if held.field is not None:
            return fill_of(self.new.types, held.field)
        if held.first:
            return Fill(code(py(held.first)), made_up=True)
        return Fill(code("1"), made_up=False)  # no other column is new in a table that is there

    def _beside(self, held: Held) -> str:
        """Return a column that tells where the value was that a part is new in; else none.

        Any part does that was required, also one that is not any more or goes in the end.
        """
        value = self.before(held.within) if held.is_part else ()
        if not value:
            return ""
        names = {it.old.path: it.new.name for it in self.twins}
        names |= {it.path: self._now(it) for it in self.dropped}
        firm = (it for it in self.old.columns if it.is_firm_in(value))
        return next((names[it.path] for it in firm), "")

    def _fill(self, out: Written, held: Held, *, named: bool, beside: str = "") -> None:
        """Give the rows that are there what they lack; only those that hold what is `beside`."""
        fill = self._fill_of(held)
        out.needs |= fill.value.needs
        value = str(fill.value)
        if named and fill.made_up:
            value = out.named(held.name, self.new.name, value)
        if held.column.kind is Scalar.DECIMAL:
            value = f"sa.cast(sa.literal({value}), EXACT)"
        column = (f'"{self.new.name}"', f'"{held.name}"', held.column.revised)
        if beside:
            out.helpers.add("fill_part")
            out.call("fill_part", *column, f'beside="{beside}"', f"value={value}")
        else:
            out.helpers.add("fill")
            out.call("fill", *column, f"value={value}")

    def is_reshaped(self, held: Held) -> bool:
        """Say whether the field of a column is still there, in a shape that other columns hold."""
        if held.path in self._linked:
            return True
        prefixes = (held.path[:n] for n in range(len(held.path) - 1, 0, -1))
        above = next((self._linked[it] for it in prefixes if it in self._linked), None)
        if above is None:
            return False
        return not any(it.path[: len(above)] == above != it.path for it in self.new.columns)


Call = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a table has beside its columns; two of one name and the same facts are the same."""

    kind: str
    columns: tuple[str, ...]
    target: str = ""
    hashed: bool = False


def _constraints(laid: Laid) -> dict[str, Constraint]:
    """Return the constraints and indexes of a table, by name."""
    table = laid.table
    keys = tuple(it.name for it in table.columns.listed if it.key)
    found = {table.key: Constraint("primary", keys)}
    for it in table.uniques:
        found[it.name] = Constraint("unique", it.columns)
    for column in table.columns.listed:
        target, name = column.owner
        if target:
            found[name] = Constraint("foreignkey", (column.name,), target)
    for index in table.indexes:
        found[index.name] = Constraint("index", index.columns, hashed=index.hashed)
    return found


def _gap(held: Held) -> bool:
    """Say whether the column may be empty."""
    return held.column.nullable


def _spelled(made: Conversion) -> Iterator[str]:
    yield f"postgresql={py(made.postgresql)}"
    yield f"sqlite={py(made.sqlite)}"
