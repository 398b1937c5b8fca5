"""`groundplan update` beside stock `copier update`, on the same project and the same change.

A thousand generated files, 25 templates changed by a release, ten files edited by the owner.
copier is spared what this template has it do besides rendering: formatting, and the guard
that plans the update a second time. Both must end with the same bytes before the clock runs.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from .bench import Bench, commit, git, require_equal, tree_of
from .blueprints import blueprint
from .figure import Figure
from .timing import CPU, WALL, Timed, contested, in_turns, run, settled, timed

AGGREGATES, CHANGES, EDITS = 52, 25, 10
BEFORE, AFTER = "v998.0.0", "v999.0.0"
BESIDES = re.compile(r"^_tasks:\n(?:[ #].*\n)+|^  - .*:GuardHook\n", re.MULTILINE)
LIMIT = 0.1


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


class Updates:
    """Both updates, each on fresh copies of one project."""

    def __init__(self, bench: Bench) -> None:
        """Generate the project by the first release, and edit it."""
        folder = bench.scratch("evolution")
        repo, self.begun = folder / "groundplan", folder / "begun"
        release(bench.repo, repo)
        self.env = bench.env() | {"PYTHONPATH": str(repo / "generators")}
        git("checkout", "-q", BEFORE, cwd=repo)
        self.begun.mkdir()
        (self.begun / "blueprint.yml").write_text(blueprint(AGGREGATES, "evolving"), "utf-8")
        run(bench.command("new", self.begun), self.env)
        self.count = len(tree_of(self.begun))
        edit(self.begun)
        commit(self.begun)
        git("checkout", "-q", AFTER, cwd=repo)
        self.own, self.stock = folder / "own", folder / "stock"
        self.update = bench.command("update", self.own)
        self.copier = [sys.executable, "-m", "copier", "update", "--trust", "--defaults", "-q"]
        self.copier += ["--vcs-ref", AFTER, str(self.stock)]

    def ours(self) -> Timed:
        """Time our own update."""
        return self._timed(self.update, self.own)

    def theirs(self) -> Timed:
        """Time stock copier's."""
        return self._timed(self.copier, self.stock)

    def _timed(self, command: list[str], place: Path) -> Timed:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.begun, place, symlinks=True)
        return timed(lambda: run(command, self.env))

    def _verify(self) -> None:
        require_equal(self.own, self.stock)

    def compared(self, pairs: int) -> Figure:
        """Say what part of copier's time ours is."""
        found = contested(in_turns(self.ours, self.theirs), pairs, self._verify)
        note = (
            f"{self.count:,} files; {found.own(WALL):.2f} s and {found.other(WALL):.2f} s;"
            f" {found.told()}; {CHANGES} templates changed, {EDITS} files edited"
        )
        return Figure(
            "`groundplan update`, part of the time of `copier update`",
            found.ratio(WALL), LIMIT, note=note, wall=found.own(WALL), cpu=found.own(CPU),
        )  # fmt: skip


def update(bench: Bench) -> Iterator[Figure]:
    """Compare both updates."""
    yield settled(Updates(bench).compared, bench.pairs)
