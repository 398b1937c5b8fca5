"""Bring a tree to its place, all or nothing.

A new project is written beside its place and renamed, in one call. Into a folder that
exists, files are staged inside it; a journal says what is to be moved and removed, each
move replaces one file, and the journal goes last. A process that dies before the journal
leaves the old state, after it the next run finishes, or takes all back, unless somebody has
changed one of these files since. Nothing is written through a symbolic link.
"""

import contextlib
import errno
import itertools
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from .english import some_of
from .errors import EnvironmentFailed, Refused
from .journal import (
    ABSENT,
    JOURNAL,
    NOTHING_ELSE,
    UNDO,
    Rest,
    Steps,
    foreign,
    mode_of,
    read,
    state_of,
)
from .locking import LOCK, alive, lock
from .tree import Tree, folders_of
from .worktree import mark

OWN = ".groundplan"  # our folder inside a project


def obstacles(root: Path, tree: Tree) -> list[str]:
    """Say which existing files are in the way of a tree: links, and what is no plain file."""
    paths = [*tree, PurePosixPath(OWN, JOURNAL)]
    blocked = [it for it in folders_of(paths) if not _is(f"{root}/{it}", stat.S_ISDIR)]
    files = [it for it in paths if not _is(f"{root}/{it}", stat.S_ISREG)]
    return [
        *(f"{root / it} is no plain folder" for it in blocked),
        *(f"{root / it} is no plain file" for it in files),
    ]


def _is(path: str, kind: Callable[[int], bool]) -> bool:
    """Say whether a path is absent or of one kind, without following a link."""
    try:
        mode = os.lstat(path).st_mode
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}:  # what is above it counts
            return True
        raise
    return kind(mode)


def differing(root: Path, tree: Tree) -> Tree:
    """Return the part of a tree that a folder does not hold yet, byte for byte.

    Of the permissions only those count that make a file a program.
    """
    if not root.exists():
        return tree
    return Tree(
        {path: it for path, it in tree.items() if not _holds(root, tree, path)}, tree.executable
    )


def _holds(root: Path, tree: Tree, path: PurePosixPath) -> bool:
    file = root / path
    try:
        mode = file.stat().st_mode
        program = bool(mode & 0o100)
        if not stat.S_ISREG(mode) or program != (path in tree.executable):
            return False
        return file.read_bytes() == tree[path].encode()
    except OSError:  # absent, or something that is looked at later
        return False


def write_new(root: Path, tree: Tree) -> None:
    """Write a tree beside `root`, which is absent, and rename it there.

    Raises:
        EnvironmentFailed: The disk or the rights failed; the place is as before.
        Refused: Somebody else was quicker.
    """
    stage = root.parent / f".{root.name}.groundplan-{os.getpid()}"
    with _clean_failure(root), _gone_again(root.parent):
        root.parent.mkdir(parents=True, exist_ok=True)
        sweep(root.parent, f".{root.name}.groundplan-")
        try:
            stage.mkdir()
            write(stage, tree)
            stage.chmod(0o755)
            _rename(stage, root)
        finally:
            shutil.rmtree(stage, ignore_errors=True)


@contextlib.contextmanager
def _gone_again(folder: Path) -> Iterator[None]:
    """Take a folder and those above it away again, if they were made for what failed."""
    made = [*itertools.takewhile(lambda it: not it.exists(), (folder, *folder.parents))]
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            for it in made:
                it.rmdir()
        raise


def _rename(stage: Path, root: Path) -> None:
    try:
        stage.rename(root)
    except OSError as error:
        if error.errno in {errno.EEXIST, errno.ENOTEMPTY}:
            raise Refused(f"{root} was filled meanwhile; look at it, then run again") from error
        raise


def write_into(
    root: Path, tree: Tree, rest: Rest = NOTHING_ELSE, *, check: Callable[[], None] = lambda: None
) -> None:
    """Replace or add the files of a tree in a folder that exists, and do the rest.

    `check` looks at the folder once no other run can touch it, before anything is written.

    Raises:
        EnvironmentFailed: The disk or the rights failed; the place is as before.
        Refused: Another run is at work there.
    """
    own = root / OWN
    with _clean_failure(root):
        own.mkdir(exist_ok=True)
        own.chmod(0o755)
        stage = own / f"stage-{os.getpid()}"
        with _gone_if_empty(own), lock(own):
            try:
                check()
                write(stage / "new", tree, over=root)
                _keep_old(root, stage / "old", [*tree, *rest.removed])
                steps = Steps.of(root, stage, tree, rest)
                # What takes all back is written while there is room.
                replace(steps, undo=True).write(stage / UNDO)
                steps.write(stage / JOURNAL)
                (stage / JOURNAL).replace(own / JOURNAL)
                _move_all(root, stage, steps)
            finally:
                if not (own / JOURNAL).exists():
                    shutil.rmtree(stage, ignore_errors=True)


