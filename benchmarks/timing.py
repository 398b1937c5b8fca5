"""Time two contestants side by side: pairs, the order swapped every round, medians of ratios.

Figures of another day or machine are never compared with. Processor time counts children.
"""

import gc
import os
import resource
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .figure import Figure

COSTLY = 5.0  # seconds of a pair, beyond which fewer pairs have to do
FEWER = 5 / 7
Timed = tuple[float, float]  # wall, processor
Act = Callable[[], Timed]
WALL, CPU = 0, 1


def processor() -> float:
    """Return the processor time that this process and its children took so far, in seconds."""
    used = (resource.getrusage(it) for it in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(it.ru_utime + it.ru_stime for it in used)


def timed(act: Callable[[], object]) -> Timed:
    """Return what an act takes, children included."""
    gc.collect()
    before, start = processor(), time.perf_counter()
    act()
    return time.perf_counter() - start, processor() - before


def run(command: Sequence[str], env: Mapping[str, str], cwd: Path | None = None) -> None:
    """Run a program to its end; what it said is shown only where it fails."""
    done = subprocess.run(command, env=env, cwd=cwd, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")


def process(command: Sequence[str], env: Mapping[str, str], fresh: Path | None = None) -> Timed:
    """Time a program to its end; `fresh` is a folder that is removed before."""
    if fresh is not None:
        shutil.rmtree(fresh, ignore_errors=True)
    return timed(lambda: run(command, env))


@dataclass(frozen=True, slots=True)
class Contest:
    """The times of both contestants, pair by pair."""

    ours: tuple[Timed, ...]
    theirs: tuple[Timed, ...]

    def ratio(self, column: int) -> float:
        """Return the median of the ratios of the pairs."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return statistics.median(own[column] / its[column] for own, its in pairs)

    def slower(self, column: int) -> float:
        """Return how many times as long the other took: the median of the pairs."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return statistics.median(its[column] / own[column] for own, its in pairs)

    def own(self, column: int) -> float:
        """Return our median."""
        return statistics.median(it[column] for it in self.ours)

    def other(self, column: int) -> float:
        """Return the other's median."""
        return statistics.median(it[column] for it in self.theirs)

    def told(self) -> str:
        """Say both ratios and how many pairs there were."""
        wall, cpu = self.ratio(WALL), self.ratio(CPU)
        return f"wall {wall:.3g} x, cpu {cpu:.3g} x; {len(self.ours)} pairs"


Pair = Callable[[bool], tuple[Timed, Timed]]


def in_turns(ours: Act, theirs: Act) -> Pair:
    """Make a pair of two acts."""

    def once(we_begin: bool) -> tuple[Timed, Timed]:
        if we_begin:
            return ours(), theirs()
        its = theirs()
        return ours(), its

    return once


def contested(once: Pair, pairs: int, verify: Callable[[], object] = lambda: None) -> Contest:
    """Run so many pairs, fewer where they are costly, after one that does not count.

    `verify` looks at what that one made, before the clock runs.
    """
    start = time.perf_counter()
    once(True)
    took = time.perf_counter() - start
    verify()
    if took > COSTLY:
        pairs = max(1, round(pairs * FEWER))
    found = [once(number % 2 == 0) for number in range(pairs)]
    return Contest(tuple(own for own, _ in found), tuple(its for _, its in found))


def alone(act: Act, rounds: int) -> Timed:
    """Return the medians of one contestant, after a round that does not count."""
    act()
    times = [act() for _ in range(rounds)]
    return statistics.median(it[0] for it in times), statistics.median(it[1] for it in times)


def settled(measure: Callable[[int], Figure], pairs: int) -> Figure:
    """Measure; what misses its goal by little counts only after twice as many pairs."""
    found = measure(pairs)
    if not found.is_close:
        return found
    again = measure(2 * pairs)
    return replace(again, note=f"{again.note}; measured twice, first {found.spelled(found.value)}")


def memory() -> str | None:
    """Return a folder in memory; None for the usual place where there is none."""
    shared = "/dev/shm"
    return shared if os.access(shared, os.W_OK | os.X_OK) else None
