"""What was measured, kept beside the pages that are written from it."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from .chart import chart
from .figure import Figure
from .page import CHART, FAMILIES, page

DOCS = Path(__file__).resolve().parents[1] / "docs"
NUMBERS, PAGE = "benchmarks.json", "benchmarks.md"
PASSING = "load before"  # a fact that no two runs share
README = DOCS.parent / "README.md"
MARKED = re.compile(r"<!-- measured: (?P<name>.+?) -->.*?<!-- -->")
Machine = Mapping[str, str]


def as_json(machine: Machine, figures: Sequence[Figure]) -> str:
    """Spell all that was measured."""
    said = {"machine": dict(machine), "figures": [it.as_json() for it in figures]}
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def read(folder: Path = DOCS) -> tuple[dict[str, str], list[Figure]]:
    """Read what was kept; nothing where nothing was."""
    file = folder / NUMBERS
    if not file.is_file():
        return {}, []
    held = json.loads(file.read_text("utf-8"))
    return held["machine"], [Figure.of(it) for it in held["figures"]]


def joined(
    kept: tuple[Machine, Sequence[Figure]], new: tuple[Machine, Sequence[Figure]]
) -> list[Figure]:
    """Put new families in the place of kept ones, in the order of the page.

    Raises:
        SystemExit: What is kept comes from another machine or from other versions.
    """
    anew = {it.family for it in new[1]}
    stay = [it for it in kept[1] if it.family not in anew]
    if stay and _lasting(kept[0]) != _lasting(new[0]):
        raise SystemExit("what is kept was measured elsewhere; run `make bench` for all families")
    every = [*stay, *new[1]]
    return [it for family in FAMILIES for it in every if it.family == family]


def _lasting(machine: Machine) -> dict[str, str]:
    return {name: said for name, said in machine.items() if name != PASSING}


def pages(machine: Machine, figures: Sequence[Figure]) -> dict[str, str]:
    """Return the files that are kept, by their names."""
    return {
        NUMBERS: as_json(machine, figures),
        PAGE: page(machine, figures),
        CHART: chart(figures, FAMILIES),
    }


def filled(text: str, figures: Sequence[Figure]) -> str:
    """Write figures of the same name where a text marks a place for them.

    Shape: `<!-- measured: NAME -->` begins a place, `<!-- -->` ends it.
    """
    said = {it.name.replace("`", ""): _said(it) for it in figures}

    def put(found: re.Match[str]) -> str:
        name = found["name"]
        return f"<!-- measured: {name} -->{said.get(name, 'not measured')}<!-- -->"

    return MARKED.sub(put, text)


def _said(it: Figure) -> str:
    missed = "" if it.holds else ", **missed**"
    return f"{it.spelled(it.value)} ({it.bound}{missed})"


def write(
    machine: Machine, figures: Sequence[Figure], folder: Path = DOCS, readme: Path = README
) -> None:
    """Keep what was measured, and write the page, the picture and the README's figures anew."""
    every = joined(read(folder), (machine, figures))
    for name, text in pages(machine, every).items():
        (folder / name).write_text(text, "utf-8")
    readme.write_text(filled(readme.read_text("utf-8"), every), "utf-8")
