"""`groundplan update` beside stock `copier update`, on the same project and the same change.

A thousand generated files, 25 templates changed by a release, ten files edited by the owner.
copier is spared what this template has it do besides rendering: formatting, and the guard
that plans the update a second time. Both must end with the same bytes before the clock runs.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from . import scale
from .service import Figure

AGGREGATES, CHANGES, EDITS = 52, 25, 10
BEFORE, AFTER = "v998.0.0", "v999.0.0"
BESIDES = re.compile(r"^_(?:tasks|migrations):\n(?:[ #].*\n)+", re.MULTILINE)
LIMIT = 0.1


def git(*arguments: str, cwd: Path) -> None:
    """Run git under a name of its own."""
    own = ["git", "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    subprocess.run([*own, *arguments], cwd=cwd, check=True, capture_output=True)


def commit(folder: Path, tag: str = "") -> None:
    """Commit all that a folder holds."""
    if not (folder / ".git").exists():
        git("init", "-q", cwd=folder)
    git("add", "-A", cwd=folder)
    git("commit", "-qm", "bench", cwd=folder)
    if tag:
        git("tag", tag, cwd=folder)


def release(source: Path, repo: Path) -> None:
    """Make two releases of a checkout; in the second the first words of 25 files are others."""
    shutil.copytree(source, repo, ignore=shutil.ignore_patterns(".git"))
    file = repo / "copier.yml"
    file.write_text(BESIDES.sub("", file.read_text("utf-8")), "utf-8")
    commit(repo, BEFORE)
    templates = [it for it in sorted(repo.glob("template/**/*.py.jinja")) if _opens(it)]
    every = len(templates) / CHANGES
    for number in range(CHANGES):
        template = templates[int(number * every)]
        template.write_text('"""Anew: ' + template.read_text("utf-8")[3:], "utf-8")
    commit(repo, AFTER)


def _opens(template: Path) -> bool:
    text = template.read_text("utf-8")
    return text.startswith('"""') and not text.startswith('"""{')


def edit(project: Path) -> None:
    """Add a constant to ten files, some of which the release changes."""
    files = [it for it in sorted(project.glob("src/**/*.py")) if it.read_text().strip()]
    for number in range(EDITS):
        file = files[number * len(files) // EDITS]
        file.write_text(f"{file.read_text('utf-8')}\n\nMINE = {number}\n", "utf-8")


def trees(*folders: Path) -> Iterator[dict[str, bytes]]:
    """Read projects, but for git's part of them."""
    for folder in folders:
        files = (it for it in sorted(folder.rglob("*")) if it.is_file())
        named = ((it.relative_to(folder).as_posix(), it) for it in files)
        yield {name: it.read_bytes() for name, it in named if not name.startswith(".git/")}


def measure(source: Path, folder: Path, pairs: int) -> list[Figure]:
    """Time both updates in pairs, each on a fresh copy, the order swapped every round."""
    repo, begun = folder / "evolving", folder / "begun"
    release(source, repo)
    env = os.environ | {
        "PYTHONPATH": str(repo / "generators"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    python = [sys.executable, "-m"]
    git("checkout", "-q", BEFORE, cwd=repo)
    begun.mkdir()
    (begun / "blueprint.yml").write_text(scale.blueprint(AGGREGATES, "evolving"), "utf-8")
    subprocess.run(
        [*python, "groundplan", "new", str(begun)], env=env, check=True, capture_output=True
    )
    count = sum(1 for it in begun.rglob("*") if it.is_file())
    edit(begun)
    commit(begun)
    git("checkout", "-q", AFTER, cwd=repo)
    own, stock = folder / "own", folder / "stock"
    ours = [*python, "groundplan", "update", str(own)]
    theirs = [*python, "copier", "update", "--trust", "--defaults", "-q", "--vcs-ref", AFTER]

    def timed(command: list[str], place: Path) -> float:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(begun, place, symlinks=True)
        start = time.perf_counter()
        subprocess.run(command, env=env, check=True, capture_output=True)
        return time.perf_counter() - start

    contest: tuple[Callable[[], float], Callable[[], float]] = (
        lambda: timed(ours, own),
        lambda: timed([*theirs, str(stock)], stock),
    )
    contest[0](), contest[1]()
    one, other = trees(own, stock)
    if one != other:
        differing = sorted(it for it in one.keys() | other.keys() if one.get(it) != other.get(it))
        raise SystemExit(f"the two updates differ, nothing to time: {differing[:5]}")
    found = []
    for number in range(pairs):
        order = (0, 1) if number % 2 else (1, 0)
        took = {it: contest[it]() for it in order}
        found.append((took[0], took[1]))
    ratio = statistics.median(mine / its for mine, its in found)
    mine, its = (statistics.median(it[side] for it in found) for side in (0, 1))
    name = f"update, {count:,} files, beside copier update"
    note = f"{mine:.2f} s and {its:.2f} s; {CHANGES} templates changed, {EDITS} files edited"
    return [Figure(name, ratio, LIMIT, "x", note)]
