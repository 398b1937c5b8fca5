"""The user's cache: what lies there can be made again, and only saves time."""

import os
from pathlib import Path


def folder(name: str) -> Path | None:
    """Return a folder that nobody else may write, or None where there is no place for one."""
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # nobody knows where home is
        return None
    if not home.is_absolute():
        return None
    kept = home / "groundplan" / name
    try:
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = kept.stat()
    except OSError:
        return None
    return kept if state.st_uid == os.getuid() and not state.st_mode & 0o022 else None
