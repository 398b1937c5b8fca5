"""Where the template comes from: a checkout, or the inside of an installed wheel.

Both doors record the source alike, so that `copier update` finds the template again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from . import __version__
from .errors import EnvironmentFailed
from .git import git

REPOSITORY = "https://groundplan.example/groundplan.git"
PACKAGE = Path(__file__).resolve().parent
BUILT = "built.json"  # the commit, and whether it was changed: what hatch_build.py wrote
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
        commit = _built().get("commit", f"v{__version__}")
        return Source(PACKAGE, (("_commit", commit), ("_src_path", _origin())))
    root = PACKAGE.parents[1]
    commit = _described(root)
    recorded = (("_commit", commit),) if commit else ()
    return Source(root, (*recorded, ("_src_path", str(root))))


def is_pristine() -> bool:
    """Say whether what runs is just what its recorded version says."""
    root = here().root
    if root == PACKAGE:
        return not _built().get("changed")
    return not _git(root, "status", "--porcelain", "--", *NEEDED)


def _described(root: Path) -> str:
    """Name the commit of a checkout as copier does; nothing where there is none.

    Raises:
        EnvironmentFailed: git does not look at it, as where it belongs to somebody else.

    Of a checkout with changes copier records a commit that exists in a temporary clone
    only; what is recorded here is the commit that the changes stand on.
    """
    if not (root / ".git").exists():
        return ""
    commit = _git(root, "describe", "--tags", "--always")
    if not commit and (said := _refusal(root)):
        raise EnvironmentFailed(
            f"git cannot look at {root}, where the template comes from: {said}; "
            "run `git status` there, and mend what it says"
        )
    return commit


def _built() -> Mapping[str, Any]:
    """Return what an installed package was told when it was built."""
    file = PACKAGE / BUILT
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


def _origin() -> str:
    """Return what this package was installed from: a checkout or a repository (PEP 610).

    Of a wheel that was handed over nobody knows; it is taken to be of our own repository.
    """
    for found in distributions(name="groundplan", path=[str(PACKAGE.parent)]):
        said = json.loads(found.read_text("direct_url.json") or "{}")
        parts = urlsplit(said.get("url", ""))
        local = Path(unquote(parts.path)) if parts.scheme == "file" else None
        if "vcs_info" in said:
            return str(local or said["url"])
        if local and "dir_info" in said and (local / ".git").exists():
            return str(local.resolve())
    return REPOSITORY


def _refusal(root: Path) -> str:
    """Return what git says against a checkout; nothing where it looks at it, or is missing."""
    try:
        done = git("-C", str(root), "rev-parse", "--git-dir")
    except EnvironmentFailed:
        return ""
    return " ".join(done.stderr.decode(errors="replace").split()) if done.returncode else ""


def _git(root: Path, *arguments: str) -> str:
    """Return what git says of our own checkout; nothing where it fails."""
    try:
        return git("-C", str(root), *arguments).stdout.decode().strip()
    except EnvironmentFailed:
        return ""
