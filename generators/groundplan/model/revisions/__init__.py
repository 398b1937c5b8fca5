"""What changes in the database when a blueprint changes: a revision and the way back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...answers import Answers
from ...blueprint import Blueprint
from ..code import import_block
from ..storage.columns import ANY
from .layout import layout_of
from .links import links_of
from .telling import changes_of, slug_of, title_of
from .unmoved import with_unmoved
from .ways import Way

FILLS = ("fill", "fill_part")
STOPS = (
    *("convert", "stop_where", "stop_where_held", "stop_where_rows", "stop_where_twice"),
    "stop_where_unlike",
)
HELPERS = (*FILLS, *STOPS, "rename_key", "spelled")

Side = tuple[Answers, Blueprint]


@dataclass(frozen=True, slots=True)
class Constant:
    """What rows that are there get because the blueprint does not say it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of the schema; all texts of code are finished Python.

    `slug` names the file, `title` is its first line, `changes` says all that happens, and
    `carried` what of it takes stored values along. `outside` says what a renamed table is
    called where the revision stops and all is taken back.
    """

    slug: str
    title: str
    changes: tuple[str, ...]
    carried: tuple[str, ...]
    imports: tuple[str, ...]
    helpers: frozenset[str]
    constants: tuple[Constant, ...]
    outside: Mapping[str, str]
    exact: bool
    key_text: bool
    upgrade: tuple[str, ...]
    downgrade: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_check(self) -> bool:
        """Say whether it only looks at rows, so that it may do so again after each loosening."""
        return all(it.startswith("stop_where") for it in self.upgrade)

    @property
    def code(self) -> tuple[str, ...]:
        """Return both ways."""
        return (*self.upgrade, *self.downgrade)


def revision(before: Side, after: Side) -> Revision | None:
    """Compare the tables of two projects; None where none changes, or one has no database.

    Which database it is does not matter: a revision serves both.
    """
    same = before[1].text == after[1].text
    if same or "memory" in {before[0].database, after[0].database}:
        return None
    old, new = layout_of(*before), layout_of(*after)
    links = with_unmoved(links_of(before[1], after[1]), old, new)
    way = Way(old, new, links)
    return _revision(way, Way(new, old, links.turned())) if way.is_needed else None


def _revision(way: Way, way_back: Way) -> Revision:
    there, back = way.written(named=True), way_back.written(named=False)
    helpers = there.helpers | back.helpers
    needs = there.needs | back.needs | ({ANY} if helpers.intersection(FILLS) else set())
    told = tuple(changes_of(way))
    code = "\n".join([*there.lines, *back.lines])
    return Revision(
        slug=slug_of(told),
        title=title_of(told),
        changes=tuple(it.said for it in told),
        carried=tuple(it.said for it in told if it.carries),
        imports=tuple(import_block(needs, "").splitlines()),
        helpers=frozenset(helpers),
        constants=tuple(Constant(*it) for it in there.constants.items()),
        outside=_outside(way.renamed, way_back.renamed),
        exact="EXACT" in code,
        key_text="KEY_TEXT" in code,
        upgrade=tuple(there.lines),
        downgrade=tuple(back.lines),
        notes=(*(it.lost for it in told if it.lost), *made_up(there.constants)),
    )


def _outside(there: Mapping[str, str], back: Mapping[str, str]) -> Mapping[str, str]:
    """Join the names of both ways, without those that mean one table there and another back."""
    return {it: name for it, name in {**there, **back}.items() if there.get(it, name) == name}


def made_up(constants: Mapping[str, str]) -> Iterator[str]:
    """Say what the owner of a project may want to change."""
    for name, value in constants.items():
        yield f"rows that are there get {name} = {value}, which the blueprint does not say"