@contextlib.contextmanager
def _gone_if_empty(own: Path) -> Iterator[None]:
    """Take our folder away in the end if nothing is in it."""
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            own.rmdir()


def write(folder: Path, tree: Tree, *, over: Path | None = None) -> None:
    """Write every file of a tree below a folder, with its mode whatever the umask is.

    Who may read and write a file that there is in the folder `over` may do so still.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _make_folders(folder, tree)
    for path, text in tree.items():
        before = mode_of(over / path) if over else 0
        _write_file(f"{folder}/{path}", text.encode(), _mode(before, tree.mode(path)))


def _mode(before: int, new: int) -> int:
    """Return the mode of what takes the place of a file; it is no program but by the new mode."""
    if not before:
        return new
    program = bool(new & 0o100)
    if program and before & 0o100:
        return before & 0o777
    # Who may read a program may start it.
    return before & 0o666 | (before & 0o444) >> 2 if program else before & 0o666


def _write_file(name: str, text: bytes, mode: int) -> None:
    """Write a file that is not there; a disk may take less at once than it is given."""
    handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        rest = memoryview(text)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fchmod(handle, mode)
    finally:
        os.close(handle)


def recover(root: Path) -> tuple[str, ...]:
    """Finish or clear what a process that died left in a place, and say so.

    Raises:
        Refused: Another process is at work there.
    """
    said: list[str] = []
    if sweep(root.parent, f".{root.name}.groundplan-"):
        said.append(f"Cleared what an interrupted run had left beside {root}.")
    own = root / OWN
    if own.is_symlink() or not own.is_dir() or not any(map(_is_left, own.iterdir())):
        return tuple(said)
    with _clean_failure(root), _gone_if_empty(own), lock(own):
        journal = own / JOURNAL
        if journal.is_file():
            steps = read(journal)
            if obstacles(root, steps.tree) or _is_linked(own / steps.stage, steps.tree):
                raise foreign(journal)
            steps = _resumed(root, own / steps.stage, steps)
            _move_all(root, own / steps.stage, steps)
            shutil.rmtree(own / steps.stage, ignore_errors=True)
            done = "Undone" if steps.undo else "Finished"
            said.append(f"{done} what an interrupted run had begun in {root}.")
        if sweep(own, "stage-") and not said:
            said.append(f"Cleared what an interrupted run had left in {own}.")
    return tuple(said)


def _is_linked(stage: Path, tree: Tree) -> bool:
    """Say whether a stage, or anything in it, is a link or no plain file."""
    folders = (stage, stage / "new", stage / "old")
    odd = any(not _is(str(it), stat.S_ISDIR) for it in folders)
    return odd or any(obstacles(it, tree) for it in folders[1:])


def _is_left(found: Path) -> bool:
    """Say whether a run that is over would have taken away what lies in our folder."""
    return found.name in {JOURNAL, LOCK} or found.name.startswith("stage-")


def is_interrupted(root: Path) -> bool:
    """Say whether a run died, or is still at work, between the old state and the new one."""
    return (root / OWN / JOURNAL).is_file()


def sweep(folder: Path, prefix: str) -> bool:
    """Remove the staging folders that dead processes left; say whether there were any."""
    if not folder.is_dir():
        return False
    swept = False
    for found in sorted(folder.glob(f"{_literally(prefix)}*")):
        pid = found.name.removeprefix(prefix)
        plain = pid.isdecimal() and found.is_dir() and not found.is_symlink()
        # In a container every run has the same number: what bears ours is of one before us.
        if plain and (int(pid) == os.getpid() or not alive(int(pid))):
            shutil.rmtree(found, ignore_errors=True)
            swept = True
    return swept


def _literally(text: str) -> str:
    return "".join(f"[{it}]" if it in "*?[" else it for it in text)


def _keep_old(root: Path, kept: Path, paths: Iterable[PurePosixPath]) -> None:
    """Keep a second link to every file that is going to be replaced or removed."""
    for path in paths:
        if (root / path).exists():
            (kept / path).parent.mkdir(parents=True, exist_ok=True)
            _link(root / path, kept / path)


def _link(file: Path, beside: Path) -> None:
    """Give a file a second name, or a copy where the disk has no such thing."""
    try:
        os.link(file, beside)
    except OSError:
        shutil.copy2(file, beside)


def _resumed(root: Path, stage: Path, steps: Steps) -> Steps:
    """Say how to go on: forward, or back where the files in front were taken back already.

    Raises:
        Refused: Somebody has changed a file since, so neither way would keep what is there.
    """
    now = {path: state_of(root / path) for path in steps.states}
    changed = [path for path, it in now.items() if it not in steps.states[path]]
    if changed:
        raise Refused(
            f"a run in {root} was interrupted, and since then these files were changed: "
            f"{some_of(changed)}; put these files aside (git stash push -- FILES), run again and "
            f"bring them back (git stash pop), or remove {root / OWN / JOURNAL} to keep it as it is"
        )
    ahead = (it for it in steps.paths if now[it] != steps.states[it][1])
    if not steps.undo and all((stage / "new" / it).exists() for it in ahead):
        return steps
    behind = [it for it, (before, _) in steps.states.items() if before not in {now[it], ABSENT}]
    if lost := [it for it in behind if not (stage / "old" / it).exists()]:
        raise Refused(
            f"a run in {root} was interrupted, and what it kept of {some_of(lost)} is gone; "
            f"look at these files (git diff), then remove {root / OWN / JOURNAL}"
        )
    return replace(steps, undo=True)


def _move_all(root: Path, stage: Path, steps: Steps) -> None:
    """Move what is staged to its place, and do the rest; where that fails, take all of it back."""
    if steps.undo:
        _take_back(root, stage, steps)
        return
    try:
        _move(stage / "new", root, steps.paths)
        for path in steps.removed:
            (root / path).unlink(missing_ok=True)
        mark(root, [*steps.marks])
    except BaseException:
        (stage / UNDO).replace(root / OWN / JOURNAL)
        _take_back(root, stage, steps)
        raise
    _prune(root, steps.removed)
    (root / OWN / JOURNAL).unlink(missing_ok=True)


def _move(new: Path, root: Path, paths: Iterable[str]) -> None:
    """Move what is staged to its place; a folder that is new goes as a whole."""
    there = {PurePosixPath()}
    for path in map(PurePosixPath, paths):
        if not (new / path).exists():
            continue  # it went with its folder, or before this process
        missing = [it for it in path.parents if it not in there and not (root / it).is_dir()]
        there.update(path.parents)
        first = missing[-1] if missing else path
        (new / first).replace(root / first)


def _take_back(root: Path, stage: Path, steps: Steps) -> None:
    """Put every old file back, and what was not there away; as often as it takes."""
    for path in (*steps.paths, *steps.removed):
        same = state_of(root / path) == steps.states[path][0]
        if same and mode_of(root / path) == mode_of(stage / "old" / path):
            continue  # as it was; what is kept may be a link to what somebody has edited since
        if (stage / "old" / path).exists():
            back = stage / "back"
            back.unlink(missing_ok=True)
            _link(stage / "old" / path, back)
            back.replace(root / path)
            back.unlink(missing_ok=True)  # a link to the same file is not replaced
        elif steps.states[path][0] == ABSENT and not (stage / "new" / path).exists():
            (root / path).unlink(missing_ok=True)
    for folder in reversed(steps.made):
        with contextlib.suppress(OSError):  # it is not there, or somebody has put something in it
            (root / folder).rmdir()
    (root / OWN / JOURNAL).unlink(missing_ok=True)


def _prune(root: Path, removed: Iterable[str]) -> None:
    """Take away the folders that are empty now."""
    for path in removed:
        with contextlib.suppress(OSError):  # the first that holds something ends it
            for parent in PurePosixPath(path).parents[:-1]:
                (root / parent).rmdir()


def _make_folders(root: Path, paths: Iterable[PurePosixPath]) -> None:
    """Make the folders that files will lie in."""
    for folder in folders_of(paths):
        if not (root / folder).is_dir():
            (root / folder).mkdir()
            (root / folder).chmod(0o755)


@contextlib.contextmanager
def _clean_failure(root: Path) -> Iterator[None]:
    """Turn what the system refuses into one line; the place is as before, or will be."""
    try:
        yield
    except OSError as error:
        # Of a move that failed, the place it goes to is what people know.
        named = error.filename2 or error.filename
        what = f"{named}: " if named else ""
        ends = "nothing was changed"
        if is_interrupted(root):
            ends = "make room or give the right, and run again, which takes back what was begun"
        raise EnvironmentFailed(
            f"cannot write {root}: {what}{error.strerror or error}; {ends}"
        ) from error
