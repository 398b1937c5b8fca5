"""The lock of a project: the system's own, so that it ends with the process that holds it."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from .errors import Refused

LOCK = "lock"


@contextlib.contextmanager
def lock(own: Path) -> Iterator[None]:
    """Hold the lock of a project; its file is there only meanwhile, or where a process died.

    Raises:
        Refused: Another process holds it.
    """
    file = own / LOCK
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    try:
        if not _held(handle, file):
            refusal = f"another groundplan is at work in {own.parent}; run again when it has ended"
            raise Refused(refusal)
        try:
            yield
        finally:
            file.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _held(handle: int, file: Path) -> bool:
    """Take the lock of an open file; it is the one only as long as it has its name."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), file.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def alive(pid: int) -> bool:
    """Say whether there is a process of a number."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
