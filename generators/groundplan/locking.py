"""The lock of a project: a file that names the process that holds it, and when that began."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from .errors import Refused

LOCK = "lock"


@contextlib.contextmanager
def lock(own: Path) -> Iterator[None]:
    """Hold the lock of a project; one that a dead process left is taken over."""
    lock = own / LOCK
    owner = owner_of(lock)
    if owner is not None and not alive(*owner):
        lock.unlink(missing_ok=True)
    try:
        handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        number = (owner_of(lock) or (0, ""))[0]
        raise Refused(f"another groundplan is at work in {own.parent} (process {number})") from None
    with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump({"pid": os.getpid(), "since": _since(os.getpid())}, file)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def owner_of(lock: Path) -> tuple[int, str] | None:
    """Return the process that a lock names, and when it began; None where it names none."""
    try:
        held: Mapping[str, object] = json.loads(lock.read_text("utf-8"))
        return int(str(held["pid"])), str(held["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def alive(pid: int, since: str) -> bool:
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
