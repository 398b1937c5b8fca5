"""What the user has of what was rendered: as it was, edited, moved or deleted."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..tree import ANSWERS_FILE, Tree
from ..worktree import Worktree
from .operation import owner_of

# Never looked into for moved files: not the user's own.
FOREIGN = frozenset({".git", ".venv", "node_modules", "__pycache__", "build", "dist"})
# What has one of these is a checkout, an environment or a project of its own.
WHOLE = (".git", "pyvenv.cfg", ANSWERS_FILE)
LARGEST = 1_000_000  # bytes of a file that may be a moved one


@dataclass(frozen=True, slots=True)
class Held:
    """A file of the user's: its bytes, None if absent; `odd` says what is there instead."""

    content: bytes | None = None
    odd: str = ""
    executable: bool = False

    @property
    def absent(self) -> bool:
        """Say whether nothing is there."""
        return self.content is None and not self.odd

    def text(self) -> str | None:
        """Return the content as text, if it is text."""
        try:
            return None if self.content is None else self.content.decode()
        except UnicodeDecodeError:
            return None

    def equals(self, text: str) -> bool:
        """Say whether this is a text, apart from its line ends."""
        if self.content is None:
            return False
        return plain(self.content) == plain(text.encode())


def plain(content: bytes) -> bytes:
    """Return a text as it is rendered: without a mark in front, with LF ends, the last too."""
    content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    return content if not content or content.endswith(b"\n") else content + b"\n"


def held(root: Path, path: PurePosixPath) -> Held:
    """Look at one path of a project; no link is followed on the way."""
    for parent in reversed(path.parents[:-1]):
        odd = _odd(root / parent, stat.S_ISDIR)
        if odd is None:
            return Held()
        if odd:
            return Held(odd=f"{parent} is {odd}")
    odd = _odd(root / path, stat.S_ISREG)
    if odd is None:
        return Held()
    if odd:
        return Held(odd=f"{path} is {odd}")
    with (root / path).open("rb") as file:
        executable = bool(os.fstat(file.fileno()).st_mode & 0o100)
        return Held(file.read(), executable=executable)


def _odd(path: Path, wanted: Callable[[int], bool]) -> str | None:
    """Say what is at a path instead of what is wanted: "" for nothing else, None if absent."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if wanted(mode):
        return ""
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return "a folder" if stat.S_ISDIR(mode) else "no plain file"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the rendered files of a project are now.

    Shape: `moved` is rendered path -> path today; `guessed` those that only git says were
    moved; `missing` those that are nowhere.
    """

    moved: Mapping[PurePosixPath, PurePosixPath]
    guessed: frozenset[PurePosixPath]
    missing: frozenset[PurePosixPath]

    def of(self, path: PurePosixPath) -> PurePosixPath | None:
        """Return where a rendered file is, None if it is nowhere."""
        return None if path in self.missing else self.moved.get(path, path)


def whereabouts(
    root: Path, base: Tree, rendered: Iterable[PurePosixPath], worktree: Worktree | None
) -> Whereabouts:
    """Find the files of the last version in a project.

    A file that is not in its place was moved where a file of equal content is, if there
    is one such, or where the history of the project says; else it was deleted. `rendered`
    are all paths that either version gives: no file is moved there.

    Raises:
        Refused: The history cannot be read, or begins too late to say.
    """
    lost = [path for path in base if held(root, path).absent]
    taken = {*rendered}
    same = _alike(base, lost, taken, files(root, worktree)) if lost else {}
    rest = [path for path in lost if path not in same]
    guessed = _followed(root, rest, taken, worktree) if rest and worktree else {}
    moved = same | guessed
    missing = frozenset(path for path in lost if path not in moved)
    if worktree:
        worktree.check_depth(sorted(it for it in missing if owner_of(it) == "shared"))
    return Whereabouts(moved, frozenset(guessed), missing)


def _alike(
    base: Tree,
    lost: list[PurePosixPath],
    taken: set[PurePosixPath],
    files: Iterable[tuple[PurePosixPath, Path, int]],
) -> dict[PurePosixPath, PurePosixPath]:
    """Return the only file that has the content of each lost one."""
    wanted: dict[bytes, list[PurePosixPath]] = {}
    for path in lost:
        if base[path].strip():  # an empty file is like any other
            wanted.setdefault(plain(base[path].encode()), []).append(path)
    sizes = {len(it) for it in wanted}
    found: dict[bytes, list[PurePosixPath]] = {}
    for path, file, size in files if wanted else ():
        # A carriage return a line, and the mark in front, are the user's.
        if path in taken or size > LARGEST or not any(it <= size <= 2 * it + 3 for it in sizes):
            continue
        content = plain(file.read_bytes())
        if content in wanted:
            found.setdefault(content, []).append(path)
    return {
        wanted[content][0]: places[0]
        for content, places in found.items()
        if len(places) == 1 and len(wanted[content]) == 1
    }


def files(root: Path, worktree: Worktree | None) -> Iterator[tuple[PurePosixPath, Path, int]]:
    """Go through the plain files of a project and their sizes, in bytes.

    In a repository these are the files that git minds: what it ignores is nobody's move.
    """
    minded = None if worktree is None else worktree.files()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(it for it in folders if not _is_foreign(Path(folder, it)))
        for name in sorted(names):
            file = Path(folder, name)
            path, status = PurePosixPath(file.relative_to(root).as_posix()), file.lstat()
            if stat.S_ISREG(status.st_mode) and (minded is None or path in minded):
                yield path, file, status.st_size


def _is_foreign(folder: Path) -> bool:
    return folder.name in FOREIGN or any(os.path.lexists(folder / it) for it in WHOLE)


def _followed(
    root: Path, lost: list[PurePosixPath], taken: set[PurePosixPath], worktree: Worktree
) -> dict[PurePosixPath, PurePosixPath]:
    """Follow lost files through the renames of the project's own history."""
    places = {path: path for path in lost}
    for before, after in worktree.renames():
        for path, place in places.items():
            if place == before:
                places[path] = after
    return {
        path: place
        for path, place in places.items()
        if place != path and place not in taken and held(root, place).content is not None
    }
