"""Migrations: history that is the user's as soon as it is there, and only added to."""

import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from configparser import Error as IniError
from pathlib import Path

from ..english import some_of
from ..errors import Refused
from ..formatter import SETTINGS
from ..model.revisions import Side, revision
from ..tree import HISTORY, Tree, digest
from .decide import Sides
from .held import held
from .operation import Operation
from .revision import Migration, migration_for

FOLDERS = "recursive_version_locations"  # alembic's name for it


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
    change = revision(before, after)
    if change is None:
        return (), ()
    settings = sides.theirs.get(SETTINGS, "")
    made = migration_for(change, _texts(sides.root), settings=settings)
    return (_created(sides, made),), (*made.notes, *_uncounted(sides.root))


def _texts(root: Path) -> dict[str, str]:
    """Read the revisions of a project that alembic reads, by their paths in the history."""
    folder, found = root / HISTORY, {}
    for file in sorted(folder.rglob("*.py") if _has_folders(root) else folder.glob("*.py")):
        name = file.relative_to(folder).as_posix()
        try:
            found[name] = file.read_bytes().decode()
        except UnicodeDecodeError:
            raise Refused(f"{HISTORY / name} is no UTF-8 text; mend it first") from None
    return found


def _uncounted(root: Path) -> Iterator[str]:
    """Name what looks like a revision and is none, as alembic does not read it."""
    inner = sorted((root / HISTORY).glob("*/**/*.py"))
    names = [file.relative_to(root).as_posix() for file in inner if file.name != "__init__.py"]
    if names and not _has_folders(root):
        count = "do not count" if len(names) > 1 else "does not count"
        yield (
            f"{some_of(names, most=1)} {count}: alembic reads no folders in {HISTORY}"
            f" before `{FOLDERS} = true` says so"
        )


def _has_folders(root: Path) -> bool:
    """Say whether alembic reads the folders of the history too: its own file goes first."""
    own = ConfigParser(interpolation=None)
    try:
        own.read(root / "alembic.ini", "utf-8")
        if own.has_option("alembic", FOLDERS):
            return own.get("alembic", FOLDERS) == "true"
        stated = tomllib.loads((root / SETTINGS).read_bytes().decode())
    except (OSError, ValueError, IniError):  # nor can alembic read it
        return False
    match stated:
        case {"tool": {"alembic": dict(alembic)}}:
            return alembic.get(FOLDERS) is True
    return False


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
