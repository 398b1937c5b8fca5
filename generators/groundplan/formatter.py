"""Format Python with one run of ruff, under the settings of the generated project.

What templates print is tidy for ordinary names already; the formatter wraps what long
names made too wide, and refuses what does not parse. A text that the same ruff left as it
was, under the same settings, is not given to it again.
"""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from . import keep
from .errors import EnvironmentFailed, GeneratorFault
from .tree import Tree

SETTINGS = PurePosixPath("pyproject.toml")
DIGEST = 16  # bytes that a text is known by
MOST_KNOWN = 2**19  # bytes of all digests; beyond it the memory begins anew
_UNTOUCHED = re.compile(r"\d+ files? left unchanged\n")


def tidied(tree: Tree) -> Tree:
    """Return the tree with its Python formatted.

    Raises:
        EnvironmentFailed: There is no ruff, or no room for its files.
        GeneratorFault: Some Python does not parse.
    """
    python = [path for path in tree if path.suffix == ".py"]
    if not python:
        return tree
    try:
        known = Known(tree.get(SETTINGS, ""))
        digests = {path: known.digest(tree[path]) for path in python}
        old = known.among(digests.values())
        new = {path: it for path, it in digests.items() if it not in old}
        if not new:
            return tree
        with tempfile.TemporaryDirectory(prefix="groundplan-", dir=_memory()) as scratch:
            changed = _formatted(scratch, tree, [*new])
    except OSError as error:
        raise EnvironmentFailed(f"cannot format in a temporary folder: {error}") from error
    known.add(found for path, found in new.items() if path not in changed)
    return tree.with_files(changed)


class Known:
    """The texts that ruff left as they were, by their digests, from one process to the next."""

    def __init__(self, settings: str) -> None:
        """Read what is known; the same text is another under other settings or another ruff.

        Raises:
            EnvironmentFailed: There is no ruff.
        """
        ruff = Path(_ruff())
        state = ruff.stat()
        judge = f"{ruff}\n{state.st_mtime_ns}\n{state.st_size}\n{settings}"
        self._judge = hashlib.blake2b(judge.encode()).digest()
        folder = keep.folder("formatted")
        self._file = None if folder is None else folder / "untouched"
        kept = b""
        if self._file is not None:
            with contextlib.suppress(OSError):
                kept = self._file.read_bytes()
        self._spent = len(kept) > MOST_KNOWN or len(kept) % DIGEST > 0
        self._kept = kept

    def digest(self, text: str) -> bytes:
        """Return what a text is known by."""
        return hashlib.blake2b(text.encode(), digest_size=DIGEST, key=self._judge).digest()

    def among(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return those of the texts that ruff left as they were."""
        kept = self._kept
        every = (kept[at : at + DIGEST] for at in range(0, len(kept), DIGEST))
        return {*digests}.intersection(every)

    def add(self, digests: Iterable[bytes]) -> None:
        """Remember texts for the next process; a full or read-only disk only costs time."""
        if self._file is not None:
            with (
                contextlib.suppress(OSError),
                self._file.open("wb" if self._spent else "ab") as file,
            ):
                file.write(b"".join(digests))


def _formatted(scratch: str, tree: Tree, python: list[PurePosixPath]) -> dict[PurePosixPath, str]:
    """Return the texts that ruff changed, by their paths; they are few, and held twice."""
    # Numbered files in one folder: layout does not depend on paths, and folders cost time.
    files = {f"{number}.py": path for number, path in enumerate(python)}
    for name, path in files.items():
        with open(f"{scratch}/{name}", "wb") as file:  # noqa: PTH123 - it is quicker
            file.write(tree[path].encode())
    settings = tree.get(SETTINGS, "")
    Path(scratch, SETTINGS).write_bytes(settings.encode())
    isolated = [] if "[tool.ruff" in settings else ["--isolated"]
    done = run_ruff(Path(scratch), [*isolated, "."])
    if done.returncode:
        said = re.sub(r"\b\d+\.py\b", lambda it: str(files.get(it[0], it[0])), done.stderr)
        raise GeneratorFault(f"the generated Python cannot be formatted: {said.strip()}")
    if _UNTOUCHED.fullmatch(done.stdout):  # as what templates print mostly is
        return {}
    read = ((path, Path(scratch, name).read_bytes().decode()) for name, path in files.items())
    return {path: text for path, text in read if text != tree[path]}


def _memory() -> str | None:
    """Return a folder in memory, where files cost least; None for the usual place."""
    shared = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
    usual = "TMPDIR" in os.environ or not os.access(shared, os.W_OK | os.X_OK)
    return None if usual else shared


def run_ruff(folder: Path, arguments: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """Run `ruff format` in a folder, free of the user's own settings.

    Raises:
        EnvironmentFailed: There is no ruff.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("RUFF_")}
    command = [_ruff(), "format", "--no-cache", *arguments]
    return subprocess.run(  # noqa: S603 - our own formatter on our own files
        command, cwd=folder, env=own, capture_output=True, text=True, check=False
    )


def _ruff() -> str:
    """Find the ruff installed beside us before any other."""
    try:
        from ruff import find_ruff_bin
    except ImportError:
        found = shutil.which("ruff")
    else:
        try:
            return str(find_ruff_bin())
        except FileNotFoundError:
            found = shutil.which("ruff")
    if found is None:
        raise EnvironmentFailed("ruff is not installed; install groundplan with its dependencies")
    return found
