"""Forty edits as people make them: what an update of ours, git and copier make of them.

copier runs for real: on a template that prints the same two versions, in a repository with
the same edits. git merges file by file, as it would be done by hand.
"""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import figures
import pytest
from conftest import commit_all, git
from copier import run_copy, run_update
from remembered import MEMORY
from scenarios import Scenario, Trees, trees
from scenarios.cases import SCENARIOS

from groundplan import Plan
from groundplan.past import Version
from groundplan.plan.decide import Sides, operations
from groundplan.plan.held import whereabouts
from groundplan.plan.matching import Names, pairs
from groundplan.plan.reasons import Reasons
from groundplan.tree import ANSWERS_FILE, BLUEPRINT, Tree, digest
from groundplan.worktree import Worktree

COPIER = "_subdirectory: template\n"
ANSWERS = "{{ _copier_answers | to_nice_yaml }}"
BEGIN, NEXT = "v1.0.0", "v2.0."


@dataclass
class Outcome:
    """What one way made of a scenario."""

    conflicts: int
    files: int
    lost: int  # words of the user's that are nowhere now


@dataclass
class Score:
    """What one way made of all scenarios; `wrong` are conflicts where both sides were apart."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def row(self, name: str) -> list[str]:
        made = self.outcomes
        apart = [it for it in SCENARIOS if it.apart and made[it.name].conflicts]
        figures = (
            sum(it.conflicts for it in made.values()),
            sum(it.files for it in made.values()),
            len(apart),
            sum(1 for it in made.values() if it.lost),
        )
        return [name, *map(str, figures)]


def words(content: bytes) -> Counter[str]:
    return Counter(re.findall(r"\w+|[^\w\s,()]", content.decode()))


def lost(scenario: Scenario, sides: Trees, has: bytes) -> int:
    path = PurePosixPath(scenario.file)
    typed = words(sides.ours[path]) - words(sides.base[path].encode())
    return (typed - words(has)).total()


def write(root: Path, files: Mapping[PurePosixPath, bytes]) -> None:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def as_bytes(files: Mapping[PurePosixPath, str]) -> dict[PurePosixPath, bytes]:
    return {path: text.encode() for path, text in files.items()}


def by_us(scenario: Scenario, sides: Trees, folder: Path) -> Outcome:
    """Update for real, with the two versions given."""
    root = folder / "ours"
    write(root, sides.ours)
    commit_all(root)
    base, theirs = Tree(sides.base), Tree(sides.theirs)
    where = whereabouts(root, base, {*base, *theirs}, Worktree.of(root))
    matched = pairs(base, theirs, Names())
    found = operations(Sides(root, base, theirs, where, Reasons((), {}, "")), matched)
    blueprint = digest((root / BLUEPRINT).read_bytes())
    versions = Version("x", BEGIN), Version("x", NEXT)
    plan = Plan(root, *versions, blueprint, found)
    plan.apply()
    conflicts = plan.conflicts
    has = (root / scenario.file).read_bytes()
    count = sum(len(it.where) for it in conflicts)
    return Outcome(count, len(conflicts), lost(scenario, sides, has))


def by_git(scenario: Scenario, sides: Trees, folder: Path) -> Outcome:
    """Merge each file that both sides changed."""
    conflicts = files = missing = 0
    for path in sorted({*sides.base} & {*sides.ours} & {*sides.theirs}):
        base, ours, theirs = (sides.base[path].encode(), sides.ours[path], sides.theirs[path])
        if str(path) == ANSWERS_FILE or len({base, ours, theirs.encode()}) < 3:
            continue
        names = [folder / name for name in ("mine", "last", "new")]
        for file, content in zip(names, (ours, base, theirs.encode()), strict=True):
            file.write_bytes(content)
        command = ["git", "merge-file", "-p", *map(str, names)]
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode < 127
        conflicts += done.returncode
        files += bool(done.returncode)
        if str(path) == scenario.file:
            missing = lost(scenario, sides, done.stdout)
    return Outcome(conflicts, files, missing)


@dataclass
class Stock:
    """A template that prints the trees of scenarios as they are, a tag for each."""

    repo: Path
    begun: Path
    number: int = 0

    @classmethod
    def of(cls, base: Mapping[PurePosixPath, str], folder: Path) -> "Stock":
        repo = folder / "template"
        found = cls(repo, folder / "begun")
        found.release(base, BEGIN)
        run_copy(str(repo), found.begun, vcs_ref=BEGIN, defaults=True, quiet=True)
        return found

    def release(self, files: Mapping[PurePosixPath, str], tag: str) -> None:
        shutil.rmtree(self.repo / "template", ignore_errors=True)
        write(self.repo / "template", as_bytes(files))
        (self.repo / "template" / ANSWERS_FILE).unlink()
        name = "{{ _copier_conf.answers_file }}.jinja"
        (self.repo / "template" / name).write_text(ANSWERS)
        (self.repo / "copier.yml").write_text(COPIER)
        if not (self.repo / ".git").exists():
            git("init", "-q", cwd=self.repo)
        git("add", "-Af", cwd=self.repo)
        git("commit", "-qm", tag, "--allow-empty", cwd=self.repo)
        git("tag", tag, cwd=self.repo)

    def update(self, scenario: Scenario, sides: Trees, folder: Path) -> Outcome:
        self.number += 1
        tag = f"{NEXT}{self.number}"
        self.release(sides.theirs, tag)
        root = folder / "stock"
        shutil.copytree(self.begun, root)
        write(root, {it: sides.ours[it] for it in sides.ours if str(it) != ANSWERS_FILE})
        commit_all(root)
        run_update(root, vcs_ref=tag, defaults=True, overwrite=True, quiet=True)
        unmerged = git("diff", "--name-only", "--diff-filter=U", cwd=root).splitlines()
        marks = sum((root / it).read_bytes().count(b"<<<<<<< before") for it in unmerged)
        file = root / scenario.file
        has = file.read_bytes() if file.exists() else b""
        return Outcome(marks, len(unmerged), lost(scenario, sides, has))


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """Lend a folder in memory, where that is possible."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else tmp_path) as folder:
        yield Path(folder)


@pytest.mark.slow
def test_no_other_way_has_fewer_conflicts(scratch: Path, record_property: figures.Record) -> None:
    stock = Stock.of(trees(SCENARIOS[0]).base, scratch)
    ways: dict[str, Callable[[Scenario, Trees, Path], Outcome]] = {
        "groundplan update": by_us,
        "git merge-file": by_git,
        "copier update": stock.update,
    }
    scores = {name: Score() for name in ways}
    for number, scenario in enumerate(SCENARIOS):
        sides, folder = trees(scenario), scratch / str(number)
        folder.mkdir()
        for name, way in ways.items():
            scores[name].outcomes[scenario.name] = way(scenario, sides, folder)
        shutil.rmtree(folder)

    head = [f"{len(SCENARIOS)} edits", "conflicts", "files", "conflicts though apart", "lost"]
    figures.table(record_property, [head, *(it.row(name) for name, it in scores.items())])
    ours, git_alone, copier = scores.values()
    for it in SCENARIOS:
        own = ours.outcomes[it.name]
        assert not own.lost, it.name
        assert bool(own.conflicts) == (not it.apart), it.name
        assert own.conflicts <= git_alone.outcomes[it.name].conflicts, it.name
        assert own.conflicts <= copier.outcomes[it.name].conflicts, it.name
