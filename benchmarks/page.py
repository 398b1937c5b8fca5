"""Write what was measured as a page of Markdown."""

from collections.abc import Iterator, Mapping, Sequence

from .figure import Figure

CHART = "benchmarks.svg"
FAMILIES = {
    "warm": "Generation, warm: the API in a process that has everything loaded",
    "growth": "Generation, ten times as large",
    "cold": "Generation, cold: a fresh process",
    "start": "Help",
    "doors": "Both doors",
    "again": "Nothing changed",
    "update": "Updates",
    "service": "A generated service",
    "containers": "Its containers",
}
HEAD = """\
# Benchmarks

Written by `make bench`, and not by hand: do not edit. `python -m benchmarks --only NAME` measures
one family anew (the words in brackets below), `--write` keeps what it finds here.
"""
METHOD = """\
## How it is measured

- Ratios are taken in one run: both contestants in turns, the order swapped every round, the median
  of the ratios of pairs. Seconds belong to the machine above and are there to be read, not
  compared; where a goal is in seconds, a slower machine may miss it.
- Wall and processor time, children included. "wall" and "cpu" are medians of ours, in seconds.
- 7 pairs, 5 where a pair takes more than 5 seconds, more where it is short. A goal that is missed
  by less than a tenth counts as missed only after a second go with twice the pairs.
- Before the clock runs, what must be equal is compared byte by byte: both doors, both updates.
- "The least" writes as many bytes as the project has by the system's calls alone, and runs ruff on
  them once. It reads no blueprint and renders nothing: 1.0 cannot be reached.
- groundplan remembers in the user's cache which texts ruff left as they were, under the same
  settings (`formatter.Known`). Warm rows give each round a new name, and with it new settings, so
  that nothing is known; cold rows and those of both doors throw the memory away before each
  round. One row without a goal says what it saves when a blueprint is generated again.
- Files lie in memory (tmpfs) where the machine has such a place: a disk would hide the program.
"""


def page(machine: Mapping[str, str], figures: Sequence[Figure]) -> str:
    """Return the page."""
    said = [*_summary(figures), *_busy(machine), *_machine(machine), *_families(figures)]
    return "\n".join([HEAD, *said, METHOD])


def _busy(machine: Mapping[str, str]) -> Iterator[str]:
    if float(machine["load before"]) > 1:
        yield (
            "**The machine had other work** when this was measured: wall times are too long, and"
            " ratios of them are noisy. Processor times are nearer the truth.\n"
        )


def _summary(figures: Sequence[Figure]) -> Iterator[str]:
    goals = [it for it in figures if it.limit is not None]
    failing = [it for it in goals if not it.holds]
    yield f"**{len(goals) - len(failing)} of {len(goals)} goals hold.**"
    if failing:
        yield "These fail:\n"
        yield from (f"- {it.name}: {it.spelled(it.value)}, should be {it.bound}" for it in failing)
    yield f"\n![Each goal as a part of its limit]({CHART})\n"


def _machine(machine: Mapping[str, str]) -> Iterator[str]:
    yield "## The machine\n"
    yield "| | |\n|---|---|"
    yield from (f"| {name} | {said} |" for name, said in machine.items())
    yield ""


def _families(figures: Sequence[Figure]) -> Iterator[str]:
    for family, title in FAMILIES.items():
        rows = [it for it in figures if it.family == family]
        if not rows:
            continue
        yield f"## {title} [{family}]\n"
        yield "| goal | figure | limit | | wall s | cpu s | how |"
        yield "|---|---|---|---|---|---|---|"
        yield from map(_row, rows)
        yield ""


def _row(it: Figure) -> str:
    verdict = it.verdict if it.holds else f"**{it.verdict}**"
    cells = (it.name, it.spelled(it.value), it.bound, verdict, seconds(it.wall), seconds(it.cpu))
    return f"| {' | '.join([*cells, it.note])} |"


def seconds(value: float | None) -> str:
    """Write seconds with three digits that count; a dash where there is nothing to say."""
    if value is None:
        return "-"
    if value >= 1:
        return f"{value:.2f}"
    return f"{value:.3f}" if value >= 0.01 else f"{value:.2g}"
