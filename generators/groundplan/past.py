"""Render a project with the version of groundplan that made it, whatever runs today.

That version is fetched from where the project came from and runs as a program of its own:
its answers, its language and its templates are not ours. All that is asked of it is the
public `render(Answers(...), Blueprint.parse(...))`. What was fetched is kept by its commit;
the repository it comes from is only read.
"""

import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from . import keep
from .errors import EnvironmentFailed, Refused
from .git import Done, complaint, git
from .source import NEEDED, REPOSITORY
from .tree import Origin, Tree

ALLOWED = ("file", "https", "ssh")  # ways to fetch a version
HOSTS = {"gh:": "https://github.com", "gl:": "https://gitlab.com"}  # as copier shortens them
_REMOTE = re.compile(r"[^/]*:")  # by a scheme, or by a host as ssh has it

_RENDER = """
import json, sys
asked = json.loads(sys.stdin.buffer.read())
sys.path.insert(0, asked["generators"])
try:
    from groundplan import Answers, Blueprint, render
    tree = render(Answers(**asked["answers"]), Blueprint.parse(asked["blueprint"]))
except Exception as error:
    said = str(error) if hasattr(error, "exit_code") else f"{type(error).__name__}: {error}"
    answer = {"failed": said}
else:
    origins = getattr(tree, "origins", {})
    answer = {
        "files": {str(path): text for path, text in tree.items()},
        "executable": sorted(str(path) for path in tree if tree.mode(path) & 0o100),
        "origins": {str(path): [it.template, it.items] for path, it in origins.items()},
    }
sys.stdout.buffer.write(json.dumps(answer).encode())
"""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of groundplan: where it comes from, and its tag or commit there."""

    source: str
    commit: str

    def __str__(self) -> str:
        """Name the commit, which is a tag as a rule."""
        return self.commit or "a version without a name"

    def number(self) -> tuple[int, ...]:
        """Return what sorts versions of one line of releases; empty if it has no number."""
        found = re.fullmatch(r"v?(\d+(?:\.\d+)*)(?:-(\d+)-g[0-9a-f]+)?", self.commit)
        if found is None or (found[1] == self.commit):  # a commit may be all digits
            return ()
        return (*map(int, found[1].split(".")), int(found[2] or 0))


def rendered(version: Version, answers: Mapping[str, object], text: str) -> Tree:
    """Render a blueprint's text and answers with a version of the past.

    Raises:
        EnvironmentFailed: That version cannot be had, or cannot render it.
    """
    with checkout(version) as root:
        return rendered_by(root, answers, text, str(version))


def rendered_by(root: Path, answers: Mapping[str, object], text: str, name: str) -> Tree:
    """Render with the groundplan of a checkout, in a process of its own.

    Raises:
        EnvironmentFailed: It cannot render this.
    """
    asked = {"generators": str(root / "generators"), "answers": answers, "blueprint": text}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-P", "-c", _RENDER],
        input=json.dumps(asked).encode(),
        cwd=root,
        capture_output=True,
        check=False,
    )
    try:
        answer = json.loads(done.stdout)
        if "failed" in answer:
            raise EnvironmentFailed(f"{name} cannot render this project: {answer['failed']}")
        return Tree(
            {PurePosixPath(path): str(it) for path, it in answer["files"].items()},
            frozenset(map(PurePosixPath, answer["executable"])),
            {PurePosixPath(path): _origin(*it) for path, it in answer["origins"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EnvironmentFailed(f"{name} cannot render this project: {complaint(done)}") from None


def _origin(template: str, items: list[list[str]]) -> Origin:
    return Origin(template, tuple((name, text) for name, text in items))


@contextmanager
def checkout(version: Version) -> Iterator[Path]:
    """Have the files of a version in a folder, kept for the next time where possible.

    Raises:
        EnvironmentFailed: The source or the commit cannot be had.
    """
    with _repository(version.source) as repository:
        commit = _resolved(repository, version)
        kept = keep.folder("versions")
        if kept is None:
            with tempfile.TemporaryDirectory(prefix="groundplan-") as scratch:
                _unpack(repository, commit, Path(scratch))
                yield Path(scratch)
            return
        folder = kept / commit
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(prefix=".", dir=kept) as scratch:
                _unpack(repository, commit, Path(scratch, "x"))
                try:
                    Path(scratch, "x").rename(folder)
                except OSError:
                    if not folder.is_dir():  # else another run was quicker
                        raise
        yield folder


@contextmanager
def _repository(source: str) -> Iterator[Path]:
    """Have a local repository of a source: itself, or a clone for as long as it is needed."""
    local = local_path(source)
    if local is not None and not local.exists():
        raise EnvironmentFailed(
            f"{source}, where this project comes from, is gone; say where it is now: --from PATH"
        )
    if local is not None and ((local / ".git").exists() or (local / "objects").is_dir()):
        yield local
        return
    with tempfile.TemporaryDirectory(prefix="groundplan-") as scratch:
        done = _git("clone", "--bare", "--quiet", "--", address(source), scratch)
        if done.returncode:
            raise EnvironmentFailed(
                f"cannot fetch {source}: {complaint(done)};"
                " is there a copy on this machine? --from PATH"
            )
        yield Path(scratch)


def address(source: str) -> str:
    """Return what git takes for a source, which copier records as it was typed.

    A path becomes an absolute one, from the folder that one is in, as copier has it.
    """
    plain = source.removeprefix("git+")
    for short, host in HOSTS.items():
        if plain.startswith(short):
            name = plain.removeprefix(short).removeprefix("/").removesuffix(".git")
            return f"{host}/{name}.git"
    plain = plain.removeprefix("file://")
    return plain if _REMOTE.match(plain) else str(Path(plain).expanduser().absolute())


def local_path(source: str) -> Path | None:
    """Return the path that a source is, or None for the address of another machine."""
    plain = address(source)
    return None if _REMOTE.match(plain) else Path(plain)


def check_trust(version: Version, project: Path) -> None:
    """Refuse to run the code of a source that only the project itself vouches for.

    The answers file lies in a repository that others write to. What it may name is our
    own repository, and what the user has on this machine, outside the project.

    Raises:
        Refused: The source is none of these.
    """
    local, typed = local_path(version.source), version.source.removeprefix("git+")
    # What lies beside a project may be of whoever wrote the project.
    relative = not Path(typed.removeprefix("file://")).expanduser().is_absolute()
    if local is None or relative:
        if address(version.source) != REPOSITORY:
            raise Refused(
                f"this project was made by {version.source}, whose code would be run;"
                " if you trust it, add --trust"
            )
        return
    place = local.resolve()
    if place.is_relative_to(project.resolve()):
        raise Refused(f"{version.source} lies in the project itself; if you trust it, add --trust")
    if place.exists() and place.stat().st_uid not in {os.getuid(), 0}:
        raise Refused(f"{version.source} belongs to somebody else; if you trust it, add --trust")


def _resolved(repository: Path, version: Version) -> str:
    """Return the full name of a commit."""
    name = f"{version.commit}^{{commit}}"
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    done = _git("-C", str(repository), *asked)
    found = done.stdout.decode().strip()
    if done.returncode or not re.fullmatch(r"[0-9a-f]{40,64}", found):
        raise EnvironmentFailed(
            f"{version.source} has no version {version.commit!r};"
            " fetch its tags, or say where it is: --from PATH"
        )
    return found


def _unpack(repository: Path, commit: str, folder: Path) -> None:
    """Write the files of a commit that rendering needs."""
    done = _git("-C", str(repository), "archive", "--format=tar", commit, "--", *NEEDED)
    if done.returncode:
        raise EnvironmentFailed(f"{commit} is no version of groundplan: {complaint(done)}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")


def _git(*arguments: str) -> Done:
    """Run git on repositories that are only read."""
    allowed = [f"protocol.{name}.allow=always" for name in ALLOWED]
    settings = [part for it in ("protocol.allow=never", *allowed) for part in ("-c", it)]
    return git(*settings, *arguments, settings={"GIT_TERMINAL_PROMPT": "0"})
