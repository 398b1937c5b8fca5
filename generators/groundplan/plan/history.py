"""Migrations: history that is the user's as soon as it is there, and only added to."""

from collections.abc import Iterator
from pathlib import Path

from ..tree import HISTORY, Tree
from .held import held
from .operation import Operation, digest


def history(root: Path, theirs: Tree) -> Iterator[Operation]:
    """Begin the history of a project that has none yet, as it is rendered."""
    if (root / HISTORY).is_dir():
        return
    for path, text in theirs.items():
        if HISTORY in path.parents and held(root, path).absent:
            yield Operation(
                kind="create",
                path=path,
                reason="the tables are kept in a database now",
                owner="yours",
                after=digest(text.encode()),
                text=text,
            )
