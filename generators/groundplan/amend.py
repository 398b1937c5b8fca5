"""Change one thing in a project's blueprint, and the project after it.

Everything is checked before `blueprint.yml` is written. Where the update is refused or
fails, the blueprint is again what it was; a process that dies in between leaves the new
one, as if its owner had edited it.
"""

from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path, PurePosixPath
from typing import Any

from . import staging
from .blueprint import Blueprint
from .edits import Edited, added, removed
from .errors import EnvironmentFailed, GroundplanError, Refused
from .recorded import read_record
from .report import Updated
from .tree import ANSWERS_FILE, BLUEPRINT, Tree


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of a blueprint that is right, and not written yet."""

    file: Path
    before: str
    edited: Edited
    done: str

    def __str__(self) -> str:
        """Say what is done, and where."""
        return f"{self.file}:{self.edited.line}: {self.done}"

    @property
    def in_project(self) -> bool:
        """Say whether the blueprint is that of a project."""
        return self.file.name == BLUEPRINT and (self.file.parent / ANSWERS_FILE).is_file()

    def diff(self) -> str:
        """Return the change as a patch."""
        old, new = (
            it.removeprefix("\ufeff").splitlines() for it in (self.before, self.edited.text)
        )
        names = (f"a/{self.file.name}", f"b/{self.file.name}")
        return "".join(f"{it}\n" for it in unified_diff(old, new, *names, lineterm=""))

    def apply(self, **options: Any) -> Updated | None:
        """Write the blueprint and update its project; None where there is no project yet.

        `options` are those of `update`.

        Raises:
            Refused: The file changed meanwhile, or the project is not to be updated now.
            GroundplanError: What else an update raises; the blueprint is as before.
        """
        root = self.file.parent
        if staging.is_interrupted(root):
            raise Refused(f"an update of {root} was interrupted; `groundplan update` ends it")
        self._write(self.before, self.edited.text)
        if not self.in_project:
            return None
        from .update import update  # noqa: PLC0415 - heavy

        try:
            return update(root, **options)
        except Exception as failure:
            if not staging.is_interrupted(root):
                self._take_back(failure)
            raise

    def _take_back(self, failure: Exception) -> None:
        """Write what was there, unless another run has brought the change into the project."""
        said = f"{self.file} stays as it is; `groundplan update` says what is left to do"
        try:
            applied = read_record(self.file.parent / ANSWERS_FILE).blueprint
            if applied != Blueprint.parse(self.edited.text).text:
                self._write(self.edited.text, self.before)
                return
            said = f"another run has {self.done} meanwhile, so {said}"
        except GroundplanError as busy:
            said = f"{busy}\n{said}"
        raise Refused(f"{failure}\n{said}") from failure

    def _write(self, expected: str, text: str) -> None:
        root, path = self.file.parent, PurePosixPath(self.file.name)
        program = bool(self.file.stat().st_mode & 0o100)
        tree = Tree({path: text}, frozenset({path} if program else ()))
        if blocked := staging.obstacles(root, tree):
            raise Refused("\n".join([*blocked, "nothing is written through a link; remove it"]))

        def check() -> None:
            if self.file.read_bytes() != expected.encode():
                raise Refused(f"{self.file} was changed meanwhile; look at it, then run again")

        staging.write_into(root, tree, check=check)


def addition(destination: Path, kind: str, path: str, value: str = "") -> Amendment:
    """Add one thing to the blueprint of a folder, or to a file; nothing is written.

    Raises:
        Refused, BlueprintInvalid: As `edits.added`.
        EnvironmentFailed: The file cannot be read.
    """
    file, text = _blueprint_of(destination)
    edited = added(text, kind, path, value, name=file.name)
    beside = "".join(f", and field {it}" for it in edited.beside)
    return Amendment(file, text, edited, f"added {kind} {path}{beside}")


def removal(destination: Path, kind: str, path: str) -> Amendment:
    """Take one thing out of the blueprint of a folder, or out of a file; nothing is written.

    Raises:
        Refused, BlueprintInvalid: As `edits.removed`.
        EnvironmentFailed: The file cannot be read.
    """
    file, text = _blueprint_of(destination)
    edited = removed(text, kind, path, name=file.name)
    beside = "".join(f", and field {it}" for it in edited.beside)
    return Amendment(file, text, edited, f"removed {kind} {path}{beside}")


def _blueprint_of(destination: Path) -> tuple[Path, str]:
    """Return the blueprint that a place means, and its text with every byte of it."""
    file = destination / BLUEPRINT if destination.is_dir() else destination
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise Refused(f"{file} is no file")  # a pipe would keep us waiting
    try:
        return file, file.read_bytes().decode()
    except UnicodeDecodeError:
        Blueprint.load(file)  # says where
        raise
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(f"there is no file {file}") from None
    except OSError as error:
        raise EnvironmentFailed(f"cannot read {file}: {error.strerror}") from error
