"""Write what was found of other generators as a page of Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from ..page import seconds

PAGE, NUMBERS = "peers.md", "peers.json"
HEAD = """\
# Other generators

Written by `make peers`, and not by hand: do not edit. Generators that the registries offer, on
the same domain as far as they can read it: {aggregates} aggregates of nine fields, each with three
commands, two queries and two states, in two modules.

**The contents differ, so this is no contest.** Read a row with what the next table says of its
generator; compare two rows only where that says that the bytes are the same.
"""
METHOD = """\
## How it is measured

- Whole processes, one after the other in turns, {rounds} after one that does not count,
  medians; processor time counts children. Files lie in memory. Nothing is installed in the time.
- Ours forgets before each round what ruff said (`formatter.Known`); compiled templates stay.
- Lint and layout: ruff by the project's own settings, by its defaults where it has none. Types:
  `mypy --strict` with the generator's own dependencies at hand. "-" means not checked: nothing to
  check, or nothing here to check it with.
- Lines are all lines of all files; "code" are those of Python, or of Java.
- Direct dependencies are pinned; what they bring is of the day of the run.
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one generator did; units: seconds, MiB."""

    name: str
    version: str
    reads: str
    differs: str
    files: int
    lines: int
    code: int
    wall: float
    cpu: float
    peak: float
    lint: str
    layout: str
    types: str
    tests: str

    @property
    def each(self) -> float:
        """Return the processor time of 1,000 lines."""
        return self.cpu / self.lines * 1000

    def as_json(self) -> dict[str, object]:
        """Return plain data."""
        return asdict(self)


def page(
    machine: Mapping[str, str], found: Sequence[Finding], missing: Mapping[str, str], **of: int
) -> str:
    """Return the page."""
    from groundplan.english import counted  # noqa: PLC0415 - of the release

    parts = [HEAD.format(**of), *_table(found), *_words(found), *_missing(missing)]
    method = METHOD.format(rounds=counted(of["rounds"], "round"))
    return "\n".join([*parts, *_machine(machine), method])


def _table(found: Sequence[Finding]) -> Iterator[str]:
    yield (
        "| generator | files | lines | code | wall s | cpu s | cpu s per 1,000 lines | peak MiB"
        " | lint | layout | types | own tests |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
    for it in found:
        counts = (f"{it.files:,}", f"{it.lines:,}", f"{it.code:,}")
        times = (seconds(it.wall), seconds(it.cpu), seconds(it.each), f"{it.peak:.0f}")
        verdicts = (it.lint, it.layout, it.types, it.tests)
        yield f"| {' | '.join([it.name, *counts, *times, *verdicts])} |"
    yield ""


def _words(found: Sequence[Finding]) -> Iterator[str]:
    yield "## What each of them does\n"
    yield "| generator | version | reads | writes |\n|---|---|---|---|"
    for it in found:
        yield f"| {it.name} | {it.version} | {it.reads} | {it.differs} |"
    yield ""


def _missing(missing: Mapping[str, str]) -> Iterator[str]:
    if missing:
        yield "## What did not run here\n"
        yield from (f"- {name}: {why}" for name, why in missing.items())
        yield ""


def _machine(machine: Mapping[str, str]) -> Iterator[str]:
    yield "## The machine\n\n| | |\n|---|---|"
    yield from (f"| {name} | {said} |" for name, said in machine.items())
    yield ""
