"""Nothing that owners typed is lost in histories of edits, blueprints and releases."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from random import Random
from tempfile import TemporaryDirectory

import figures
import pytest
from conftest import commit_all
from histories import History, Step, histories, shapes
from hypothesis import HealthCheck, given, note, seed, settings
from owners import Owner, held, resolved, words_in
from remembered import MEMORY, Releases, releases_in
from versions import TAGS

from groundplan import Plan, plan_update
from groundplan.plan.held import plain
from groundplan.recorded import read_record
from groundplan.tree import ANSWERS_FILE, BLUEPRINT, HISTORY, Tree

SEED = 20261121
COUNTED = ("histories", "updates", "words", "lost words", "conflicts")
MARK = b"\n<<<<<<< yours"
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Releases]:
    """Return the releases; projects lie in memory where that is possible."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        found = releases_in(tmp_path_factory.mktemp("remembered"), stack, patch)
        if MEMORY.is_dir():
            scratch = TemporaryDirectory(prefix="groundplan-", dir=MEMORY)
            found.place = Path(stack.enter_context(scratch))
        yield found


class Life:
    """A project that goes through a history; `counts` are of what happens."""

    def __init__(self, releases: Releases, history: History, counts: Counter[str]) -> None:
        self.releases, self.counts = releases, counts
        self.root = releases.project(TAGS[0], {}, history.begin.text(), "life")
        self.owner = Owner(self.root, Random(0))

    def live(self, step: Step) -> None:
        """Edit, update, look at everything, resolve and commit."""
        text, answers = step.shape.text(), dict(step.answers)
        record = read_record(self.root / ANSWERS_FILE)
        last = self.releases.version(record.commit)
        base = self.releases.rendered(last, record.answers, record.blueprint)
        theirs = self.releases.tree(step.tag, {**record.answers, **answers}, text)
        self.owner.hot = tuple(map(str, _differing(base, theirs)))
        step.edit(self.owner)
        commit_all(self.root)
        (self.root / BLUEPRINT).write_text(text)
        had = held(self.root)

        plan = plan_update(self.root, to=step.tag, answers=answers)
        plan.apply()

        has = held(self.root)
        self.nothing_is_lost(plan, had, has)
        _what_was_not_touched_is_new(plan, had, has, base, theirs)
        _marks_are_told(plan, had, has)
        self.resolve(plan)
        again = plan_update(self.root, to=step.tag)
        assert not again.operations, str(again)
        self.counts["updates"] += 1
        self.counts["conflicts"] += sum(len(it.where) for it in plan.conflicts)

    def nothing_is_lost(self, plan: Plan, had: Files, has: Files) -> None:
        """Look for every word where it was, or where the plan moved its file."""
        before, after = words_in(had), words_in(has)
        moved = {str(it.from_path): str(it.path) for it in plan.operations if it.from_path}
        lost = {it: before[it] for it in before.keys() - after.keys()}
        self.counts["words"] += len(before)
        self.counts["lost words"] += len(lost)
        assert not lost, f"{lost}\n{plan}"
        for word, (path, line) in before.items():
            place, there = after[word]
            assert place == moved.get(path, path), f"{word} was in {path}, is in {place}\n{plan}"
            if line in {f"# {word}", f"<!-- {word} -->"}:
                assert there == line, f"{word} stands in another line now\n{plan}"

    def resolve(self, plan: Plan) -> None:
        """Keep what both sides say, and commit."""
        for it in plan.conflicts:
            file = self.root / it.path
            if file.is_file() and not file.is_symlink():
                file.write_bytes(resolved(file.read_bytes()))
        commit_all(self.root)


def _differing(base: Tree, theirs: Tree) -> list[PurePosixPath]:
    return [path for path in (base.keys() | theirs.keys()) if base.get(path) != theirs.get(path)]


def _what_was_not_touched_is_new(
    plan: Plan, had: Files, has: Files, base: Tree, theirs: Tree
) -> None:
    """Files that nobody edited are those of a new project; nobody else's are merged."""
    told = {it.path: it for it in plan.operations}
    for path, text in theirs.items():
        if HISTORY in path.parents:
            continue
        kind = told[path].kind if path in told else ""
        place = told[path].place if path in told else path
        mine = had.get(str(place))
        touched = mine is None or plain(mine) != base.get(place, "").encode()
        if kind in {"merge", "conflict", "keep"}:
            assert touched, f"{path}: {kind}, and nobody edited it\n{plan}"
        elif not touched or (mine is None and kind == "create"):
            assert plain(has[str(path)]) == text.encode(), f"{path}\n{plan}"


def _marks_are_told(plan: Plan, had: Files, has: Files) -> None:
    told = {str(it.path) for it in plan.conflicts}
    marked = {path for path, content in has.items() if MARK in b"\n" + content}
    before = {path for path, content in had.items() if MARK in b"\n" + content}
    assert marked - before <= told, str(plan)


def lived(releases: Releases, examples: int, number: int, variants: int) -> Counter[str]:
    """Live so many histories; count what happened in them."""
    counts = Counter[str](dict.fromkeys(COUNTED, 0))

    @seed(SEED + number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(histories(shapes(variants)))
    def live(history: History) -> None:
        note(str(history))
        life = Life(releases, history, counts)
        for step in history.steps:
            life.live(step)
        counts["histories"] += 1

    live()
    return counts


CHUNKS = [
    *(pytest.param(15, it, 12, id=f"some-{it}") for it in range(2)),
    *(pytest.param(50, it, 48, id=f"many-{it}", marks=pytest.mark.slow) for it in range(2, 12)),
]


@pytest.mark.parametrize(("examples", "number", "variants"), CHUNKS)
def test_no_word_of_an_owner_is_lost(
    examples: int,
    number: int,
    variants: int,
    releases: Releases,
    record_property: figures.Record,
) -> None:
    counted = lived(releases, examples, number, variants)

    figures.count(record_property, "histories of projects", counted)
    assert counted["histories"] >= examples
    assert counted["words"] > 10 * examples
    assert counted["conflicts"] > examples
    assert counted["lost words"] == 0
