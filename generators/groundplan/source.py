"""Where the template comes from: a checkout, or the inside of an installed wheel.

Both doors record the source alike, so that `copier update` finds the template again.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import __version__
from .errors import EnvironmentFailed
from .git import git

REPOSITORY = "https://groundplan.example/groundplan.git"
PACKAGE = Path(__file__).resolve().parent
NEEDED = ("copier.yml", "generators/groundplan", "template")  # of a checkout, to render


@dataclass(frozen=True, slots=True)
class Source:
    """A template: its root in the file system, and what the answers file says of it."""

    root: Path
    recorded: tuple[tuple[str, str], ...]


@cache
def here() -> Source:
    """Return the template that belongs to this package."""
    if (PACKAGE / "copier.yml").is_file():
        return Source(PACKAGE, (("_commit", f"v{__version__}"), ("_src_path", REPOSITORY)))
    root = PACKAGE.parents[1]
    commit = _described(root)
    recorded = (("_commit", commit),) if commit else ()
    return Source(root, (*recorded, ("_src_path", str(root))))


def is_pristine() -> bool:
    """Say whether what runs is just what its recorded version says."""
    root = here().root
    if root == PACKAGE:
        return True
    return not _git(root, "status", "--porcelain", "--", *NEEDED)


def _described(root: Path) -> str:
    """Name the commit of a checkout as copier does; nothing where there is none.

    Of a checkout with changes copier records a commit that exists in a temporary clone
    only; what is recorded here is the commit that the changes stand on.
    """
    return _git(root, "describe", "--tags", "--always") if (root / ".git").exists() else ""


def _git(root: Path, *arguments: str) -> str:
    """Return what git says of our own checkout; nothing where it fails."""
    try:
        return git("-C", str(root), *arguments).stdout.decode().strip()
    except EnvironmentFailed:
        return ""
