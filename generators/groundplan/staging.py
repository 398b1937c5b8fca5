"""Bring a tree to its place, all or nothing.

A new project is written beside its place and renamed, in one call. Into a folder that
exists, files are staged inside it; a journal says what is to be moved and removed, each
move replaces one file, and the journal goes last. A process that dies before the journal
leaves the old state, after it the next run finishes. Nothing is written through a symbolic
link.
"""

import contextlib
import errno
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

from .errors import EnvironmentFailed, Refused
from .tree import Tree
from .worktree import mark

OWN = ".groundplan"  # our folder inside a project
LOCK, JOURNAL = "lock", "journal.json"


def obstacles(root: Path, tree: Tree) -> list[str]:
    """Say which existing files are in the way of a tree: links, and what is no plain file."""
    found = {}
    for path in [*tree, PurePosixPath(OWN, JOURNAL)]:
        for parent in reversed(path.parents[:-1]):
            if not _is(root / parent, stat.S_ISDIR):
                found[parent] = f"{root / parent} is no plain folder"
        if not _is(root / path, stat.S_ISREG):
            found[path] = f"{root / path} is no plain file"
    return list(found.values())


def _is(path: Path, kind: Callable[[int], bool]) -> bool:
    """Say whether a path is absent or of one kind, without following a link."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return True
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
        program = bool(file.stat().st_mode & 0o100)
        return program == (path in tree.executable) and file.read_bytes() == tree[path].encode()
    except OSError:  # absent, or something that is looked at later
        return False


def write_new(root: Path, tree: Tree) -> None:
    """Write a tree beside `root`, which is absent or empty, and rename it there.

    Raises:
        EnvironmentFailed: The disk or the rights failed; the place is as before.
        Refused: Somebody else was quicker.
    """
    stage = root.parent / f".{root.name}.groundplan-{os.getpid()}"
    with _clean_failure(root):
        root.parent.mkdir(parents=True, exist_ok=True)
        sweep(root.parent, f".{root.name}.groundplan-")
        try:
            stage.mkdir()
            write(stage, tree)
            stage.chmod(0o755)
            _rename(stage, root)
        finally:
            shutil.rmtree(stage, ignore_errors=True)


def _rename(stage: Path, root: Path) -> None:
    try:
        stage.rename(root)
    except OSError as error:
        if error.errno in {errno.EEXIST, errno.ENOTEMPTY}:
            raise Refused(f"{root} was filled meanwhile; look at it, then run again") from error
        raise


@dataclass(frozen=True, slots=True)
class Rest:
    """What happens to a folder beside files being written.

    Shape: `removed` are files to take away, with the folders that they leave empty;
    `marks` are lines for git's index; `last` is written after all other files.
    """

    removed: tuple[PurePosixPath, ...] = ()
    marks: tuple[str, ...] = ()
    last: PurePosixPath | None = None


def write_into(
    root: Path, tree: Tree, rest: Rest = Rest(), *, check: Callable[[], None] = lambda: None
) -> None:
    """Replace or add the files of a tree in a folder that exists, and do the rest.

    `check` looks at the folder once no other run can touch it, before anything is written.

    Raises:
        EnvironmentFailed: The disk or the rights failed; the place is as before.
        Refused: Another run is at work there.
    """
    own = root / OWN
    fresh = not own.exists()
    with _clean_failure(root):
        own.mkdir(exist_ok=True)
        own.chmod(0o755)
        stage = own / f"stage-{os.getpid()}"
        with lock(own):
            try:
                check()
                write(stage / "new", tree)
                _keep_old(root, stage / "old", [*tree, *rest.removed])
                steps = _Steps.of(stage, tree, rest)
                steps.write(own, stage)
                _move_all(root, stage, steps)
            finally:
                shutil.rmtree(stage, ignore_errors=True)
                if fresh and not any(it.name != LOCK for it in own.iterdir()):
                    (own / LOCK).unlink()
                    own.rmdir()


def write(folder: Path, tree: Tree) -> None:
    """Write every file of a tree below a folder, with its mode whatever the umask is."""
    made = set()
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in tree.items():
        if path.parent not in made:
            made.add(path.parent)
            _make_folders(folder, path)
        _write_file(f"{folder}/{path}", text.encode(), tree.mode(path))


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
        Refused: That process is alive.
    """
    said: list[str] = []
    if sweep(root.parent, f".{root.name}.groundplan-"):
        said.append(f"Cleared what an interrupted run had left beside {root}.")
    own = root / OWN
    if own.is_symlink() or not own.is_dir():
        return tuple(said)
    with _clean_failure(root):
        journal = own / JOURNAL
        owner = _owner(own / LOCK)
        if owner is not None and _alive(*owner):
            raise Refused(f"another groundplan is at work in {root} (process {owner[0]})")
        if journal.is_file():
            steps = _read_journal(journal)
            _move_all(root, own / steps.stage, steps)
            done = "Undone" if steps.undo else "Finished"
            said.append(f"{done} what an interrupted run had begun in {root}.")
        if sweep(own, "stage-") and not said:
            said.append(f"Cleared what an interrupted run had left in {own}.")
        (own / LOCK).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            own.rmdir()
    return tuple(said)


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
        if (
            pid.isdecimal()
            and found.is_dir()
            and not found.is_symlink()
            and not _alive(int(pid), "")
        ):
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


