"""What a command did, for people and for tools."""

import shlex
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .english import counted


@dataclass(frozen=True, slots=True)
class Updated:
    """A project that was updated.

    Shape: `conflicts` are places and what is the matter there, `kept` files that stay as
    the user has them although something changed, each as a line.
    """

    destination: Path
    source: str
    target: str
    written: tuple[PurePosixPath, ...]
    removed: tuple[PurePosixPath, ...]
    conflicts: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """Return 3 where somebody is needed, else 0."""
        return 3 if self.conflicts else 0

    def __str__(self) -> str:
        """Say what was done, what stays to be done, and how."""
        return "\n".join([*self.notes, *self._done(), *self._rest()])

    def _done(self) -> list[str]:
        if not self.written and not self.removed:
            return [f"{self.destination} is up to date with {self.target}."]
        changes = f"{counted(len(self.written), 'file')} written, {len(self.removed)} removed"
        versions = f"{self.source} -> {self.target}"
        step = versions if self.source != self.target else self.target
        return [
            f"Updated {self.destination}, {step}: {changes}.",
            *(f"kept: {it}" for it in self.kept),
        ]

    def _rest(self) -> list[str]:
        if not self.conflicts:
            return []
        return [
            "These conflicts need you:",
            *(f"  {it}" for it in self.conflicts),
            "Edit these files, then `git add` them and `git commit`.",
        ]

    def as_json(self) -> dict[str, object]:
        """Return the same as plain data."""
        return {
            "destination": str(self.destination),
            "from": self.source,
            "to": self.target,
            "written": [str(path) for path in self.written],
            "removed": [str(path) for path in self.removed],
            "conflicts": list(self.conflicts),
            "kept": list(self.kept),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """A project that was made, or with `rehearsed` would be made.

    `written` are the files that are new or changed, `kept` those that were there alike or
    are the user's own; `notes` is what else somebody should know.
    """

    destination: Path
    package: str
    modules: tuple[str, ...]
    written: tuple[PurePosixPath, ...]
    kept: tuple[PurePosixPath, ...] = ()
    notes: tuple[str, ...] = ()
    rehearsed: bool = False

    def __str__(self) -> str:
        """Say what was made and what to do next."""
        return "\n".join([*self.notes, *(self._rehearsal() if self.rehearsed else self._made())])

    def _rehearsal(self) -> list[str]:
        files = [f"  {path}" for path in self.written]
        return [
            f"Would write {counted(len(self.written), 'file')} into {self.destination}:",
            *files,
        ]

    def _made(self) -> list[str]:
        modules = ", ".join(self.modules)
        there = [] if self.destination == Path() else [f"cd {shlex.quote(str(self.destination))}"]
        steps = [*there, *self.next_steps()]
        return [
            f"Made {self.destination}: {counted(len(self.written), 'file')}; modules: {modules}.",
            "",
            "Next:",
            *(f"  {step}" for step in steps),
        ]

    def next_steps(self) -> tuple[str, ...]:
        """Return the commands that show the project at work, inside it."""
        return (
            "uv sync",  # first, so that uv.lock is committed, too
            'git init && git add -A && git commit -m "Begin"',
            "uv run pytest",
            f"uv run python -m {self.package}",
        )

    def as_json(self) -> dict[str, object]:
        """Return the same as plain data."""
        return {
            "destination": str(self.destination),
            "package": self.package,
            "modules": list(self.modules),
            "written": [str(path) for path in self.written],
            "kept": [str(path) for path in self.kept],
            "notes": list(self.notes),
            "rehearsed": self.rehearsed,
            "next": list(self.next_steps()),
        }
