"""What git knows of a project: what is not committed, what was moved; and its conflicts.

Only the index is ever written, and only to mark conflicts. A project without git is fine:
then there is no worktree.
"""

import itertools
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .english import some_of
from .errors import EnvironmentFailed, Refused
from .git import Done, git
from .tree import BLUEPRINT

OWN = (".groundplan/lock", ".groundplan/journal.json", ".groundplan/stage-")
UNFINISHED = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "sequencer": "a series of cherry-picks or reverts",  # between two of them
}
LAST, YOURS, NEW = 1, 2, 3  # the stages of a conflict in git's index


@dataclass(frozen=True, slots=True)
class Stages:
    """A conflict as the index holds it; a side that has no such file is None.

    `place` is where the user has the file; the merge may put it elsewhere.
    """

    path: PurePosixPath
    place: PurePosixPath
    last: bytes | None
    yours: bytes | None
    new: bytes | None
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Worktree:
    """A project inside a git repository; `prefix` leads from the repository to it."""

    root: Path
    prefix: str
    own: Path  # git's folder

    @classmethod
    def of(cls, root: Path) -> "Worktree | None":
        """Return the worktree that a project lies in; None if it is in none, or ignored there.

        Raises:
            EnvironmentFailed: There is a repository, but no git.
            Refused: There is a repository that git cannot look at.
        """
        if not _has_repository(root):
            return None
        done = _git(root, "rev-parse", "--show-prefix", "--absolute-git-dir")
        if done.returncode:
            raise _unreadable(root, done.stderr.decode(errors="replace"))
        prefix, own = os.fsdecode(done.stdout).removesuffix("\n").split("\n", 1)
        if prefix and os.path.lexists(root / ".git"):
            raise _unreadable(root, ".git there is no repository")
        if prefix and not _git(root, "check-ignore", "-q", "--", ".").returncode:
            return None
        return cls(root, prefix, Path(own))

    def files(self) -> frozenset[PurePosixPath]:
        """Return the files of the project that git minds: tracked, or new and not ignored."""
        said = _read(self.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return frozenset(map(PurePosixPath, filter(None, said.split("\0"))))

    def obstacle(self) -> str | None:
        """Say why an update must not begin here, and what to run; None if it may."""
        unfinished = next((it for name, it in UNFINISHED.items() if (self.own / name).exists()), "")
        if unfinished:
            return f"{self.root} is in the middle of {unfinished}; finish it, or run `git status`"
        options = ("--porcelain=v2", "--branch", "--untracked-files=all", "-z")
        status = _git(self.root, "status", *options, "--", ".")
        if status.returncode:
            return str(_unreadable(self.root, status.stderr.decode(errors="replace")))
        entries = os.fsdecode(status.stdout).split("\0")
        if unmerged := [it.split(" ", 10)[10] for it in entries if it.startswith("u ")]:
            return (
                f"conflicts are not resolved yet: {self._listed(unmerged)};"
                " edit these files, then run `git add` on them and `git commit`"
            )
        if "# branch.head (detached)" in entries:
            return f"{self.root} is on no branch; run `git switch -c update`"
        # Neither the blueprint, which is what an update is about, nor what we leave at work.
        blueprint, left = self.prefix + BLUEPRINT, tuple(self.prefix + it for it in OWN)
        entries = [it for it in _changed(entries) if it != blueprint and not it.startswith(left)]
        if entries:
            return (
                f"changes are not committed: {self._listed(entries)};"
                " run `git add -A && git commit`, or `git stash -u`"
            )
        if absent := self._left_out():
            return (
                f"files are not checked out: {self._listed(absent)};"
                " run `git sparse-checkout disable`, for what is not there would count as deleted"
            )
        return None

    def _left_out(self) -> list[str]:
        """Return the files that git has and leaves out of this checkout."""
        entries = os.fsdecode(_git(self.root, "ls-files", "-t", "-z").stdout).split("\0")
        skipped = [it[2:] for it in entries if it.startswith("S ")]
        return [f"{self.prefix}{it}" for it in skipped if not (self.root / it).exists()]

    def unmerged(self) -> tuple[str, ...]:
        """Return the files whose conflicts are not resolved yet."""
        done = _git(self.root, "diff", "--name-only", "--diff-filter=U", "--relative", "-z")
        return tuple(filter(None, os.fsdecode(done.stdout).split("\0")))

    def _listed(self, paths: list[str]) -> str:
        return some_of([it.removeprefix(self.prefix) for it in sorted(paths)])

    def renames(self) -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
        """Go through the renames of this history, each found within one commit, oldest first."""
        if _git(self.root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
            return  # nothing is committed yet
        options = ("--name-status", "--reverse", "-M", "--diff-filter=R", "--format=", "-z")
        fields = iter(_read(self.root, "log", *options, "--relative", "--", ".").split("\0"))
        for status in fields:
            if status.strip("\n").startswith("R"):
                yield PurePosixPath(next(fields)), PurePosixPath(next(fields))

    def check_depth(self, missing: Iterable[PurePosixPath]) -> None:
        """Look whether this history says what became of files that are nowhere.

        Raises:
            Refused: It begins too late.
        """
        gone = [str(it) for it in missing]
        if gone and _read(self.root, "rev-parse", "--is-shallow-repository").strip() == "true":
            raise Refused(
                f"{self.root} is a shallow clone, and there is no {some_of(gone)};"
                " run `git fetch --unshallow`, for what was moved before its history begins"
                " would count as deleted"
            )

    def joined(self, path: str) -> tuple[str, tuple[str, ...]]:
        """Return the merge that put a file together, and what it put together.

        Shape: a commit, and the last on each of its sides that touched the file; both are
        empty where the last one that touched it was no merge.
        """
        done = _git(self.root, "rev-list", "-1", "--parents", "HEAD", "--", path)
        commit, *sides = done.stdout.decode().split() or ("",)
        return (commit, (*sides,)) if len(sides) > 1 else ("", ())

    def origin(self, commits: Iterable[str]) -> str:
        """Return the last commit that all of these stand on; empty where there is none."""
        done = _git(self.root, "merge-base", "--octopus", *commits)
        return done.stdout.decode().strip()

    def content(self, commit: str, path: str) -> bytes:
        """Return what a file of the project was at a commit; nothing where it was absent."""
        return _git(self.root, "show", f"{commit}:./{path}").stdout

    def changed_since(self, commit: str) -> frozenset[PurePosixPath]:
        """Return the files that are not as they were at a commit."""
        said = _read(self.root, "diff", "--name-only", "--no-renames", "--relative", "-z", commit)
        return frozenset(map(PurePosixPath, filter(None, said.split("\0"))))

    def marks(self, conflicts: Iterable[Stages]) -> list[str]:
        """Store the sides of conflicts and return what marks them in the index.

        Shape: lines for `git update-index --index-info`; files that git ignores have none.
        """
        listed = _git(self.root, "ls-files", "-z", "--full-name").stdout
        tracked = set(os.fsdecode(listed).split("\0"))
        lines = []
        for it in conflicts:
            path, place = f"{self.prefix}{it.path}", f"{self.prefix}{it.place}"
            if place not in tracked:
                continue
            mode = "100755" if it.executable else "100644"
            lines += [f"0 {'0' * 40}\t{known}" for known in dict.fromkeys((place, path))]
            for stage, side in ((LAST, it.last), (YOURS, it.yours), (NEW, it.new)):
                if side is not None:
                    # As git keeps it: line ends on disk need not be those.
                    how = [f"--path={it.place}"] if stage == YOURS else []
                    lines.append(f"{mode} {self._stored(side, *how)} {stage}\t{path}")
        return lines

    def _stored(self, content: bytes, *options: str) -> str:
        done = _git(self.root, "hash-object", "-w", "--stdin", *options, given=content)
        return done.stdout.decode().strip()


def _has_repository(root: Path) -> bool:
    """Say whether a folder, or one above it on the same disk, is made a repository.

    git is not asked: it calls one that it cannot read no repository.
    """
    whole = root.resolve()
    disk = whole.stat().st_dev  # git itself goes no further
    near = itertools.takewhile(lambda it: it.stat().st_dev == disk, (whole, *whole.parents))
    return any(os.path.lexists(it / ".git") for it in near)


def _unreadable(root: Path, said: str, asked: str = "status") -> Refused:
    words = " ".join(said.split())
    return Refused(
        f"git cannot look at {root}: {words}; run `git {asked}` there, and mend what it says"
    )


def mark(root: Path, lines: list[str]) -> None:
    """Mark conflicts in the index of the repository that a folder lies in.

    Raises:
        EnvironmentFailed: git refuses.
    """
    if not lines:
        return
    given = "".join(f"{line}\0" for line in lines)
    done = _git(root, "update-index", "-z", "--index-info", given=os.fsencode(given))
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise EnvironmentFailed(f"git cannot mark conflicts: {said}; nothing was changed")


def _changed(entries: list[str]) -> Iterator[str]:
    """Go through the paths of `git status --porcelain=v2 -z` that are not as committed."""
    following = iter(entries)
    for it in following:
        match it[:1]:
            case "1":
                yield it.split(" ", 8)[8]
            case "2":
                yield it.split(" ", 9)[9]
                yield next(following)
            case "?":
                yield it[2:]


def _read(root: Path, *arguments: str) -> str:
    """Return what git says.

    Raises:
        Refused: It fails, and what it leaves out would pass for not being there.
    """
    done = _git(root, *arguments)
    if done.returncode:
        asked = " ".join(arguments[:2])
        raise _unreadable(root, done.stderr.decode(errors="replace"), asked)
    return os.fsdecode(done.stdout)


def _git(root: Path, *arguments: str, given: bytes | None = None) -> Done:
    return git("-C", str(root), *arguments, given=given)
