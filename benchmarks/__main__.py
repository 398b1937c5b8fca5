"""Time both doors side by side, large blueprints, then a generated service beside one by hand.

`python -m benchmarks [--pairs N] [--json]`: ratios in one run, interleaved pairs, medians.
Wall and processor time, children included; a warm disk, compiled bytecode and templates. The
trees are compared before the clock runs.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from . import containers, evolution, scale, service

ROOT = Path(__file__).resolve().parents[1]
TAG = "v999.0.0"


@dataclass(frozen=True, slots=True)
class Row:
    """A contest: medians in seconds, ratios of pairs; `limit` is the wall time allowed."""

    name: str
    wall: float
    cpu: float
    limit: float
    against: str = ""
    against_wall: float = 0.0
    wall_ratio: float = 0.0
    cpu_ratio: float = 0.0


Timed = tuple[float, float]
Contestant = Callable[[], Timed]


def processed(command: Sequence[str], env: dict[str, str], fresh: Path | None = None) -> Timed:
    """Run a program to its end; `fresh` is a folder to remove before."""
    if fresh is not None:
        shutil.rmtree(fresh, ignore_errors=True)
    before = os.times()
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True)
    wall = time.perf_counter() - start
    after = os.times()
    cpu = after.children_user + after.children_system
    return wall, cpu - before.children_user - before.children_system


def compared(
    limit: float, ours: tuple[str, Contestant], theirs: tuple[str, Contestant], pairs: int
) -> Row:
    """Time two contestants in pairs, the order swapped every round."""
    ours[1](), theirs[1]()
    mine: list[Timed] = []
    their: list[Timed] = []
    for number in range(pairs):
        order = [(ours[1], mine), (theirs[1], their)]
        for run, times in order if number % 2 else reversed(order):
            times.append(run())
    walls = [own[0] / its[0] for own, its in zip(mine, their, strict=True)]
    cpus = [own[1] / its[1] for own, its in zip(mine, their, strict=True)]
    return Row(
        name=ours[0],
        wall=statistics.median(it[0] for it in mine),
        cpu=statistics.median(it[1] for it in mine),
        limit=limit,
        against=theirs[0],
        against_wall=statistics.median(it[0] for it in their),
        wall_ratio=statistics.median(walls),
        cpu_ratio=statistics.median(cpus),
    )


def alone(name: str, limit: float, run: Contestant, rounds: int) -> Row:
    """Time one contestant, after one round that does not count."""
    run()
    times = [run() for _ in range(rounds)]
    return Row(
        name=name,
        wall=statistics.median(it[0] for it in times),
        cpu=statistics.median(it[1] for it in times),
        limit=limit,
    )


def released(folder: Path) -> Path:
    """Commit and tag a copy of the working tree: both doors render the same version."""
    repo = folder / "groundplan"
    git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    listed = subprocess.run(
        [*git, "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in listed.split("\0"):
        if name and (ROOT / name).is_file():
            (repo / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, repo / name)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "bench"], ["tag", TAG]):
        subprocess.run([*git, *arguments], cwd=repo, check=True)
    return repo


def tree_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file."""
    files = [it for it in folder.rglob("*") if it.is_file()]
    return {it.relative_to(folder).as_posix(): it.read_bytes() for it in files}


def warm_render(repo: Path) -> Contestant:
    """Return a contestant that renders the shop in this process."""
    sys.path.insert(0, str(repo / "generators"))
    from groundplan import Answers, Blueprint, render  # noqa: PLC0415 - of the release

    answers = Answers()
    blueprint = Blueprint.load(repo / "generators/groundplan/presets/shop.yml")

    def run() -> Timed:
        before = os.times()
        start = time.perf_counter()
        render(answers, blueprint)
        wall = time.perf_counter() - start
        after = os.times()
        return wall, sum(after[:4]) - sum(before[:4])

    return run


def measure(folder: Path, pairs: int) -> list[Row]:
    """Time every contest below a scratch folder."""
    repo = released(folder)
    env = os.environ | {"PYTHONPATH": str(repo / "generators")}
    own, stock = folder / "own", folder / "stock"
    python = [sys.executable, "-m"]
    new = [*python, "groundplan", "new", str(own), "--preset", "shop"]
    copy = [*python, "copier", "copy", "-q", "--trust", "--defaults", "-d", "preset=shop"]
    copy += [str(repo), str(stock)]
    processed(new, env, own), processed(copy, env, stock)
    if tree_of(own) != tree_of(stock):
        raise SystemExit("the two doors differ: nothing to time")
    check = [*python, "groundplan", "check", str(own)]
    return [
        compared(
            0.6,
            ("groundplan new shop", lambda: processed(new, env, own)),
            ("copier copy", lambda: processed(copy, env, stock)),
            pairs,
        ),
        compared(
            0.25,
            ("groundplan --help", lambda: processed([*python, "groundplan", "--help"], env)),
            ("copier --version", lambda: processed([*python, "copier", "--version"], env)),
            pairs,
        ),
        alone("groundplan check shop", 0.4, lambda: processed(check, env), pairs),
        alone("render shop in process, warm", 0.06, warm_render(repo), 3 * pairs),
    ]


def memory() -> str | None:
    """Return a folder in memory; None for the usual place where there is none."""
    shared = "/dev/shm"
    return shared if os.access(shared, os.W_OK | os.X_OK) else None


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="groundplan-bench-") as folder:
        rows = measure(Path(folder), given.pairs)
        with tempfile.TemporaryDirectory(prefix="groundplan-bench-", dir=memory()) as place:
            scaled = scale.measure(Path(folder) / "groundplan", Path(place), given.pairs)
            evolved = evolution.measure(
                Path(folder) / "groundplan", Path(place), max(1, given.pairs // 2)
            )
        served = service.measure(Path(folder) / "own", Path(folder), given.pairs)
        contained = containers.measure(Path(folder) / "groundplan", Path(folder), given.pairs)
    if given.json:
        measured = [*map(asdict, rows), *map(asdict, [*scaled, *evolved, *served, *contained])]
        print(json.dumps(measured, indent=2))
        return
    print(f"{'':30} {'wall':>8} {'cpu':>8} {'limit':>8}   against")
    for row in rows:
        said = f"{row.name:30} {row.wall:7.3f}s {row.cpu:7.3f}s {row.limit:7.2f}s"
        if row.against:
            said += (
                f"   {row.against} {row.against_wall:.3f}s: wall {row.wall_ratio:.2f},"
                f" cpu {row.cpu_ratio:.2f} of it"
            )
        print(f"{said}{'' if row.wall <= row.limit else '   TOO SLOW'}")
    for title, figures in {
        "large blueprints": scaled,
        "updates": evolved,
        "the generated shop": served,
        "its containers": contained,
    }.items():
        print(f"\n{title:42} {'':>8} {'limit':>8}")
        for it in figures:
            said = (
                f"{it.name:42} {it.value:6.2f} {it.unit:2} {it.limit:5.2f} {it.unit:2}   {it.note}"
            )
            print(f"{said}{'' if it.value <= it.limit else '   TOO MUCH'}")


if __name__ == "__main__":
    main()
