"""How the files of a project stand: as they were rendered, or what the user made of them."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Literal

from .blueprint.reader import Node, Source
from .errors import Refused
from .last import Last, last_applied
from .names import snake
from .plan.held import Whereabouts, held, whereabouts
from .plan.operation import Owner, owner_of
from .staging import is_interrupted
from .tree import ANSWERS_FILE, BLUEPRINT, HISTORY, Origin
from .worktree import Worktree

State = Literal["untouched", "edited", "moved", "deleted"]
STATES: tuple[State, ...] = ("untouched", "edited", "moved", "deleted")
OWNERS = {
    "generated": "generated: an update rewrites it",
    "yours": "yours: no update touches it",
    "shared": "shared: an update merges it with your edits",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A file as it was last rendered, and what the user did with it.

    `place` is where it is now; `edited` is also said of a file that was moved.
    """

    path: PurePosixPath
    state: State
    owner: Owner
    place: PurePosixPath | None
    edited: bool
    guessed: bool = False

    def __str__(self) -> str:
        """Print as one line."""
        if self.state != "moved":
            return f"{self.state:9}  {self.path}"
        also = [
            it for it, told in (("edited", self.edited), ("a guess of git's", self.guessed)) if told
        ]
        return f"{self.state:9}  {self.path} -> {self.place}" + (
            f" ({', '.join(also)})" if also else ""
        )

    def as_json(self) -> dict[str, object]:
        """Return the same as plain data."""
        return {
            "path": str(self.path),
            "state": self.state,
            "owner": self.owner,
            "place": None if self.place is None else str(self.place),
            "edited": self.edited,
            "guessed": self.guessed,
        }


