"""The journal of a write: what is to be done, on disk until it is done or taken back."""

import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path, PurePosixPath

from .errors import Refused
from .tree import Tree, digest, folders_of

JOURNAL, UNDO = "journal.json", "undo.json"
FOREIGN = frozenset({"..", ".git", ".groundplan"})
ABSENT = digest(None)


@dataclass(frozen=True, slots=True)
class Rest:
    """What happens to a folder beside files being written.

    Shape: `removed` are files to take away, with the folders that they leave empty;
    `marks` are lines for git's index; `last` is written after all other files.
    """

    removed: tuple[PurePosixPath, ...] = ()
    marks: tuple[str, ...] = ()
    last: PurePosixPath | None = None


NOTHING_ELSE = Rest()


@dataclass(frozen=True, slots=True)
class Steps:
    """What the journal says: the folder of the stage, and what is done from there.

    Shape: `states` are the digests of each file before and after, ABSENT where there is none;
    `made` are the folders that there were not, each after the one it lies in.
    """

    stage: str
    paths: tuple[str, ...]
    removed: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    states: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    undo: bool = False  # something failed: all of it is being taken back

    @property
    def tree(self) -> Tree:
        """Return the files that are written or removed, without their texts."""
        return Tree(dict.fromkeys(map(PurePosixPath, (*self.paths, *self.removed)), ""))

    @classmethod
    def of(cls, root: Path, stage: Path, tree: Tree, rest: Rest) -> "Steps":
        """Say what has to be done to bring a staged tree to its place."""
        order = sorted(tree, key=lambda it: (it == rest.last, it))
        paths, removed = (*map(str, order),), (*map(str, rest.removed),)
        after = {str(path): digest(text.encode()) for path, text in tree.items()}
        states = {it: (state_of(root / it), after.get(it, ABSENT)) for it in (*paths, *removed)}
        made = (*(str(it) for it in folders_of(tree) if not (root / it).is_dir()),)
        return cls(stage.name, paths, removed, rest.marks, made, states)

    def write(self, file: Path) -> None:
        """Write it down."""
        held = {it.name: getattr(self, it.name) for it in fields(self)}
        file.write_text(json.dumps(held), "utf-8")


def state_of(file: Path) -> str:
    """Return the digest of a file; ABSENT where none can be read."""
    try:
        return digest(file.read_bytes())
    except OSError:
        return ABSENT


def mode_of(file: Path) -> int:
    """Return the permission bits of a file; 0 where there is none."""
    try:
        return stat.S_IMODE(file.stat().st_mode)
    except OSError:
        return 0


def read(journal: Path) -> Steps:
    """Read what is to be done; the file lies in a repository, so it is not trusted.

    Raises:
        Refused: It is none of ours.
    """
    try:
        held = json.loads(journal.read_text("utf-8"))
        names = ("paths", "removed", "marks", "made")
        lists = {name: tuple(map(str, held.get(name, ()))) for name in names}
        states = {
            str(it): (str(before), str(after)) for it, (before, after) in held["states"].items()
        }
        undo = held.get("undo") is True
        steps = Steps(str(held["stage"]), **lists, states=states, undo=undo)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        steps = Steps("", ())
    paths = [*steps.paths, *steps.removed]
    inside = all(map(_is_inside, paths))
    folders = {*map(str, folders_of(map(PurePosixPath, paths)))}
    whole = inside and {*paths} == {*steps.states} and folders.issuperset(steps.made)
    if not whole or not re.fullmatch(r"stage-\d+", steps.stage):
        raise foreign(journal)
    return steps


def _is_inside(path: str) -> bool:
    """Say whether a path is one of a project's files, which are neither git's nor ours."""
    try:
        named = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return named and not path.startswith("/") and FOREIGN.isdisjoint(PurePosixPath(path).parts)


def foreign(journal: Path) -> Refused:
    """Return what to say of a journal that is none of ours."""
    return Refused(f"{journal} is none of groundplan's; look at it, then remove it")
