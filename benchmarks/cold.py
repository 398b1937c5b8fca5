"""A process that makes a project, beside one that does the least; and how soon help is there.

Both have a warm disk and compiled bytecode, and ours has compiled templates. ruff's answers of
the run before (`formatter.Known`) are thrown away for the goal; a row beside it says what they
save when one blueprint is generated again.
"""

import marshal
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from .bench import Bench
from .blueprints import blueprint
from .figure import Figure
from .timing import CPU, WALL, Contest, Timed, alone, contested, in_turns, process, settled
from .warm import Warm

AGGREGATES = 100
KIB = 1024
PEAK = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


class Cold:
    """The two commands, on the same files."""

    def __init__(self, bench: Bench) -> None:
        """Write the blueprint for one, its files for the other."""
        folder = bench.scratch("cold")
        own, text = Warm(folder), blueprint(AGGREGATES, "scaled")
        file, known = folder / "scaled.yml", folder / "scaled.bin"
        files = own.texts(text)
        file.write_text(text, "utf-8")
        known.write_bytes(marshal.dumps(files))
        self.bench, self.count = bench, len(files)
        self.place, self.env = folder / "project", bench.env()
        self.new = bench.command("new", self.place, "--blueprint", file)
        script = Path(__file__).with_name("least.py")
        self.least = [sys.executable, str(script), str(known), str(self.place), own.ruff]

    def forgetful(self) -> Timed:
        """Time ours when nothing is known of what ruff says."""
        shutil.rmtree(self.bench.cache / "groundplan" / "formatted", ignore_errors=True)
        return process(self.new, self.env, self.place)

    def remembering(self) -> Timed:
        """Time ours when the same texts were formatted before."""
        return process(self.new, self.env, self.place)

    def nothing_kept(self) -> Timed:
        """Time ours without bytecode, and with an empty cache."""
        shutil.rmtree(self.bench.cache / "groundplan", ignore_errors=True)
        nowhere = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(self.place) + ".pyc"}
        return process(self.new, self.env | nowhere, self.place)

    def beside_least(self, ours: Callable[[], Timed], pairs: int) -> Contest:
        """Compare one of these with the least."""
        its = in_turns(ours, lambda: process(self.least, self.env, self.place))
        return contested(its, pairs)


def cold(bench: Bench) -> Iterator[Figure]:
    """Compare fresh processes, then find the peak of memory."""
    both, name = Cold(bench), f"cold, {AGGREGATES} aggregates"
    contests: list[Contest] = []

    def judged(pairs: int) -> Figure:
        found = both.beside_least(both.forgetful, pairs)
        contests.append(found)
        return _row(f"{name}, cpu beside the least", 3.0, found, "ruff's answers forgotten")

    yield settled(judged, bench.pairs)
    found = contests[-1]
    wall, cpu = found.own(WALL), found.own(CPU)
    note = f"{both.count:,} files, the same runs; the least {found.other(WALL):.2f} s"
    yield Figure(f"{name}, wall", wall, 0.2, "s", note, wall=wall, cpu=cpu)
    found = both.beside_least(both.remembering, bench.pairs)
    yield _row(f"{name}, the same blueprint again", None, found, "ruff's answers remembered")
    wall, cpu = alone(both.nothing_kept, 2)
    note = "no bytecode, no compiled templates, nothing remembered"
    yield Figure(f"{name}, nothing kept", wall, None, "s", note, wall=wall, cpu=cpu)
    process(both.new, both.env, both.place)
    yield _peak(both, name)


def _row(name: str, limit: float | None, found: Contest, note: str) -> Figure:
    note = f"{note}; {found.told()}; least {found.other(CPU):.2f} s cpu"
    return Figure(
        name, found.ratio(CPU), limit, note=note, wall=found.own(WALL), cpu=found.own(CPU)
    )


def _peak(both: Cold, name: str) -> Figure:
    shutil.rmtree(both.bench.cache / "groundplan" / "formatted", ignore_errors=True)
    shutil.rmtree(both.place)
    said = subprocess.run(
        [sys.executable, "-c", PEAK, *both.new],
        env=both.env, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    note = "the largest process of the run, ruff's included"
    return Figure(f"{name}, peak of memory", int(said.splitlines()[-1]) / KIB, 60, "MiB", note)


def start(bench: Bench) -> Iterator[Figure]:
    """Compare what is asked most often of a command with copier's quickest answer."""
    env, copier = bench.env(), [sys.executable, "-m", "copier", "--version"]
    for option in ("--version", "--help"):
        ours = bench.command(option)

        def measure(pairs: int, ours: list[str] = ours) -> Figure:
            its = in_turns(lambda: process(ours, env), lambda: process(copier, env))
            found = contested(its, pairs)
            note = f"{found.told()}; copier {found.other(WALL):.2f} s"
            return Figure(
                f"`groundplan {ours[-1]}` beside `copier --version`", found.ratio(WALL), 0.2,
                note=note, wall=found.own(WALL), cpu=found.own(CPU),
            )  # fmt: skip

        yield settled(measure, bench.pairs + 4)