@dataclass(frozen=True, slots=True)
class Status:
    """How all files of a project stand, in path order; history is the user's, and left out."""

    destination: Path
    version: str
    files: tuple[Standing, ...]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """List what is not untouched, and count all."""
        touched = [str(it) for it in self.files if it.state != "untouched"]
        states = [it.state for it in self.files]
        counts = ", ".join(f"{states.count(it)} {it}" for it in STATES if it in states)
        notes = [f"note: {it}" for it in self.notes]
        return "\n".join([*touched, *notes, f"{self.destination}, {self.version}: {counts}."])

    def as_json(self) -> dict[str, object]:
        """Return the same as plain data."""
        return {
            "destination": str(self.destination),
            "version": self.version,
            "files": [it.as_json() for it in self.files],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Why:
    """What made a file. Shape: `lines` are the first and the last, counted from 1."""

    path: PurePosixPath
    template: str = ""
    item: str = ""
    lines: tuple[int, int] | None = None
    owner: Owner = "yours"
    standing: Standing | None = None

    def __str__(self) -> str:
        """Say it in a few lines."""
        if not self.template:
            return f"{self.path} is your own: no template gives it."
        place = BLUEPRINT if self.lines is None else f"{BLUEPRINT}:{self.lines[0]}-{self.lines[1]}"
        state = self.standing.state if self.standing else ""
        lines = [
            str(self.path),
            f"  template   {self.template}",
            f"  blueprint  {place}, {self.item or 'all of it'}",
            f"  owner      {OWNERS[self.owner]}",
        ]
        return "\n".join([*lines, f"  state      {state}"] if state else lines)

    def as_json(self) -> dict[str, object]:
        """Return the same as plain data."""
        return {
            "path": str(self.path),
            "template": self.template or None,
            "item": self.item or None,
            "lines": list(self.lines) if self.lines else None,
            "owner": self.owner,
            "file": self.standing.as_json() if self.standing else None,
        }


def status_of(destination: str | Path = ".", *, origin: str = "", trust: bool = False) -> Status:
    """Compare a project with what was last applied to it, but for its migrations.

    Raises:
        Refused: It is no project of ours.
        EnvironmentFailed: The version on record cannot be had.
    """
    last = last_applied(destination, origin=origin, trust=trust)
    notes = last.notes
    if is_interrupted(last.root):
        notes = (*notes, "an update was interrupted halfway; `groundplan update` ends it")
    return Status(last.root, str(last.version), tuple(_standings(last)), notes)


def _standings(last: Last) -> Iterator[Standing]:
    where = whereabouts(last.root, last.tree, last.tree, Worktree.of(last.root))
    for path in last.tree:
        # What is rendered there today says nothing about the day it was made.
        if HISTORY not in path.parents:
            yield _standing(last, where, path)


def _standing(last: Last, where: Whereabouts, path: PurePosixPath) -> Standing:
    place = where.of(path)
    if place is None:
        return Standing(path, "deleted", owner_of(path), None, edited=False)
    # An update rewrites the record, whatever stands there: that is nobody's edit.
    same = path == PurePosixPath(ANSWERS_FILE) or held(last.root, place).equals(last.tree[path])
    state: State = "moved" if place != path else "untouched" if same else "edited"
    guessed = path in where.guessed
    return Standing(path, state, owner_of(path), place, edited=not same, guessed=guessed)


def why_is(file: str | Path, *, origin: str = "", trust: bool = False) -> Why:
    """Find out what made a file of a project, moved or not.

    Raises:
        Refused: There is no such file, it is a folder, or it lies in no project of ours.
        EnvironmentFailed: The version on record cannot be had.
    """
    if Path(file).is_dir():
        raise Refused(f"{file} is a folder; name a file in it")
    root, path = _project_of(Path(file))
    last = last_applied(root, origin=origin, trust=trust)
    where = whereabouts(root, last.tree, last.tree, Worktree.of(root))
    made = next((it for it in last.tree if where.of(it) == path), path)
    if made not in last.tree:
        if not (root / path).exists():
            raise Refused(f"there is no file {file}, and no template gives it")
        return Why(path)
    found = last.tree.origins.get(made)
    if found is None:
        raise Refused(f"{last.version} does not say what its files are made of; update first")
    item, lines = _lines(last, found)
    # What stood in history once is not what would be rendered today.
    standing = None if HISTORY in made.parents else _standing(last, where, made)
    return Why(path, found.template, item, lines, owner_of(made), standing)


def _project_of(file: Path) -> tuple[Path, PurePosixPath]:
    """Return the project that a file lies in, and its path there."""
    whole = file.parent.resolve() / file.name
    for folder in whole.parents:
        if (folder / ANSWERS_FILE).is_file():
            return folder, PurePosixPath(whole.relative_to(folder).as_posix())
    raise Refused(f"{file} lies in no project of groundplan's")


def _lines(last: Last, origin: Origin) -> tuple[str, tuple[int, int] | None]:
    """Return the item that a file is made for, and its lines in today's blueprint."""
    source = Source(unicodedata.normalize("NFC", _text(last)), BLUEPRINT)
    items = dict(origin.items)
    found = _called(source.root, "modules", items.get("module", ""))
    if found is None:
        return "", None
    module, keyed, node = found
    item = f"module {module}"
    if inner := _called(node, "aggregates", items.get("suite", "")):
        title, keyed, node = inner
        item = f"aggregate {title} of {item}"
    return item, (keyed.line + 1, _end(node) + 1)


def _called(holder: Node, section: str, name: str) -> tuple[str, Node, Node] | None:
    """Return what is called so in snake case, or was so when it was last applied."""
    entries = holder.entries.get(section, (holder, holder))[1].entries
    today = (it for it in entries if snake(it) == name)
    earlier = (it for it, (_, node) in entries.items() if name in map(snake, _earlier(node)))
    title = next(chain(today, earlier), None)
    return None if title is None else (title, *entries[title])


def _earlier(node: Node) -> list[str]:
    """Return what something was called."""
    was = node.entries["was"][1].plain() if "was" in node.entries else None
    return list(map(str, was)) if isinstance(was, list) else [str(was)]


def _text(last: Last) -> str:
    """Return the blueprint of today, or the last one where today's cannot be read."""
    try:
        return (last.root / BLUEPRINT).read_bytes().decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return last.record.blueprint


def _end(node: Node) -> int:
    """Return the last line that something of a node begins on."""
    inner = [*node.items, *(it for pair in node.entries.values() for it in pair)]
    return max([node.line, *map(_end, inner)])
