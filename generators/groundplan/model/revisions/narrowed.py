"""What rows may not hold any more, where bounds are tighter than they were.

Nothing makes a text shorter or a number smaller, so a revision stops at such rows. What is
in a list is looked at too, however deep; bytes in it are not, as JSON holds them in
another form. No database reads patterns as Python does, so it is Python that looks at them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ...blueprint.domain import Field
from ...blueprint.literals import bounds
from ...blueprint.terms import Bound, Scalar
from ..storage.columns import fields_of
from ..types import Types
from .documents import Before, Path
from .fills import bounded_by
from .layout import members_of

Ends = tuple[Bound | None, Bound | None]
Found = Iterator[tuple[str, str]]
Words = tuple[str, ...]
Place = tuple[str, str]  # a table and its column

NUMBERS = (int, float, Decimal)
WEB = r"https?://[^\s/:?#]+(:[0-9]{1,5})?([/?#]\S*)?"
COUNTED = '(SELECT count(*) FROM "{0}" WHERE "{0}"."{1}" = "{2}"."{3}")'
EXISTS = "EXISTS (SELECT 1 FROM {} WHERE {})"
SIZED = {Scalar.STR: "characters", Scalar.URL: "characters", Scalar.BYTES: "bytes"}
MEASURED = {Scalar.INT, Scalar.FLOAT, Scalar.DECIMAL, *SIZED}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database goes through a list `{0}` as `{1}`, and takes what is plain out of JSON.

    `exact` makes what compares as an exact number of its text.
    """

    items: str
    item: str
    plain: str
    exact: str


POSTGRESQL = Dialect(
    "json_array_elements({0}) AS {1}(it)", "{1}.it", "({} #>> '{{}}')", "CAST({} AS NUMERIC)"
)
SQLITE = Dialect(
    "json_each({0}) AS {1}",
    "({0} -> {1}.fullkey)",
    "({} ->> '$')",
    "sortable({})",  # of the project, whose history needs it: SQLite's numbers lose digits
)


@dataclass(frozen=True, slots=True)
class Lost:
    """What no row may hold from now on, in the words of both databases, and why."""

    postgresql: str
    sqlite: str
    why: str


