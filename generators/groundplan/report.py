"""What a command did, for people and for tools."""

import shlex
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


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
        return [f"Would write {len(self.written)} files into {self.destination}:", *files]

    def _made(self) -> list[str]:
        modules = ", ".join(self.modules)
        there = [] if self.destination == Path() else [f"cd {shlex.quote(str(self.destination))}"]
        steps = [*there, *self.next_steps()]
        return [
            f"Made {self.destination}: {len(self.written)} files; modules: {modules}.",
            "",
            "Next:",
            *(f"  {step}" for step in steps),
        ]

    def next_steps(self) -> tuple[str, ...]:
        """Return the commands that show the project at work, inside it."""
        return (
            'git init && git add -A && git commit -m "Begin"',
            "uv sync",
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
