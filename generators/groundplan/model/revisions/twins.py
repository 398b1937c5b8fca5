"""Columns that are there before and after, and how what they hold must change."""

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
