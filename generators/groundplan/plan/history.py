"""Migrations: history that is the user's as soon as it is there, and only added to."""

from collections.abc import Iterator
from pathlib import Path

from ..errors import Refused
from ..formatter import SETTINGS
from ..tree import HISTORY, Tree
from .decide import Sides
from .held import held
from .operation import Operation, digest
from .revision import Migration, Side, migration_for


def begun(root: Path, theirs: Tree) -> Iterator[Operation]:
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


def continued(
    sides: Sides, before: Side | None, after: Side
) -> tuple[tuple[Operation, ...], tuple[str, ...]]:
    """Go on with the history of a project whose tables change; return what to know about it.

    Raises:
        Refused: The history cannot be gone on with.
    """
    if before is None or not (sides.root / HISTORY).is_dir():
        return (), ()
    if before[0].database == "memory" and after[0].database != "memory":
        said = (
            f"{HISTORY} is there from before; `uv run pytest tests/test_migrations.py` looks at it"
        )
        return (), (said,)
    settings = sides.theirs.get(SETTINGS, "")
    made = migration_for(before, after, lambda: _texts(sides.root), settings=settings)
    if made is None:
        return (), ()
    return (_created(sides, made),), made.notes


def _texts(root: Path) -> dict[str, str]:
    """Read the revisions of a project."""
    found = {}
    for file in sorted((root / HISTORY).glob("*.py")):
        try:
            found[file.name] = file.read_bytes().decode()
        except UnicodeDecodeError:
            raise Refused(f"{HISTORY / file.name} is no UTF-8 text; mend it first") from None
    return found


def _created(sides: Sides, made: Migration) -> Operation:
    why = sides.reasons.of(None, "", made.text)
    return Operation(
        kind="create",
        path=made.path,
        reason=f"the tables change: {why}",
        owner="yours",
        after=digest(made.text.encode()),
        text=made.text,
    )
