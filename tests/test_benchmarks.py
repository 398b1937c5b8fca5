"""What is measured is judged and shown as it is; nothing is timed here."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from conftest import ROOT
from jinja2 import Environment

from benchmarks import kept
from benchmarks.__main__ import MEASURES, unbroken
from benchmarks.bench import require_equal
from benchmarks.blueprints import blueprint
from benchmarks.chart import LEFT, SPAN, chart
from benchmarks.figure import Figure
from benchmarks.page import FAMILIES, page
from benchmarks.peers.contestants import PEERS
from benchmarks.peers.inputs import PACKAGE, jdl, unrolled
from benchmarks.peers.page import Finding
from benchmarks.peers.page import page as peers_page
from benchmarks.timing import CPU, WALL, Timed, contested, in_turns, settled
from groundplan import Blueprint

DOCS = ROOT / "docs"
SVG = "{http://www.w3.org/2000/svg}"
README_ROW = re.compile(r"<!-- measured: (.+?) -->.*?`make bench ONLY=(\w+)`")
QUIET = {"cores": "2", "load before": "0.1", "Python": "CPython 3.11.7"}
GOOD = Figure("a `good` one", 1.2, 1.5, note="7 pairs", wall=0.5, cpu=0.25, family="warm")
BAD = Figure("a bad one", 9.5, 3, family="cold")
FREE = Figure("information", 5, None, "s", family="cold")
FAST = Figure("times faster", 12, 10, at_least=True, family="doors")
SLOW = Figure("not fast", 8, 10, at_least=True, family="doors")
ALL = [GOOD, BAD, FREE, FAST, SLOW]


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (GOOD, True),
        (BAD, False),
        (FREE, True),
        (FAST, True),
        (SLOW, False),
        (Figure("at the limit", 1.5, 1.5), True),
        (Figure("nothing of nothing", 0, 0, "files"), True),
        (Figure("one of nothing", 1, 0, "files"), False),
        (Figure("less than nothing", -3, 10, "µs"), True),
    ],
    ids=lambda it: it.name if isinstance(it, Figure) else None,
)
def test_a_goal_holds_up_to_its_limit(figure: Figure, holds: bool) -> None:
    assert figure.holds is holds
    assert Figure.of(figure.as_json()) == figure


def test_the_release_is_measured_and_not_the_checkout() -> None:
    """What is imported before the release is made would stay."""
    script = "import sys, benchmarks.__main__, benchmarks.peers.__main__ as _; print(*sys.modules)"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "benchmarks.peers.page" in done.stdout.split()
    assert "groundplan" not in done.stdout.split()


@pytest.mark.parametrize(("values", "said"), [((1.6, 1.4), 1.4), ((1.7, 1.4), 1.7), ((1.2,), 1.2)])
def test_what_misses_its_goal_by_little_is_measured_once_more(
    values: tuple[float, ...], said: float
) -> None:
    asked: list[int] = []

    def measure(pairs: int) -> Figure:
        asked.append(pairs)
        return Figure("x", values[len(asked) - 1], 1.5)

    assert settled(measure, 7).value == said
    assert asked == ([7, 14] if said == 1.4 else [7])


def test_pairs_swap_their_order_and_the_first_does_not_count() -> None:
    begun: list[str] = []
    walls = {"ours": iter([90.0, 2, 3, 4]), "theirs": iter([1.0, 1, 2, 1])}

    def taking(name: str) -> Timed:
        begun.append(name)
        return next(walls[name]), 0.5

    found = contested(in_turns(lambda: taking("ours"), lambda: taking("theirs")), 3)

    first, *rest = [begun[at] for at in range(0, len(begun), 2)]
    assert (first, rest) == ("ours", ["ours", "theirs", "ours"])
    assert found.ratio(WALL) == 2  # of 2, 1.5 and 4
    assert found.ratio(CPU) == 1
    assert found.slower(WALL) == 0.5


def test_what_the_first_pair_made_is_looked_at_before_the_others() -> None:
    seen: list[str] = []

    def act() -> Timed:
        seen.append("run")
        return 1.0, 1.0

    contested(in_turns(act, act), 1, lambda: seen.append("look"))

    assert seen == ["run", "run", "look", "run", "run"]


def test_trees_that_differ_are_not_timed(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.py").write_text("1\n", "utf-8")

    assert require_equal(tmp_path / "a", tmp_path / "b") == 1
    (tmp_path / "b/x.py").chmod(0o755)
    with pytest.raises(SystemExit, match=r"differ.*x\.py"):
        require_equal(tmp_path / "a", tmp_path / "b")


def test_what_breaks_off_is_a_goal_missed_and_what_came_before_stays() -> None:
    def breaking() -> Iterator[Figure]:
        yield GOOD
        raise SystemExit("the two differ,\nnothing to time")

    good, bad = unbroken(breaking())

    assert good == GOOD
    assert not bad.holds
    assert bad.note == "the two differ, nothing to time"


def test_every_family_has_a_title_and_the_other_way_round() -> None:
    assert [*MEASURES] == [*FAMILIES]


@pytest.mark.parametrize("count", [1, 11])
def test_the_blueprints_of_benchmarks_are_legal(count: int) -> None:
    found = Blueprint.parse(blueprint(count, "scaled"))

    assert sum(len(it.aggregates) for it in found.domain.modules) == count
    assert found.unsupported == ()


def test_a_page_shows_each_figure_and_what_fails_first() -> None:
    text = page(QUIET, ALL)

    assert "**2 of 4 goals hold.**" in text
    assert "- a bad one: 9.50 x, should be ≤ 3 x\n" in text
    assert "| a `good` one | 1.20 x | ≤ 1.5 x | holds | 0.500 | 0.250 | 7 pairs |" in text
    assert "| a bad one | 9.50 x | ≤ 3 x | **FAILS** | - | - |" in text
    assert "| information | 5.00 s | - | - |" in text
    assert "other work" not in text
    assert "other work" in page(QUIET | {"load before": "9.5"}, ALL)


def test_a_picture_has_a_bar_for_each_goal_that_crosses_the_line_where_it_fails() -> None:
    root = ET.fromstring(chart(ALL, FAMILIES))

    bars = [(it.get("class"), float(it.get("width", 0))) for it in root.iter(f"{SVG}rect")]
    goals = [it for it in bars if it[0] in {"holds", "fails"}]
    assert [name for name, _ in goals] == ["holds", "fails", "holds", "fails"]
    assert all((wide > SPAN / 2) is (name == "fails") for name, wide in goals)
    assert max(wide for _, wide in goals) == SPAN
    lines = [it for it in root.iter(f"{SVG}line") if it.get("class") == "limit"]
    assert [it.get("x1") for it in lines] == [str(LEFT + SPAN / 2)]
    assert chart(ALL, FAMILIES) == chart(ALL, FAMILIES)


def test_a_family_measured_anew_takes_the_place_of_the_old(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("<!-- measured: a good one -->?<!-- --> <!-- figure: teeth -->", "utf-8")
    kept.write(QUIET, ALL, tmp_path, readme)
    again = Figure("a bad one", 2.5, 3, family="cold")

    kept.write(QUIET | {"load before": "1.9"}, [again], tmp_path, readme)

    machine, figures = kept.read(tmp_path)
    assert figures == [GOOD, again, FAST, SLOW]
    assert machine["load before"] == "1.9"
    assert (tmp_path / "benchmarks.svg").read_text("utf-8") == chart(figures, FAMILIES)
    assert readme.read_text("utf-8") == (
        "<!-- measured: a good one -->1.20 x (≤ 1.5 x)<!-- --> <!-- figure: teeth -->"
    )


def test_figures_of_two_machines_are_not_mixed(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.touch()
    kept.write(QUIET, ALL, tmp_path, readme)

    with pytest.raises(SystemExit, match="measured elsewhere"):
        kept.write(QUIET | {"cores": "8"}, [BAD], tmp_path, readme)
    assert kept.read(tmp_path) == (QUIET, ALL)


def test_the_pages_say_what_was_measured() -> None:
    machine, figures = kept.read()

    held = {name: (DOCS / name).read_text("utf-8") for name in kept.pages(machine, figures)}

    assert held == kept.pages(machine, figures)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert kept.filled(readme, figures) == readme


def test_every_figure_of_the_readme_is_among_those_of_its_command() -> None:
    kept_names: dict[str, set[str]] = {}
    for it in kept.read()[1]:
        kept_names.setdefault(it.family, set()).add(it.name.replace("`", ""))
    rows = README_ROW.findall((ROOT / "README.md").read_text("utf-8"))

    assert len(rows) >= 10
    for name, family in rows:
        assert family in FAMILIES
        assert name in kept_names.get(family, {name})


def test_the_page_of_other_generators_says_what_was_found() -> None:
    held = json.loads((DOCS / "peers.json").read_text("utf-8"))
    found = [Finding(**it) for it in held["found"]]

    text = peers_page(held["machine"], found, held["missing"], **held["of"])

    assert (DOCS / "peers.md").read_text("utf-8") == text
    assert {it.name for it in found} | held["missing"].keys() == {it.name for it in PEERS}


@pytest.mark.parametrize(("rounds", "said"), [(1, "1 round after"), (5, "5 rounds after")])
def test_the_page_of_other_generators_counts_its_rounds(rounds: int, said: str) -> None:
    assert f", {said} one that does not count," in peers_page(
        {}, [], {}, aggregates=1, rounds=rounds
    )


@pytest.mark.parametrize("name", ["benchmarks.md", "benchmarks.svg", "benchmarks.json", "peers.md"])
def test_no_page_names_a_place_of_the_machine(name: str) -> None:
    text = (DOCS / name).read_text("utf-8")

    assert not re.search(r"(?<![\w.`])/(?:home|tmp|root|dev|work|usr)\b", text)


HARD: Mapping[str, str] = {
    "braces": "a {{ b }} {% raw %} {# c #} }} %}\n",
    "braces in braces": "{{{{{%",
    "its own name": f"from {PACKAGE} import x\n",
}


@pytest.mark.parametrize("name", HARD)
def test_an_unrolled_file_prints_itself(name: str) -> None:
    template = Environment(keep_trailing_newline=True, autoescape=True)

    printed = template.from_string(unrolled(HARD[name], "{{ package }}")).render(package=PACKAGE)

    assert printed == HARD[name]


def test_the_domain_of_others_has_as_many_entities() -> None:
    assert len(re.findall(r"^entity ", jdl(), re.MULTILINE)) == 20
