"""Histories of projects: what the blueprint becomes, which release comes, what owners do.

A history is a list of small numbers, so that Hypothesis can make it shorter.
"""

from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st
from owners import EDITS, Owner
from versions import TAGS

BLUEPRINT = """\
blueprint: 1
name: diary
values:
  Code: {{is: str, pattern: '[A-Z]{{3}}'}}
modules:
  {module}:
    was: {other_module}
    aggregates:
      {aggregate}:
        was: {other_aggregate}
        fields:
          title: str 1..80
          body: str optional
{fields}{rules}        commands:
          Write{aggregate}: {{creates: true, emits: {aggregate}Written}}
{commands}        queries:
          List{aggregate}s: {{returns: {aggregate}*}}
{queries}{archive}{people}"""
ARCHIVE = """\
      Shelf:
        key: code
        fields: {code: Code, room: str ..40 optional}
        commands:
          BuildShelf: {takes: [code], emits: ShelfBuilt, moves: '[*] -> open'}
          CloseShelf: {emits: ShelfClosed, moves: open -> closed}
"""
PEOPLE = """\
  people:
    aggregates:
      Reader:
        fields: {name: str 1..80, born: date optional}
        commands:
          Join: {creates: true, emits: ReaderJoined}
          Rename: {takes: [name], emits: ReaderRenamed}
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which parts a blueprint has; each may come and go, and two things change their name."""

    rating: bool = False
    tags: bool = False
    rule: bool = False
    retitle: bool = False
    wipe: bool = False
    query: bool = False
    archive: bool = False
    people: bool = False
    memos: bool = False
    entry: bool = False

    def text(self) -> str:
        modules, aggregates = ["diary", "memos"], ["Note", "Entry"]
        aggregate = aggregates[self.entry]
        fields = "          rating: int 0..5 = 0\n" * self.rating
        fields += "          tags: str*\n" * self.tags
        commands = f"          Retitle: {{takes: [title], emits: {aggregate}Retitled}}\n"
        wipe = f"          Wipe: {{deletes: true, emits: {aggregate}Wiped}}\n"
        return BLUEPRINT.format(
            module=modules[self.memos],
            other_module=modules[not self.memos],
            aggregate=aggregate,
            other_aggregate=aggregates[not self.entry],
            fields=fields,
            rules="        rules: {is_short: A title is one line.}\n" * self.rule,
            commands=commands * self.retitle + wipe * self.wipe,
            queries=f"          Get{aggregate}: {{returns: {aggregate}}}\n" * self.query,
            archive=ARCHIVE * self.archive,
            people=PEOPLE * self.people,
        )


def shapes(number: int) -> tuple[Shape, ...]:
    """Return some shapes, the barest first; few, so that they are rendered once."""
    random = Random(number)
    names = Shape.__slots__
    rest = [Shape(*(random.random() < 0.4 for _ in names)) for _ in range(number - 1)]
    return (Shape(), *rest)


@dataclass(frozen=True, slots=True)
class Step:
    """What an owner does, and then the release and the blueprint that come."""

    tag: str
    shape: Shape
    answers: tuple[tuple[str, str], ...]
    edits: tuple[tuple[int, int], ...]

    def edit(self, owner: Owner) -> None:
        for kind, seed in self.edits:
            owner.random = Random(seed)
            EDITS[kind](owner)


@dataclass(frozen=True, slots=True)
class History:
    """A project that begins with the first release, and the steps that follow."""

    begin: Shape
    steps: tuple[Step, ...]


ANSWERS = ((("application", "cqrs"),), (("application", "services"),), (("docker", "false"),), ())


def histories(variants: tuple[Shape, ...]) -> st.SearchStrategy[History]:
    """Make up histories of these blueprints."""
    edit = st.tuples(st.integers(0, len(EDITS) - 1), st.integers(0, 2**16))
    step = st.tuples(
        st.sampled_from((0, 1, 1, 2)),
        st.sampled_from(variants),
        st.sampled_from((*(() for _ in ANSWERS), *ANSWERS)),
        st.lists(edit, min_size=3, max_size=16).map(tuple),
    )
    steps = st.lists(step, min_size=1, max_size=4)
    return st.builds(_history, st.sampled_from(variants), steps)


def _history(
    begin: Shape,
    steps: list[tuple[int, Shape, tuple[tuple[str, str], ...], tuple[tuple[int, int], ...]]],
) -> History:
    found, at = [], 0
    for jump, shape, answers, edits in steps:
        at = min(at + jump, len(TAGS) - 1)
        found.append(Step(TAGS[at], shape, answers, edits))
    return History(begin, tuple(found))
