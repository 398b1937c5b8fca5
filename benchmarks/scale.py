"""Blueprints of many aggregates beside the least that must be done: writing, and one ruff.

The least writes as many bytes as they are printed, with nothing but the system's calls, and
formats them in one run. Blueprints get a new name in each round, and the least has the files of
a twin, so that nothing is known from before. The folder should be in memory: a disk would hide
the program.
"""

import gc
import marshal
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ruff import find_ruff_bin

from .least import least
from .service import Figure

PER_MODULE = 10
KILO = 1024
Timed = tuple[float, float]  # wall, processor
Files = dict[str, bytes]

HEAD = """\
blueprint: 1
name: {name}
values:
  Code:  {{is: str, pattern: '[A-Z]{{3}}-[0-9]{{4}}'}}
  Money: {{fields: {{amount: decimal 0.., currency: str 3..3}}}}
modules:
"""
AGGREGATE = """\
      {it}:
        fields:
          {{code: Code, title: str 1..80, price: Money, count: int 0.. = 0, since: date,
           seen: datetime optional, ready: bool = false, note: str ..500 optional,
           before: {before}}}
        commands:
          Open{it}:
            takes: [code, title, price, since, before]
            emits: {it}Opened
            moves: '[*] -> open'
          Retitle{it}: {{takes: [title], emits: {it}Retitled, moves: open -> open}}
          Close{it}: {{emits: {it}Closed, moves: open -> closed}}
        queries:
          Get{it}: {{returns: {it}}}
          List{it}s: {{search: [title], where: {{state: open}}, returns: {it}*, paginate: true}}
"""
PEAK = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def blueprint(count: int, name: str) -> str:
    """Write a blueprint of so many aggregates, each of nine fields; one refers to another."""
    lines = [HEAD.format(name=name)]
    for number in range(count):
        module, first = divmod(number, PER_MODULE)
        before = f"Item{number - 1}" if number else "Item0 optional"
        if not first:
            lines.append(f"  area_{module}:\n    aggregates:\n")
            before = f"area_{module - 1}.{before}" if number else before
        lines.append(AGGREGATE.format(it=f"Item{number}", before=before))
    return "".join(lines)


def timed(act: Callable[[], object]) -> Timed:
    """Return what an act takes, children included."""
    gc.collect()
    before, start = processor(), time.perf_counter()
    act()
    return time.perf_counter() - start, processor() - before


def processor() -> float:
    """Return the processor time that this process and its children took so far."""
    used = (resource.getrusage(it) for it in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(it.ru_utime + it.ru_stime for it in used)


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

    def generate(self, text: str, place: Path) -> object:
        """Parse a blueprint and make its project."""
        return self.create(place, self.answers, self.blueprint.parse(text), force=True)

    def files(self, text: str) -> Files:
        """Return what the templates print, as bytes."""
        tree = self.printed(self.answers, self.blueprint.parse(text))
        return {str(path): it.encode() for path, it in tree.items()}

    def pair(self, count: int) -> tuple[Timed, Timed, int]:
        """Time a project and the least of it; the order is swapped every round."""
        self.rounds += 1
        text, twin = (blueprint(count, f"scaled_{self.rounds}_{it}") for it in "ab")
        files = self.files(twin)
        places = self.folder / "ours", self.folder / "least"
        acts = [
            lambda: self.generate(text, places[0]),
            lambda: least(str(places[1]), files, self.ruff),
        ]
        order = (0, 1) if self.rounds % 2 else (1, 0)
        found = {number: timed(acts[number]) for number in order}
        for place in places:
            shutil.rmtree(place)
        return found[0], found[1], len(files)


def warm(bench: Warm, count: int, limit: float, pairs: int) -> tuple[Figure, float]:
    """Compare a warm generation with the least; return the processor time of a file, too."""
    bench.pair(count)
    found = [bench.pair(count) for _ in range(pairs)]
    wall = statistics.median(ours[0] / its[0] for ours, its, _ in found)
    cpu = statistics.median(ours[1] / its[1] for ours, its, _ in found)
    took = statistics.median(ours[0] for ours, _, _ in found)
    files = found[0][2]
    note = f"{files} files in {took:.2f} s, {files / took:.0f} a second; cpu {cpu:.2f} x"
    each = statistics.median(ours[1] for ours, _, _ in found) / files
    return Figure(f"warm, {count} aggregates, beside the least", wall, limit, "x", note), each


def cold(bench: Warm, repo: Path, pairs: int) -> list[Figure]:
    """Compare a process that makes a project with one that does the least; find its peak."""
    text = blueprint(100, "scaled")
    file, known = bench.folder / "scaled.yml", bench.folder / "scaled.bin"
    file.write_text(text)
    known.write_bytes(marshal.dumps(bench.files(text)))
    place = bench.folder / "cold"
    env = os.environ | {"PYTHONPATH": str(repo / "generators")}
    new = [sys.executable, "-m", "groundplan", "new", str(place), "--blueprint", str(file)]
    script = Path(__file__).with_name("least.py")
    its = [sys.executable, str(script), str(known), str(place), bench.ruff]

    def run(command: list[str]) -> Timed:
        shutil.rmtree(place, ignore_errors=True)
        return timed(lambda: subprocess.run(command, env=env, check=True, capture_output=True))

    run(new), run(its)
    found = [
        (run(new), run(its)) if number % 2 else (run(its), run(new))[::-1]
        for number in range(pairs)
    ]
    ratio = statistics.median(ours[1] / least_of[1] for ours, least_of in found)
    took = statistics.median(ours[1] for ours, _ in found)
    shutil.rmtree(place)
    said = subprocess.run(
        [sys.executable, "-c", PEAK, *new], env=env, check=True, capture_output=True, text=True
    ).stdout
    shutil.rmtree(place)
    return [
        Figure("cold, 100 aggregates, cpu beside the least", ratio, 3.0, "x", f"{took:.2f} s"),
        Figure("peak of memory, 100 aggregates", int(said) / KILO, 60.0, "Mi"),
    ]


def again(bench: Warm) -> Figure:
    """Count the files that a second run touches when nothing changed."""
    text, place = blueprint(100, "scaled"), bench.folder / "again"
    bench.generate(text, place)
    before = stamps(place)
    took = timed(lambda: bench.generate(text, place))[0]
    after = stamps(place)
    shutil.rmtree(place)
    touched = {it for it in before | after if before.get(it) != after.get(it)}
    return Figure("files written by a second run", len(touched), 0.0, "", f"{took:.2f} s")


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """Map each file and folder to what changes when it is written."""
    states = {it: it.stat() for it in (folder, *folder.rglob("*"))}
    return {it: (state.st_ino, state.st_mtime_ns) for it, state in states.items()}


def measure(repo: Path, folder: Path, pairs: int) -> list[Figure]:
    """Measure everything below a scratch folder; `repo` is importable already."""
    bench = Warm(folder)
    few, each = warm(bench, 100, 1.5, pairs)
    more, _ = warm(bench, 500, 1.7, min(pairs, 5))
    _, each_of_many = warm(bench, 1000, 1.7, min(pairs, 3))
    growth = Figure(
        "cpu of a file, 1000 aggregates beside 100",
        each_of_many / each,
        1.2,
        "x",
        f"{each * 1e6:.0f} µs at 100, {each_of_many * 1e6:.0f} µs at 1000",
    )
    return [few, more, growth, *cold(bench, repo, pairs), again(bench)]
