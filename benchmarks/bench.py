"""What every family of benchmarks starts from: a release of this checkout, and a place."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TAG = "v999.0.0"
CACHE = "XDG_CACHE_HOME"


@dataclass(frozen=True, slots=True)
class Bench:
    """The release under test, a scratch folder, and how many pairs are usual."""

    repo: Path
    folder: Path
    pairs: int

    @property
    def cache(self) -> Path:
        """Return the user's cache of the commands: compiled templates, what ruff said."""
        return self.folder / "cache"

    def env(self) -> dict[str, str]:
        """Return an environment in which commands are those of the release."""
        kept = {name: it for name, it in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return kept | {"PYTHONPATH": str(self.repo / "generators"), CACHE: str(self.cache)}

    @staticmethod
    def command(*arguments: str | Path) -> list[str]:
        """Spell a command of groundplan."""
        return [sys.executable, "-m", "groundplan", *map(str, arguments)]

    def copier(self, *arguments: str | Path) -> list[str]:
        """Spell a copy by stock copier, of the same release."""
        verb = [sys.executable, "-m", "copier", "copy", "-q", "--trust", "--defaults"]
        return [*verb, *map(str, arguments)]

    def scratch(self, name: str) -> Path:
        """Return an empty folder."""
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        return place

    @classmethod
    def of(cls, folder: Path, pairs: int) -> "Bench":
        """Release the working tree below a scratch folder, and make it importable."""
        bench = cls(released(folder), folder, pairs)
        sys.path.insert(0, str(bench.repo / "generators"))
        os.environ[CACHE] = str(bench.cache)
        return bench


def git(*arguments: str, cwd: Path) -> None:
    """Run git under a name of its own."""
    own = ["git", "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    subprocess.run([*own, *arguments], cwd=cwd, check=True, capture_output=True)


def commit(folder: Path, tag: str = "") -> None:
    """Commit all that a folder holds."""
    if not (folder / ".git").exists():
        git("init", "-q", cwd=folder)
    git("add", "-A", cwd=folder)
    git("commit", "-qm", "bench", cwd=folder)
    if tag:
        git("tag", tag, cwd=folder)


def released(folder: Path) -> Path:
    """Commit and tag a copy of the working tree: both doors render the same version."""
    repo = folder / "groundplan"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in listed.split("\0"):
        if name and (ROOT / name).is_file():
            (repo / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, repo / name)
    commit(repo, TAG)
    return repo


def tree_of(folder: Path) -> dict[str, tuple[bool, bytes]]:
    """Map every file but git's own to whether it is a program, and its bytes."""
    files = (it for it in sorted(folder.rglob("*")) if it.is_file())
    named = ((it.relative_to(folder).as_posix(), it) for it in files)
    return {
        name: (os.access(it, os.X_OK), it.read_bytes())
        for name, it in named
        if not name.startswith(".git/")
    }


def require_equal(ours: Path, theirs: Path) -> int:
    """Return how many files both hold; end where they differ, for then there is nothing to time."""
    one, other = tree_of(ours), tree_of(theirs)
    if one != other:
        differing = sorted(it for it in one.keys() | other.keys() if one.get(it) != other.get(it))
        raise SystemExit(f"the two differ, nothing to time: {differing[:5]}")
    return len(one)
