"""Measure groundplan beside the least that must be done, beside copier, and what it generates.

`python -m benchmarks [--only NAME]... [--pairs N] [--json] [--write]`: each line is printed as it
is measured. `--write` keeps it in docs/benchmarks.json and writes the page and the picture of it;
a family that was not measured stays as it was.
"""

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from . import cold, containers, doors, evolution, kept, machine, service, warm
from .bench import Bench
from .figure import Figure
from .page import FAMILIES, seconds
from .timing import memory, processor

FAULTS = "faults"

MEASURES: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "warm": warm.warm,
    "growth": warm.growth,
    "cold": cold.cold,
    "start": cold.start,
    "doors": doors.doors,
    "again": warm.again,
    "update": evolution.update,
    "service": service.measured,
    "containers": containers.measured,
}


def line(it: Figure) -> str:
    """Return the line of a figure."""
    return (
        f"{it.name.replace('`', ''):58} {it.spelled(it.value):>12} {it.bound:>14} {it.verdict:6}"
        f" {seconds(it.wall):>7} {seconds(it.cpu):>7}  {it.note}"
    )


def unbroken(figures: Iterator[Figure]) -> Iterator[Figure]:
    """Yield figures; where measuring breaks off, that is a goal missed, and others go on."""
    try:
        yield from figures
    except (SystemExit, OSError, subprocess.SubprocessError) as error:
        why = " ".join(str(error).split())[:200]
        yield Figure("could not be measured to its end", 1, 0, FAULTS, why)


def measured(bench: Bench, names: list[str], *, loud: bool) -> Iterator[Figure]:
    """Measure families one after the other, and print each figure at once."""

    def say(text: str) -> None:
        if loud:
            print(text, flush=True)

    for name in names:
        say(f"\n{FAMILIES[name]} [{name}]")
        begun, used = time.perf_counter(), processor()
        for found in unbroken(MEASURES[name](bench)):
            figure = replace(found, family=name)
            say(line(figure))
            yield figure
        say(f"({time.perf_counter() - begun:.0f} s, cpu {processor() - used:.0f} s)")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=[*MEASURES], metavar="NAME")
    parser.add_argument("--pairs", type=int, default=7, help="of one contest, as a rule")
    parser.add_argument("--json", action="store_true", help="print data, and nothing else")
    parser.add_argument("--write", action="store_true", help="keep what is found, in docs/")
    given = parser.parse_args()
    place = memory()
    with tempfile.TemporaryDirectory(prefix="groundplan-bench-", dir=place) as folder:
        bench = Bench.of(Path(folder), given.pairs)
        facts = machine.facts(memory=place is not None)
        if not given.json:
            print("\n".join(f"{name}: {said}" for name, said in facts.items()))
            print(f"{'':58} {'figure':>12} {'limit':>14} {'':6} {'wall s':>7} {'cpu s':>7}  how")
        figures = [*measured(bench, given.only or [*MEASURES], loud=not given.json)]
    if given.json:
        print(kept.as_json(facts, figures), end="")
    if given.write:
        kept.write(facts, figures)
    if any(it.unit == FAULTS for it in figures):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
