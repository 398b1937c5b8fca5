"""The steps of one table, from its old columns to its new ones.

Constraints and indexes that have to do with what changes are dropped first and made anew
at the end. A column whose type changes stands aside while a new one is filled from it;
what cannot be converted stops the revision where rows hold something.
"""

from collections.abc import Collection, Iterator
from functools import cached_property, partial
from itertools import count

from ...blueprint.terms import Scalar
from ...sinks import py
from ..code import call, code
from .constraints import Constraint, constraints_of, key_of
from .conversions import Conversion, conversion
from .documents import marked
from .fills import Fill, fill_of
from .layout import Held, Laid
from .links import Links
from .narrowed import Lost, fewer
from .twins import Twin, torn, twin_of
from .written import Call, Written


class Change:
    """Writes the steps of a table that is there before and after."""

    def __init__(self, old: Laid, new: Laid, links: Links, keys: Collection[str]) -> None:
        """Compare the columns; `keys` is what all primary keys are called before."""
        self.old = old
        self.new = new
        self._keys = keys
        self.before = partial(links.before, new.path)
        known = {it.path: it for it in old.columns}
        self.twins: list[Twin] = []
        self.added: list[Held] = []
        for held in new.columns:
            there = known.get(self.before(held.path))
            if there is None or (there.is_mark and marked(there.holds) != marked(held.holds)):
                self.added.append(held)
            else:
                self.twins.append(twin_of(old, there, new, held, self.before))
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
    def fewer(self) -> tuple[Lost, ...]:
        """Return how many rows of a list there may not be any more."""
        if self.old.listed is None or self.new.listed is None:
            return ()
        return tuple(fewer(self.old.listed, self.new.listed, self.new.name, *self.new.whose))

    @property
    def is_needed(self) -> bool:
        """Say whether anything changes."""
        changed = any(
            it.is_touched or it.is_firmer or it.is_tighter or _gap(it.old) != _gap(it.new)
            for it in self.twins
        )
        bound = self.is_bound_anew or self.fewer
        return bool(changed or self.added or self.dropped or bound)

    @property
    def is_bound_anew(self) -> bool:
        """Say whether constraints or indexes change."""
        return constraints_of(self.old) != constraints_of(self.new)

    def loosen(self, out: Written) -> None:
        """Drop constraints and indexes, and move columns out of the way of others."""
        kept = constraints_of(self.new)
        batch: list[Call] = []
        for name, it in constraints_of(self.old).items():
            if self._stays(it, kept.get(name)):
                continue
            if it.kind == "index":
                out.call("op.drop_index", f'"{name}"', f'table_name="{self.old.name}"')
            else:
                batch.append(("drop_constraint", (f'"{name}"', f'type_="{it.kind}"')))
        for name, aside in self._asides.items():
            batch.append(("alter_column", (f'"{name}"', f'new_column_name="{aside}"')))
        out.batch(self.old.name, batch)

    @property
    def is_keyed_anew(self) -> bool:
        """Say whether other columns than before tell the rows apart."""
        names = {it.old.name: it.new.name for it in self.twins if not it.converts}
        return tuple(names.get(it, "") for it in key_of(self.old)) != key_of(self.new)

    @property
    def is_key_renamed(self) -> bool:
        """Say whether the key stays, under a name that no other one has."""
        return not self.is_keyed_anew and self.new.table.key not in self._keys

    def rename_key(self, out: Written) -> None:
        """Give the key its new name: to drop it, what refers to it would have to go first."""
        if self.is_key_renamed:
            names = self.old.table.key, self.new.table.key
            columns = (self._asides.get(it, it) for it in key_of(self.old))
            out.helpers.add("rename_key")
            out.call("rename_key", *map(py, (self.new.name, *names, *columns)))

    def _stays(self, one: Constraint, other: Constraint | None) -> bool:
        """Say whether a constraint or index of one side is that of the other, untouched.

        While a column is filled, two rows may hold the same: no index is in the way of that.
        """
        if one.kind == "primary":
            return self.is_key_renamed or (other is not None and not self.is_keyed_anew)
        busy = self._moved if one.kind == "index" else self._moved | self._filled
        return one == other and not busy & {*one.columns}

    @cached_property
    def _moved(self) -> set[str]:
        """The old and the new names of columns that do not stay as they are."""
        twins = [it for it in self.twins if it.is_touched]
        listed = [*(it.old for it in twins), *(it.new for it in twins), *self.dropped, *self.added]
        return {it.name for it in listed}

    @cached_property
    def _filled(self) -> set[str]:
        """The old and the new names of columns that get what they lack."""
        return {it.name for twin in self.twins if twin.is_filled for it in (twin.old, twin.new)}

    def alter(self, out: Written, *, named: bool) -> None:
        """Change the columns, then make the constraints and indexes that are new."""
        out.batch(self.new.name, [*self._begun()])
        for twin in self.twins:
            if twin.converts:
                self._convert(out, twin)
            if twin.is_filled:
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
        old = constraints_of(self.old)
        for text, (name, it) in zip(self.new.table.facts().indexes, self._indexes(), strict=True):
            if not self._stays(it, old.get(name)):
                out.lines.append(text)

    def _guard(self, out: Written) -> None:
        """Stop where rows hold what has no place any more, or lack what only the program knows."""
        for twin in self.twins:
            for lost in twin.lost:
                out.stop(self.new.name, lost)
            for unlike in twin.unlike:
                out.stop_unlike(self.new.name, twin.new, unlike)
        for lost in torn(self.new, self.twins):
            out.stop(self.new.name, lost)
        for lost in self.fewer:
            out.stop(self.new.whose[1].partition(".")[0], lost)
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
        filled = {it.new.name for it in self.twins if it.is_filled}
        if self.is_keyed_anew:
            yield key_of(self.new)
        for it in self.new.table.uniques:
            if it.columns not in were or filled & {*it.columns}:
                yield it.columns

    def _indexes(self) -> Iterator[tuple[str, Constraint]]:
        return ((name, it) for name, it in constraints_of(self.new).items() if it.kind == "index")

    def _now(self, held: Held) -> str:
        """Return what an old column is called for as long as it is there."""
        return self._asides.get(held.name, held.name)

    def _begun(self) -> Iterator[Call]:
        for it in self.twins:
            if not it.converts and self._now(it.old) != it.new.name:
                renamed = f'new_column_name="{it.new.name}"'
                yield "alter_column", (f'"{self._now(it.old)}"', renamed)
        for held in [*(it.new for it in self.twins if it.converts), *self.added]:
            made = call(
                "sa.Column", [f'"{held.name}"', held.column.revised, "nullable=True"], indent=8
            )
            yield "add_column", (made,)

    def _ended(self) -> Iterator[Call]:
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

    def _tightened(self) -> Iterator[Call]:
        old = constraints_of(self.old)
        for name, it in constraints_of(self.new).items():
            listed = f"[{', '.join(map(py, it.columns))}]"
            if self._stays(it, old.get(name)):
                continue
            if it.kind == "primary":
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
        made = conversion(twin.old, twin.new, self.before, (self.new.name, now))
        out.helpers.add("convert")
        out.call("convert", f'"{self.new.name}"', f'"{now}"', f'"{twin.new.name}"', *_spelled(made))

    def _fill_of(self, held: Held) -> Fill:
        if held.field is not None:
            return fill_of(self.new.types, held.field, canonical=held.column.unique)
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
        inside = {it for it in self._linked.values() if it[: len(above)] == above != it}
        return not any(it.path in inside for it in self.new.columns)


def _gap(held: Held) -> bool:
    """Say whether the column may be empty."""
    return held.column.nullable


def _spelled(made: Conversion) -> Iterator[str]:
    yield f"postgresql={py(made.postgresql)}"
    yield f"sqlite={py(made.sqlite)}"
