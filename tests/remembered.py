"""Releases that render once what is asked of them, so that hundreds of updates take seconds.

Each release runs as a process of its own, like a version of the past, but goes on running.
What an update decides and writes is real; only `past.rendered` answers from memory.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pytest
import versions
from conftest import commit_all, git

from groundplan import past, staging
from groundplan.blueprint import Blueprint
from groundplan.past import Version
from groundplan.plan import matching
from groundplan.tree import Origin, Tree
from groundplan.update import _theirs

MEMORY = Path("/dev/shm")
SERVE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from groundplan import Answers, Blueprint, render
from groundplan.renames import RENAMES
print(json.dumps(dict(RENAMES)), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    tree = render(Answers(**asked["answers"]), Blueprint.parse(asked["blueprint"]))
    print(json.dumps([
        {str(path): text for path, text in tree.items()},
        sorted(str(path) for path in tree if tree.mode(path) & 0o100),
        {str(path): [it.template, it.items] for path, it in tree.origins.items()},
    ]), flush=True)
"""


@dataclass
class Release:
    """One version: its process, and what it rendered so far."""

    process: "subprocess.Popen[str]"
    renames: dict[str, str]
    known: dict[str, Tree] = field(default_factory=dict)

    @classmethod
    def begun(cls, root: Path) -> "Release":
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", SERVE, str(root / "generators")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        return cls(process, json.loads(process.stdout.readline()))

    def tree(self, answers: Mapping[str, object], text: str) -> Tree:
        asked = json.dumps({"answers": dict(answers), "blueprint": text})
        if asked not in self.known:
            assert self.process.stdin
            assert self.process.stdout
            self.process.stdin.write(f"{asked}\n")
            self.process.stdin.flush()
            files, programs, origins = json.loads(self.process.stdout.readline())
            self.known[asked] = Tree(
                {PurePosixPath(path): it for path, it in files.items()},
                frozenset(map(PurePosixPath, programs)),
                {PurePosixPath(path): _origin(*it) for path, it in origins.items()},
            )
        return self.known[asked]


def _origin(template: str, items: list[list[str]]) -> Origin:
    return Origin(template, tuple((name, text) for name, text in items))


@dataclass
class Releases:
    """All five; they answer instead of `past.rendered`."""

    repo: Path
    place: Path
    running: dict[str, Release] = field(default_factory=dict)

    def rendered(self, version: Version, answers: Mapping[str, object], text: str) -> Tree:
        return self.running[version.commit].tree(answers, text)

    def version(self, tag: str) -> Version:
        return Version(str(self.repo), tag)

    def tree(self, tag: str, answers: Mapping[str, object], text: str) -> Tree:
        """Render as an update to that version would: the answers file names it."""
        return _theirs(self.version(tag), answers, Blueprint.parse(text), to=True)

    def project(self, tag: str, answers: Mapping[str, object], text: str, name: str) -> Path:
        """Make a project in memory, under git; one of that name is replaced."""
        root = self.place / name
        shutil.rmtree(root, ignore_errors=True)
        staging.write_new(root, self.tree(tag, answers, text))
        if not (self.place / "git").exists():
            git("init", "-q", str(self.place / "git"), cwd=self.place)
        shutil.copytree(self.place / "git/.git", root / ".git")
        commit_all(root)
        return root

    def end(self) -> None:
        for it in self.running.values():
            it.process.kill()
            it.process.communicate()


def releases_in(folder: Path, stack: ExitStack, patch: pytest.MonkeyPatch) -> Releases:
    """Release all versions below a folder; they run until the stack ends."""
    repo = folder / "groundplan"
    repo.mkdir()
    versions.release_all(repo)
    patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    found = Releases(repo, folder / "projects")
    found.place.mkdir()
    stack.callback(found.end)
    for tag in versions.TAGS:
        root = stack.enter_context(past.checkout(found.version(tag)))
        found.running[tag] = Release.begun(root)
    patch.setattr(past, "rendered", found.rendered)
    # Who goes to a version by its name runs the last one, which knows all moves.
    patch.setattr(matching, "RENAMES", found.running[versions.TAGS[-1]].renames)
    return found
