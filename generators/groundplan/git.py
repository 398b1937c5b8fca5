"""git, free of what says which repository the caller is in."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .errors import EnvironmentFailed

Done = subprocess.CompletedProcess[bytes]


def git(
    *arguments: str,
    cwd: Path | None = None,
    given: bytes | None = None,
    settings: Mapping[str, str] | None = None,
) -> Done:
    """Run git; `given` is what it reads, and `settings` are variables that it sees beside ours.

    Raises:
        EnvironmentFailed: There is no git.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.run(  # noqa: S603 - paths and values stand behind `--` or `-C`
            ["git", *arguments],  # noqa: S607 - the user's own git
            cwd=cwd,
            env={**own, **(settings or {})},
            input=given,
            capture_output=True,
            check=False,
        )
    except OSError:
        raise EnvironmentFailed("git is missing; an update needs it") from None


def complaint(done: Done) -> str:
    """Return the last line of what a program says is wrong."""
    said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    return said or f"exit code {done.returncode}"
