"""Large blueprints in a process that has everything loaded, beside the least that must be done.

The least writes as many bytes as are printed, with nothing but the system's calls, and formats
them in one run of ruff. groundplan remembers, from one process to the next, which texts ruff
left as they were (`formatter.Known`), by settings that hold the project's name. So blueprints
get a new name in each round, and the least has the files of a twin: nothing is known from
before. What only the second run of one blueprint can gain is in no ratio here.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ruff import find_ruff_bin

from .bench import Bench, commit
from .blueprints import blueprint
from .figure import Figure
from .least import least
from .timing import CPU, WALL, Timed, contested, in_turns, run, settled, timed

Files = dict[str, bytes]
FEW, MORE, MANY = 100, 500, 1000
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {"os.rename", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.truncate"}


class Warm:
    """Generates in this process, again and again, with everything loaded."""

    def __init__(self, folder: Path) -> None:
        """Use the version that is importable first."""
        from groundplan import Answers, Blueprint  # noqa: PLC0415 - of the release
        from groundplan.project import create, printed  # noqa: PLC0415

        self.folder = folder
        self.answers = Answers()
        self.blueprint, self.create, self.printed = Blueprint, create, printed
        self.ruff = find_ruff_bin()
        self.rounds = 0
        self.files = 0

    def generate(self, text: str, place: Path) -> object:
        """Parse a blueprint and make its project."""
        return self.create(place, self.answers, self.blueprint.parse(text), force=True)

    def texts(self, text: str) -> Files:
        """Return what the templates print, as bytes."""
        tree = self.printed(self.answers, self.blueprint.parse(text))
        return {str(path): it.encode() for path, it in tree.items()}

    def named(self) -> str:
        """Return a name that no blueprint had before."""
        self.rounds += 1
        return f"scaled_{self.rounds}"

    def ours(self, count: int) -> Timed:
        """Time a project of its own name."""
        text, place = blueprint(count, self.named()), self.folder / "ours"
        found = timed(lambda: self.generate(text, place))
        self.files = sum(1 for it in place.rglob("*") if it.is_file())
        shutil.rmtree(place)
        return found

    def least(self, count: int) -> Timed:
        """Time the least of such a project."""
        files, place = self.texts(blueprint(count, self.named())), self.folder / "least"
        found = timed(lambda: least(str(place), files, self.ruff))
        shutil.rmtree(place)
        return found

    def beside_least(self, count: int, limit: float, pairs: int) -> Figure:
        """Compare a project with the least of it."""
        found = contested(in_turns(lambda: self.ours(count), lambda: self.least(count)), pairs)
        wall = found.own(WALL)
        note = f"{found.told()}; {self.files:,} files, {self.files / wall:,.0f} a second"
        return Figure(
            f"warm, {count} aggregates, wall beside the least",
            found.ratio(WALL), limit, note=note, wall=wall, cpu=found.own(CPU),
        )  # fmt: skip


def warm(bench: Bench) -> Iterator[Figure]:
    """Compare warm generation with the least."""
    own = Warm(bench.scratch("warm"))
    yield settled(lambda pairs: own.beside_least(FEW, 1.5, pairs), bench.pairs + 2)
    yield settled(lambda pairs: own.beside_least(MORE, 1.7, pairs), bench.pairs)


def growth(bench: Bench) -> Iterator[Figure]:
    """Compare what a file costs in a large project and in one ten times as large."""
    own = Warm(bench.scratch("growth"))

    def measure(pairs: int) -> Figure:
        counts: dict[int, int] = {}

        def each(count: int) -> Timed:
            wall, cpu = own.ours(count)
            counts[count] = own.files
            return wall / own.files, cpu / own.files

        found = contested(in_turns(lambda: each(MANY), lambda: each(FEW)), pairs)
        note = (
            f"{found.told()}; cpu {found.other(CPU) * 1e6:.0f} µs a file of {counts[FEW]:,},"
            f" {found.own(CPU) * 1e6:.0f} µs a file of {counts[MANY]:,}"
        )
        many = counts[MANY]
        wall, cpu = found.own(WALL) * many, found.own(CPU) * many
        return Figure(
            f"cpu of a file, {MANY} aggregates beside {FEW}",
            found.ratio(CPU), 1.2, note=note, wall=wall, cpu=cpu,
        )  # fmt: skip

    yield settled(measure, bench.pairs)


@dataclass(slots=True)
class Watch:
    """Writes of this process that Python tells of, while the watch is on; it cannot be undone."""

    on: bool = False
    seen: list[str] = field(default_factory=list)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Note what opens a file for writing, or puts one there; what is gone, stamps tell."""
        if not self.on:
            return
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & WRITING:
                self.seen.append(str(path))
        elif event in CHANGES:
            self.seen.append(str(arguments[0]))


def again(bench: Bench) -> Iterator[Figure]:
    """Count the files that are written when nothing changed, at both of our own doors."""
    folder = bench.scratch("again")
    own, place, text = Warm(folder), folder / "project", blueprint(FEW, "again")
    own.generate(text, place)
    count = len(stamps(place))
    watch, before = Watch(), stamps(place)
    sys.addaudithook(watch)
    watch.on = True
    wall, cpu = timed(lambda: own.generate(text, place))
    watch.on = False
    inside = {it for it in watch.seen if Path(it).is_relative_to(place)}
    elsewhere = len(watch.seen) - sum(1 for it in watch.seen if it in inside)
    written = len(inside | touched(place, before))
    note = f"{count:,} files: Python's audit of opens and renames, inodes, times"
    yield Figure(
        "API: files written when nothing changed", written, 0, "files",
        f"{note}; outside the project {elsewhere}", wall=wall, cpu=cpu,
    )  # fmt: skip
    commit(place)
    before = stamps(place)
    wall, cpu = timed(lambda: run(bench.command("update", place), bench.env()))
    yield Figure(
        "`groundplan update`: files written when nothing changed",
        len(touched(place, before)), 0, "files", f"{count:,} files: inodes and times",
        wall=wall, cpu=cpu,
    )  # fmt: skip


def touched(place: Path, before: dict[str, tuple[int, int]]) -> set[str]:
    """Return the files that came, went or changed since they were stamped."""
    after = stamps(place)
    return {it for it in before.keys() | after.keys() if before.get(it) != after.get(it)}


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Map each file but git's to what changes when it is written."""
    held = (it for it in folder.rglob("*") if it.is_file() and ".git" not in it.parts)
    states = {str(it): it.stat() for it in held}
    return {name: (state.st_ino, state.st_mtime_ns) for name, state in states.items()}
