"""Both doors side by side: `groundplan new` and stock `copier copy` of the same release.

ruff runs on both sides, and the trees are compared before the clock runs: bytes, programs, the
answers file. Ours keeps compiled templates and ruff's answers in the user's cache from one run
to the next; for the goal the answers are thrown away before each run.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from .bench import Bench, require_equal
from .blueprints import blueprint
from .figure import Figure
from .timing import (
    CPU,
    WALL,
    Contest,
    Timed,
    alone,
    contested,
    in_turns,
    process,
    run,
    settled,
    timed,
)

AGGREGATES = 52  # about a thousand files


def doors(bench: Bench) -> Iterator[Figure]:
    """Compare the doors on a thousand files and on the shop; time what is asked in between."""
    yield settled(_Doors(bench).thousand, bench.pairs)
    folder = bench.scratch("doors")
    own, stock = folder / "own", folder / "stock"
    env, shop = bench.env(), ("preset=shop",)
    new = bench.command("new", own, "--preset", "shop")
    copy = bench.copier("-d", *shop, bench.repo, stock)
    process(new, env, own), process(copy, env, stock)
    count = require_equal(own, stock)
    found = contested(
        in_turns(lambda: process(new, env, own), lambda: process(copy, env, stock)), bench.pairs
    )
    wall, cpu = found.own(WALL), found.own(CPU)
    note = f"{count} files; {found.told()}, of copier's {found.other(WALL):.2f} s"
    yield Figure("`groundplan new --preset shop`, cpu", cpu, 0.6, "s", note, wall=wall, cpu=cpu)
    check = bench.command("check", own)
    yield _alone("`groundplan check` of the shop", 0.4, alone(lambda: process(check, env), 7))
    help_ = bench.command("--help")
    yield _alone("`groundplan --help`", 0.25, alone(lambda: process(help_, env), 7))
    yield _alone("`render` of the shop, warm, in process", 0.06, _rendered(bench, 3 * bench.pairs))


def _alone(name: str, limit: float, times: Timed) -> Figure:
    wall, cpu = times
    return Figure(name, wall, limit, "s", "seconds of this machine", wall=wall, cpu=cpu)


def _rendered(bench: Bench, rounds: int) -> Timed:
    """Time the shop, rendered in this process."""
    from groundplan import Answers, Blueprint, render  # noqa: PLC0415 - of the release

    answers = Answers()
    shop = Blueprint.load(bench.repo / "generators/groundplan/presets/shop.yml")
    return alone(lambda: timed(lambda: render(answers, shop)), rounds)


class _Doors:
    """Both doors, each with a folder that holds only a blueprint of a thousand files."""

    def __init__(self, bench: Bench) -> None:
        """Name both."""
        self.bench, self.env = bench, bench.env()
        folder = bench.scratch("thousand")
        self.text = blueprint(AGGREGATES, "thousand")
        self.own, self.stock = folder / "own", folder / "stock"
        self.count = 0

    def ours(self) -> Timed:
        """Time our own door; what ruff said before is forgotten."""
        shutil.rmtree(self.bench.cache / "groundplan" / "formatted", ignore_errors=True)
        self._begin(self.own)
        return timed(lambda: run(self.bench.command("new", self.own), self.env))

    def theirs(self) -> Timed:
        """Time stock copier."""
        self._begin(self.stock)
        return timed(lambda: run(self.bench.copier(self.bench.repo, self.stock), self.env))

    def _begin(self, place: Path) -> None:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        (place / "blueprint.yml").write_text(self.text, "utf-8")

    def _verify(self) -> None:
        self.count = require_equal(self.own, self.stock)

    def thousand(self, pairs: int) -> Figure:
        """Say how many times faster our door is."""
        found: Contest = contested(in_turns(self.ours, self.theirs), pairs, self._verify)
        note = (
            f"{self.count:,} equal files; {found.own(WALL):.2f} s and {found.other(WALL):.2f} s;"
            f" cpu {found.slower(CPU):.1f} x faster; {len(found.ours)} pairs"
        )
        return Figure(
            "`groundplan new`, times faster than `copier copy`", found.slower(WALL), 10,
            note=note, at_least=True, wall=found.own(WALL), cpu=found.own(CPU),
        )  # fmt: skip
