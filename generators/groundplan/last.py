"""What was last applied to a project, rendered again by the version that applied it.

It is the base of every comparison: with the answers and the blueprint on record, never with
those of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import past, source
from .answers import Answers
from .blueprint import Blueprint
from .errors import BlueprintInvalid, EnvironmentFailed, Refused
from .past import Version
from .project import looked_at, render
from .recorded import Record, read_record
from .tree import ANSWERS_FILE, BLUEPRINT, Tree


@dataclass(frozen=True, slots=True)
class Last:
    """The last version of a project; `blueprint` is None where it is no language of today.

    `origin` and `trust` say how its versions are had.
    """

    root: Path
    record: Record
    version: Version
    tree: Tree
    blueprint: Blueprint | None
    notes: tuple[str, ...] = ()
    origin: str = ""
    trust: bool = False

    def rendered(self, record: Record) -> Tree:
        """Render an earlier record of the same project, by the version that it names.

        Raises:
            GroundplanError: As `last_applied`.
        """
        return _rendered(self.root, record, self.origin, trust=self.trust)[0]


def running(recorded: str = "") -> Version:
    """Return the version that runs, as it would be recorded.

    One that does not know where it came from leaves the source that is on record.
    """
    own = dict(source.here().recorded)
    known = own["_src_path"]
    return Version(
        recorded if recorded and known == source.REPOSITORY else known, own.get("_commit", "")
    )


def last_applied(destination: str | Path, *, origin: str = "", trust: bool = False) -> Last:
    """Render what was last applied to a project.

    `origin` is where the version on record can be had, if not where the record says.

    Raises:
        Refused: The folder is no project of ours, or its source is not trusted.
        EnvironmentFailed: The version on record cannot be had, or fails.
    """
    root = root_of(destination)
    record = _record(root, Path(destination))
    tree, notes = _rendered(root, record, origin, trust=trust)
    blueprint = understood(record.blueprint)
    return Last(root, record, _version(record), tree, blueprint, notes, origin, trust)


def _version(record: Record) -> Version:
    """Return the version on record; copier writes a path down as it was typed.

    Our own checkout is known by any name.
    """
    own, typed = running().source, past.local_path(record.source)
    same = bool(own) and typed is not None and typed.resolve() == Path(own)
    return Version(own if same else record.source, record.commit)


def root_of(destination: str | Path) -> Path:
    """Return the folder that a destination means.

    Raises:
        EnvironmentFailed: Nothing can be called so, or it is out of reach.
    """
    with looked_at(destination):
        root = Path(destination).resolve()
        root.is_dir()
    return root


def _record(root: Path, named: Path) -> Record:
    file = root / ANSWERS_FILE
    if not file.is_file():
        raise Refused(
            f"{named} has no {ANSWERS_FILE}, so it is no project of groundplan's;"
            " `groundplan new` makes one"
        )
    if not (root / BLUEPRINT).is_file():
        raise Refused(f"{named} has no {BLUEPRINT}; restore it, `git checkout -- {BLUEPRINT}`")
    record = read_record(file)
    if not record.source or not record.blueprint:
        raise Refused(f"{file} says neither source nor blueprint; restore it from your history")
    return record


def absolute(origin: str) -> str:
    """Return a source as it would be recorded; a path may be given as people type it."""
    return str(Path(origin).resolve()) if Path(origin).exists() else origin


def _rendered(
    root: Path, record: Record, origin: str, *, trust: bool
) -> tuple[Tree, tuple[str, ...]]:
    version = Version(absolute(origin), record.commit) if origin else _version(record)
    own = running(version.source)
    if version == own and (source.is_pristine() or not own.commit):
        return render(Answers(**record.answers), Blueprint.parse(record.blueprint)), ()
    if not version.commit:
        raise Refused(
            f"{ANSWERS_FILE} names no version of {version.source}: the project was made by a"
            " checkout without git; make it anew beside this one and compare"
        )
    if not (trust or origin) and version.source != running().source:
        past.check_trust(version, root)
    notes: tuple[str, ...] = ()
    if version == own:
        notes = (
            "this groundplan has changes that are in no commit;"
            f" what was last applied is taken to be {own}, which they stand on",
        )
    return _by_past(version, running(), record), notes


def _by_past(version: Version, own: Version, record: Record) -> Tree:
    """Render with the version of a source; one out of reach may be known to our own checkout."""
    local = past.local_path(version.source)
    try:
        return past.rendered(version, record.answers, record.blueprint)
    except EnvironmentFailed as gone:
        asked_for = version.source != record.source
        there = local is not None and local.exists()
        if asked_for or there or past.local_path(own.source) is None:
            raise
        try:
            substitute = Version(own.source, version.commit)
            return past.rendered(substitute, record.answers, record.blueprint)
        except EnvironmentFailed:
            raise gone from None


def understood(text: str) -> Blueprint | None:
    """Return a blueprint on record; None where it is no language of today."""
    try:
        return Blueprint.parse(text)
    except BlueprintInvalid:
        return None


def given_answers(answers: Mapping[str, Any] | Answers | None) -> dict[str, Any]:
    """Return the answers to change; of `Answers` those that were given, not the defaults."""
    if isinstance(answers, Answers):
        return answers.model_dump(include=answers.model_fields_set, exclude={"preset"})
    return dict(answers or {})


def known_answers(
    given: Mapping[str, Any], *, all_of_them: bool
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Leave out the answers that are asked no more, unless all are; say which."""
    kept = {it: given[it] for it in given if all_of_them or it in Answers.model_fields}
    gone = [name for name in given if name not in kept]
    return kept, tuple(f"the answer {name} is asked no more; it is left out" for name in gone)
