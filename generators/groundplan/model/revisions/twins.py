"""Columns that are there before and after, and how what they hold must change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...blueprint.terms import Scalar
from .documents import Before, forgotten, reads
from .layout import Held, Laid
from .narrowed import Lost, Side, Unlike, narrowed, unknown, unlike


@dataclass(frozen=True, slots=True)
class Twin:
    """A column of both layouts."""

    old: Held
    new: Held
    before: Before
    lost: tuple[Lost, ...] = ()
    unlike: tuple[Unlike, ...] = ()

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
    def is_filled(self) -> bool:
        """Say whether rows may lack what none may lack from now on."""
        return self.old.column.nullable and not self.new.column.nullable

    @property
    def is_firmer(self) -> bool:
        """Say whether the optional value that it is a part of could be there without it."""
        old, new = self.old, self.new
        could = old.field is None or old.field.optional or len(old.within) > len(new.within)
        return new.is_part and could

    @property
    def joins(self) -> bool:
        """Say whether it becomes a part of an optional value that it was none of."""
        was, value = self.old.path, self.before(self.new.within)
        was_part = bool(value) and was[: len(value)] == value != was
        return bool(self.new.within) and not was_part

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
    def is_tighter(self) -> bool:
        """Say whether it may not hold all that fitted before."""
        return bool(self.lost or self.unlike)

    @property
    def is_touched(self) -> bool:
        """Say whether it is another column afterwards, or has another name."""
        return self.converts or self.old.name != self.new.name


def twin_of(old: Laid, was: Held, new: Laid, now: Held, before: Before) -> Twin:
    """Compare a column with what it was, bounds and patterns included."""
    if was.field is None or now.field is None:
        said = f"{now.name!r} is one of"
        spelled = unknown(f'"{now.name}"', was.members, now.members, said)
        lost = tuple(Lost(it, it, f"{why} from now on") for it, why in spelled)
        return Twin(was, now, before, lost)
    there, here = Side(old.types, was.field), Side(new.types, now.field)
    lost = tuple(narrowed(there, here, now.path, (new.name, now.name), before))
    return Twin(was, now, before, lost, tuple(unlike(there, here, now.path, before)))


def torn(new: Laid, twins: Iterable[Twin]) -> Iterator[Lost]:
    """Go through the optional values that columns become part of: rows have all of one, or none."""
    known = [it.new for it in twins if it.joins]
    for value in dict.fromkeys(it.within for it in known):
        needed = [it.name for it in new.columns if it.is_firm_in(value)]
        parts = [it.name for it in known if it.path[: len(value)] == value]
        if len({*needed, *parts}) > 1:
            lacks = " OR ".join(f'"{it}" IS NULL' for it in needed)
            holds = " OR ".join(f'"{it}" IS NOT NULL' for it in parts)
            lost = f"({lacks}) AND ({holds})"
            why = f"{'.'.join(value)!r} has all that it needs or is not there from now on"
            yield Lost(lost, lost, why)
