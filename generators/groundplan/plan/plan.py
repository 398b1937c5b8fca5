"""The plan of an update: inert data that can be shown, kept, compared and applied.

`apply` does exactly what the plan says, or refuses because the project changed since.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from .. import staging
from ..english import some_of
from ..errors import Refused
from ..journal import Rest
from ..past import Version
from ..report import Updated
from ..tree import ANSWERS_FILE, BLUEPRINT, Tree, digest
from ..worktree import Stages, Worktree
from .held import held
from .operation import Operation, is_marked

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What an update of a project would do.

    Shape: `operations` in path order; `blueprint` is the digest of the blueprint that the
    plan was made for; `notes` is what else somebody should know.
    """

    destination: Path
    source: Version
    target: Version
    blueprint: str
    operations: tuple[Operation, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def conflicts(self) -> tuple[Operation, ...]:
        """Return what needs somebody."""
        return tuple(it for it in self.operations if it.kind == "conflict")

    @property
    def writes(self) -> tuple[Operation, ...]:
        """Return what changes on disk."""
        return tuple(it for it in self.operations if it.writes)

    def diff(self) -> str:
        """Return all changes as one patch."""
        return "".join(it.diff() for it in self.operations)

    def __str__(self) -> str:
        """List the operations, what else is to be said, and how many there are."""
        lines = [f"{self.destination}: {self.source} -> {self.target}"]
        if self.source == self.target:
            lines = [f"{self.destination}: {self.target}"]
        lines += [f"  {it}" for it in self.operations]
        lines += [f"note: {it}" for it in self.notes]
        return "\n".join([*lines, f"{self.counted()}."])

    def counted(self) -> str:
        """Count the operations by kind."""
        kinds = [it.kind for it in self.operations]
        counts = [f"{kinds.count(it)} {it}" for it in dict.fromkeys(sorted(kinds))]
        return ", ".join(counts) or "Nothing to do"

    def as_json(self) -> dict[str, object]:
        """Return the same as plain data."""
        return {
            "format": FORMAT,
            "destination": str(self.destination),
            "from": {"source": self.source.source, "version": self.source.commit},
            "to": {"source": self.target.source, "version": self.target.commit},
            "blueprint": self.blueprint,
            "operations": [it.as_json() for it in self.operations],
            "notes": list(self.notes),
        }

    def to_json(self) -> str:
        """Write the plan as text, to be kept or read by a tool."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """Read what `to_json` wrote.

        Raises:
            Refused: It is no plan, or one of another version.
        """
        try:
            plain: dict[str, Any] = json.loads(text)
            if plain["format"] != FORMAT:
                raise Refused(f"this plan has format {plain['format']}, not {FORMAT}; plan again")
            return cls(
                destination=Path(plain["destination"]),
                source=Version(plain["from"]["source"], plain["from"]["version"]),
                target=Version(plain["to"]["source"], plain["to"]["version"]),
                blueprint=str(plain["blueprint"]),
                operations=tuple(map(Operation.from_json, plain["operations"])),
                notes=tuple(map(str, plain["notes"])),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Refused("this is no plan; `groundplan plan --json` prints one") from None

    def apply(self) -> Updated:
        """Do what the plan says, all of it or nothing.

        Raises:
            Refused: The project changed since, has changes that are not committed, or
                another run is at work there.
            EnvironmentFailed: The disk, the rights or git failed; the project is as before.
        """
        self.admit()
        if self.writes or self.conflicts:
            self.write(Worktree.of(self.destination))
        return self.report()

    def admit(self) -> None:
        """Look whether the plan may be applied now.

        Raises:
            Refused: The project changed since, has changes that are not committed, or
                conflicts that are not resolved.
        """
        worktree = Worktree.of(self.destination)
        if worktree is not None and (said := worktree.obstacle()):
            raise Refused(said)
        if marked := [str(it.place) for it in self.operations if is_marked(it.old or "")]:
            raise Refused(f"conflicts are still marked in {', '.join(marked)}; edit these files")
        self.check()

    def write(self, worktree: Worktree | None) -> None:
        """Do what the plan says, and mark its conflicts in the index of a worktree."""
        marks = worktree.marks(self._stages()) if worktree else []
        tree = Tree(
            {it.path: it.text for it in self.writes if it.text is not None},
            frozenset(it.path for it in self.writes if it.executable),
        )
        gone = [it.place for it in self.writes if it.kind == "delete" or it.from_path]
        removed = tuple(it for it in gone if it not in tree)
        last = PurePosixPath(ANSWERS_FILE)
        rest = Rest(removed, tuple(marks), last)
        staging.write_into(self.destination, tree, rest, check=self.check)

    def apply_to_copy(self, copy: Path) -> None:
        """Do what the plan says in a copy of the project that is no repository."""
        there = replace(self, destination=copy)
        there.check()
        there.write(None)

    def _stages(self) -> Iterator[Stages]:
        for it in self.conflicts:
            ours = held(self.destination, it.place)
            sides = (None if side is None else side.encode() for side in (it.last, it.new))
            last, new = sides
            if ours.content is not None:
                yield Stages(it.path, it.place, last, ours.content, new, it.executable)

    def check(self) -> None:
        """Look whether the project is as it was when the plan was made.

        Raises:
            Refused: It is not.
        """
        expected = {it.place: it.before for it in self.operations if it.kind != "keep"}
        expected[PurePosixPath(BLUEPRINT)] = self.blueprint
        for it in self.operations:
            if it.from_path:
                expected.setdefault(it.path, "")
        changed = [
            str(path)
            for path, before in sorted(expected.items())
            if digest(held(self.destination, path).content) != before
        ]
        if changed:
            raise Refused(f"changed since the plan was made: {some_of(changed)}; plan again")
        if blocked := staging.obstacles(self.destination, Tree(dict.fromkeys(self._paths(), ""))):
            raise Refused("\n".join([*blocked[:5], "nothing is written through a link; remove it"]))

    def _paths(self) -> Iterator[PurePosixPath]:
        for it in self.writes:
            yield it.path
            yield it.place

    def report(self) -> Updated:
        """Say what applying the plan does."""
        return Updated(
            destination=self.destination,
            source=str(self.source),
            target=str(self.target),
            written=tuple(it.path for it in self.writes if it.text is not None),
            removed=tuple(it.place for it in self.writes if it.kind == "delete" or it.from_path),
            conflicts=tuple(f"{', '.join(it.where)}: {it.reason}" for it in self.conflicts),
            kept=tuple(f"{it.path}: {it.reason}" for it in self.operations if it.kind == "keep"),
            notes=self.notes,
        )