@dataclass(frozen=True, slots=True)
class Unlike:
    """The pattern that texts keep to from now on; `inside` names the fields that lead to them."""

    pattern: str
    inside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A field as one of two blueprints has it."""

    types: Types
    field: Field

    @property
    def words(self) -> Words:
        """Return the words that it may be, where only these are."""
        return members_of(self.types, self.field.type)

    @property
    def item(self) -> "Side":
        """Return one item of a list, whose bounds are not those of the list; else itself."""
        if not self.field.many:
            return self
        return Side(self.types, Field(name=self.field.name, type=self.field.type))

    @property
    def parts(self) -> "tuple[Side, ...] | None":
        """Return the fields of a value; None where it is plain."""
        fields = fields_of(self.types.domain, self.field.type)
        return None if fields is None else tuple(Side(self.types, it) for it in fields)


def narrowed(old: Side, new: Side, path: Path, place: Place, before: Before) -> Iterator[Lost]:
    """Go through what a column may not hold any more; `path` leads to the new field."""
    sides = (_Narrowing(before, it) for it in (POSTGRESQL, SQLITE))
    spelled = (it.of_column(old, new, path, place) for it in sides)
    for (postgresql, why), (sqlite, _) in zip(*spelled, strict=True):
        yield Lost(postgresql, sqlite, f"{why} from now on")


def fewer(old: Field, new: Field, items: str, whose: str, target: str) -> Iterator[Lost]:
    """Go through how many rows a list may not have any more; `target` is the key they refer to."""
    table, _, key = target.partition(".")
    counted = COUNTED.format(items, whose, table, key)
    why = f"{new.name!r} holds {told(count_of(new))} items from now on"
    for sign, end in tighter(count_of(old), count_of(new)):
        lost = f"{counted} {sign} {end}"
        yield Lost(lost, lost, why)


def unknown(value: str, old: Words, new: Words, why: str) -> Found:
    """Write what is wrong with a word, where some that were known are not any more."""
    if new and not (old and {*old} <= {*new}):
        listed = ", ".join(f"'{it}'" for it in new)
        yield f"{value} NOT IN ({listed})", f"{why} {', '.join(new)}"


def count_of(field: Field) -> Ends:
    """Return how many items a list holds; what is no list holds one."""
    if not field.many:
        return 1, 1
    return field.low or (1 if field.many == "+" else None), field.high


def unlike(old: Side, new: Side, path: Path, before: Before) -> Iterator[Unlike]:
    """Go through the texts that keep to another pattern from now on, also those in a list."""
    if new.parts is None:
        pattern = _pattern(new.item)
        if pattern and pattern != _pattern(old.item):
            yield Unlike(pattern, ())
        return
    for was, now, inner in _kept(old, new, path, before):
        for found in unlike(was, now, inner, before):
            yield Unlike(found.pattern, (now.field.name, *found.inside))


def _kept(old: Side, new: Side, path: Path, before: Before) -> Iterator[tuple[Side, Side, Path]]:
    """Go through the fields of a value that it had before, with the paths to the new ones."""
    known = {it.field.name: it for it in old.parts or ()}
    for now in new.parts or ():
        inner = (*path, now.field.name)
        if (was := before(inner)) and was[-1] in known:
            yield known[was[-1]], now, inner


def _pattern(side: Side) -> str:
    """Return the pattern of a text, also that of its value; empty where there is none."""
    scalar, _ = side.types.plain(side.field.type)
    if scalar is Scalar.URL:
        return WEB
    return bounded_by(side.types, side.field).pattern if scalar is Scalar.STR else ""


def tighter(old: Ends, new: Ends) -> Iterator[tuple[str, str]]:
    """Go through the new bounds, each behind its sign, that leave out what old ones let in."""
    for was, now, sign, way in zip(old, new, "<>", (1, -1), strict=True):
        is_kept = isinstance(was, NUMBERS) and isinstance(now, NUMBERS) and way * was >= way * now
        if isinstance(now, NUMBERS) and not is_kept:
            yield sign, f"{now:f}" if isinstance(now, Decimal) else repr(now)


def told(ends: Ends) -> str:
    """Print bounds as a blueprint does."""
    low, high = ends
    return bounds(Field(name="", type=Scalar.INT, low=low, high=high))


@dataclass(frozen=True, slots=True)
class _Narrowing:
    """Writes what is outside and why, in the words of a database."""

    before: Before
    dialect: Dialect

    def of_column(self, old: Side, new: Side, path: Path, place: Place) -> Found:
        table, column = place
        if new.field.many:  # what goes through a list has columns of its own: `key`, `value`
            yield from self._listed(old, new, path, f'"{table}"."{column}"', column)
            return
        held = f'"{column}"'
        yield from self._outside(old.item, new, held, column)
        yield from unknown(held, old.words, new.words, f"{column!r} is one of")

    def _listed(self, old: Side, new: Side, path: Path, held: str, said: str) -> Found:
        """Write what is wrong with a list, and with its items."""
        count = count_of(new.field)
        for sign, end in tighter(count_of(old.field), count):
            yield f"json_array_length({held}) {sign} {end}", f"{said!r} holds {told(count)} items"
        name = f"each_{len(path)}"
        items, item = (it.format(held, name) for it in (self.dialect.items, self.dialect.item))
        for lost, why in self._item(old.item, new.item, path, item, said):
            yield EXISTS.format(items, lost), why

    def _item(self, old: Side, new: Side, path: Path, held: str, said: str) -> Found:
        """Write what is wrong with an item, or with what is in it."""
        if new.parts is None:
            value = self.dialect.plain.format(held)
            yield from self._outside(old, new, value, said, in_json=True)
            yield from unknown(value, old.words, new.words, f"{said!r} holds nothing but")
            return
        for was, now, inner in _kept(old, new, path, self.before):
            name = now.field.name
            write = self._listed if now.field.many else self._item
            yield from write(was, now, inner, f"({held} -> '{name}')", f"{said}.{name}")

    def _outside(
        self, old: Side, new: Side, value: str, said: str, *, in_json: bool = False
    ) -> Found:
        """Write what is wrong with a number, a text or bytes; out of JSON, a number is a text."""
        scalar, _ = new.types.plain(new.field.type)
        if scalar not in MEASURED or (in_json and scalar is Scalar.BYTES):
            return
        there, _ = old.types.plain(old.field.type)
        before, now = (None, None) if there is not scalar else _ends(old), _ends(new)
        if scalar in SIZED:
            measured, why = f"length({value})", f"{said!r} has {told(now)} {SIZED[scalar]}"
        else:
            measured, why = self._number(scalar, value, in_json), f"{said!r} is {told(now)}"
        for sign, end in tighter(before, now):
            bound = self.dialect.exact.format(f"'{end}'") if scalar is Scalar.DECIMAL else end
            yield f"{measured} {sign} {bound}", why

    def _number(self, scalar: Scalar | None, value: str, in_json: bool) -> str:
        if scalar is Scalar.DECIMAL:
            return self.dialect.exact.format(value)
        return f"CAST({value} AS NUMERIC)" if in_json else value


def _ends(side: Side) -> Ends:
    limits = bounded_by(side.types, side.field)
    return (limits.low or None if limits.type in SIZED else limits.low), limits.high