@dataclass(frozen=True, slots=True)
class _Steps:
    """What the journal says: the folder of the stage, and what is done from there."""

    stage: str
    paths: tuple[str, ...]
    removed: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    undo: bool = False  # something failed: all of it is being taken back

    @classmethod
    def of(cls, stage: Path, tree: Tree, rest: Rest) -> "_Steps":
        order = sorted(tree, key=lambda it: (it == rest.last, it))
        return cls(stage.name, (*map(str, order),), (*map(str, rest.removed),), rest.marks)

    def write(self, own: Path, stage: Path) -> None:
        draft = stage / JOURNAL
        draft.write_text(json.dumps(asdict(self)), "utf-8")
        draft.replace(own / JOURNAL)


def _read_journal(journal: Path) -> _Steps:
    """Read what is to be done; the file lies in a repository, so it is not trusted."""
    try:
        held = json.loads(journal.read_text("utf-8"))
        names = ("paths", "removed", "marks")
        lists = {name: tuple(map(str, held.get(name, ()))) for name in names}
        undo = held.get("undo") is True
        steps = _Steps(str(held["stage"]), **lists, undo=undo)
    except (ValueError, KeyError, TypeError, AttributeError):
        steps = _Steps("", ())
    paths = [*steps.paths, *steps.removed]
    inside = all(not it.startswith("/") and ".." not in PurePosixPath(it).parts for it in paths)
    tree = Tree(dict.fromkeys(map(PurePosixPath, paths), ""))
    wrong = not re.fullmatch(r"stage-\d+", steps.stage) or not inside
    if wrong or obstacles(journal.parents[1], tree):
        raise Refused(f"{journal} is none of groundplan's; look at it, then remove it")
    return steps


def _move_all(root: Path, stage: Path, steps: _Steps) -> None:
    """Move what is staged to its place, and do the rest; where that fails, take all of it back."""
    if steps.undo:
        _take_back(root, stage, steps)
        return
    try:
        for path in steps.paths:
            if (stage / "new" / path).exists():
                _make_folders(root, PurePosixPath(path))
                (stage / "new" / path).replace(root / path)
        for path in steps.removed:
            (root / path).unlink(missing_ok=True)
        mark(root, [*steps.marks])
    except BaseException:
        replace(steps, undo=True).write(root / OWN, stage)
        _take_back(root, stage, steps)
        raise
    _prune(root, steps.removed)
    (root / OWN / JOURNAL).unlink(missing_ok=True)


def _take_back(root: Path, stage: Path, steps: _Steps) -> None:
    """Put every old file back, and what was not there away; as often as it takes."""
    for path in (*steps.paths, *steps.removed):
        if (stage / "old" / path).exists():
            back = stage / "back"
            back.unlink(missing_ok=True)
            _link(stage / "old" / path, back)
            back.replace(root / path)
            back.unlink(missing_ok=True)  # a link to the same file is not replaced
        elif not (stage / "new" / path).exists():
            (root / path).unlink(missing_ok=True)
    (root / OWN / JOURNAL).unlink(missing_ok=True)


def _prune(root: Path, removed: Iterable[str]) -> None:
    """Take away the folders that are empty now."""
    for path in removed:
        with contextlib.suppress(OSError):  # the first that holds something ends it
            for parent in PurePosixPath(path).parents[:-1]:
                (root / parent).rmdir()


def _make_folders(root: Path, path: PurePosixPath) -> None:
    for parent in reversed(path.parents[:-1]):
        if not (root / parent).is_dir():
            (root / parent).mkdir()
            (root / parent).chmod(0o755)


@contextlib.contextmanager
def lock(own: Path) -> Iterator[None]:
    """Hold the lock of a project; one that a dead process left is taken over."""
    lock = own / LOCK
    owner = _owner(lock)
    if owner is not None and not _alive(*owner):
        lock.unlink(missing_ok=True)
    try:
        handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        number = (_owner(lock) or (0, ""))[0]
        raise Refused(f"another groundplan is at work in {own.parent} (process {number})") from None
    with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump({"pid": os.getpid(), "since": _since(os.getpid())}, file)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _owner(lock: Path) -> tuple[int, str] | None:
    try:
        held: Mapping[str, object] = json.loads(lock.read_text("utf-8"))
        return int(str(held["pid"])), str(held["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _alive(pid: int, since: str) -> bool:
    """Say whether a process lives, and is the one that began at that moment."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return not since or _since(pid) in {since, ""}


def _since(pid: int) -> str:
    """Return when a process began, in ticks since the start of the machine; "" if unknown."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


@contextlib.contextmanager
def _clean_failure(root: Path) -> Iterator[None]:
    """Turn what the system refuses into one line; the place is as before."""
    try:
        yield
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        raise EnvironmentFailed(
            f"cannot write {root}: {what}{error.strerror or error}; nothing was changed"
        ) from error
