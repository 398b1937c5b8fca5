"""One step of a plan: what happens to one file, and why."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal, cast

from ..tree import ANSWERS_FILE, BLUEPRINT, HISTORY

Kind = Literal["create", "change", "merge", "move", "delete", "keep", "conflict"]
Owner = Literal["generated", "yours", "shared"]
MARKS = (
    ("<<<<<<< yours", "||||||| last version", ">>>>>>> new version"),
    ("<<<<<<< before updating", "=======", ">>>>>>> after updating"),  # of copier
)


def owner_of(path: PurePosixPath) -> Owner:
    """Say whose file it is: rewritten, written once, or merged."""
    if path == PurePosixPath(ANSWERS_FILE):
        return "generated"
    yours = path == PurePosixPath(BLUEPRINT) or HISTORY in path.parents
    return "yours" if yours else "shared"


def is_marked(text: str) -> bool:
    """Say whether a file has a conflict as an update marks it: its three lines, in their order."""
    lines = text.splitlines()
    return any(_in_order(marks, iter(lines)) for marks in MARKS)


def _in_order(marks: tuple[str, ...], lines: Iterator[str]) -> bool:
    return all(mark in lines for mark in marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What happens to one file.

    `before` and `after` are digests of what is in the project before and after, at
    `from_path` or else at `path`; empty is absent. `rendered` is the path that the template
    gives, where the user moved the file. `text` is what is written, None where nothing is.
    `old` is the text that was there, None where there was none that can be read. Of a
    merge or conflict, `last` and `new` are the sides of the template; `where` names the
    places of a conflict.
    """

    kind: Kind
    path: PurePosixPath
    reason: str
    owner: Owner = "shared"
    from_path: PurePosixPath | None = None
    rendered: PurePosixPath | None = None
    before: str = ""
    after: str = ""
    text: str | None = None
    old: str | None = None
    last: str | None = None
    new: str | None = None
    where: tuple[str, ...] = ()
    executable: bool = False

    @property
    def place(self) -> PurePosixPath:
        """Return where the file is before the operation."""
        return self.from_path or self.path

    @property
    def writes(self) -> bool:
        """Say whether anything changes on disk."""
        return self.text is not None or self.kind in {"delete", "move"}

    def __str__(self) -> str:
        """Print as one line: what, which file, why."""
        source = f"{self.from_path} -> " if self.from_path else ""
        return f"{self.kind:8}  {source}{self.path}: {self.reason}"

    def diff(self) -> str:
        """Return the difference that it makes, as patches are written."""
        if not self.writes:
            return ""
        after = "" if self.kind == "delete" else self.old if self.text is None else self.text
        old, new = f"a/{self.place}", f"b/{self.path}"
        lines = difflib.unified_diff(
            _lines(self.old),
            _lines(after),
            "/dev/null" if not self.before else old,
            "/dev/null" if self.kind == "delete" else new,
        )
        return self._moved() + "".join(map(_ended, lines))

    def _moved(self) -> str:
        """Return how git begins the patch of a file that gets another path."""
        if self.from_path is None:
            return ""
        both = f"diff --git a/{self.from_path} b/{self.path}\n"
        return f"{both}rename from {self.from_path}\nrename to {self.path}\n"

    def as_json(self) -> dict[str, object]:
        """Return the same as plain data."""
        return {
            "kind": self.kind,
            "path": str(self.path),
            "from": str(self.from_path) if self.from_path else None,
            "rendered": str(self.rendered) if self.rendered else None,
            "owner": self.owner,
            "reason": self.reason,
            "before": self.before,
            "after": self.after,
            "where": list(self.where),
            "executable": self.executable,
            "text": self.text,
            "old": self.old,
            "last": self.last,
            "new": self.new,
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Operation":
        """Read what `as_json` wrote.

        Raises:
            KeyError: Something is missing.
        """
        texts = {name: plain[name] for name in ("text", "old", "last", "new")}
        return cls(
            kind=cast("Kind", plain["kind"]),
            path=PurePosixPath(plain["path"]),
            from_path=PurePosixPath(plain["from"]) if plain["from"] else None,
            rendered=PurePosixPath(plain["rendered"]) if plain["rendered"] else None,
            owner=cast("Owner", plain["owner"]),
            reason=str(plain["reason"]),
            before=str(plain["before"]),
            after=str(plain["after"]),
            where=tuple(map(str, plain["where"])),
            executable=bool(plain["executable"]),
            **texts,
        )


def _lines(text: str | None) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text or "")  # a form feed ends no line of a patch


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
