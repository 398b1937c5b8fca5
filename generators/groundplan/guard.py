"""What an update by copier would lose: it merges by lines and matches files by their paths."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from .blueprint import Blueprint
from .errors import Refused
from .git import git
from .last import understood
from .model.revisions import revision
from .plan import Operation
from .plan.earlier import only_new_renames
from .recorded import read_record
from .tree import ANSWERS_FILE, BLUEPRINT, HISTORY
from .update import known, plan_update

ADVICE = "groundplan: copier would lose these without a word; run `groundplan update` instead"
UNCARRIED = "copier writes no migration, and what alembic makes up would drop what is stored"
ASTRAY = "the lines around your edit stand elsewhere too, and copier would put it there"


def check(folder: Path, template: str, answers: Mapping[str, Any]) -> None:
    """Look at an update by copier before it writes.

    `template` is the checkout that copier renders, with all its versions; `answers` are those
    that it will record.

    Raises:
        Refused: Edits would be lost or misplaced, or what is stored.
        GroundplanError: As `plan_update`.
    """
    # Copier writes no migration, so whatever history is like, it is not in the way.
    plan = plan_update(folder, answers=answers, origin=template, migrate=False)
    lost = [f"{it.place}: {it.reason}" for it in plan.operations if _is_at_risk(it)]
    lost += (f"{it}: {ASTRAY}" for it in _astray(plan.operations))
    lost += (f"{HISTORY}: {it}: {UNCARRIED}" for it in _carried(folder, answers))
    if lost:
        raise Refused("\n".join([*lost, ADVICE]))


def _is_at_risk(operation: Operation) -> bool:
    """Say whether an operation is about edits in a file that is dropped, moved or in the way."""
    if operation.rendered is not None:  # moved by the user: only what is new is lost
        return operation.text is not None or operation.new is not None
    kept = operation.kind == "conflict" and operation.text is None
    return kept or (operation.kind == "move" and operation.old != operation.last)


def _carried(folder: Path, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the changes of tables that take what is stored along."""
    record = read_record(folder / ANSWERS_FILE)
    old, new = understood(record.blueprint), Blueprint.load(folder / BLUEPRINT)
    if old is None or not (folder / HISTORY).is_dir():
        return ()
    given = {**record.answers, **answers}
    before, after = (known(record.answers), old), (known(given), only_new_renames(old, new))
    made = revision(before, after)
    return made.carried if made else ()


def _astray(operations: Sequence[Operation]) -> Iterator[PurePosixPath]:
    """Go through the files that copier would merge without a conflict, but not as we do.

    It applies the difference that the user made as a patch, which fits wherever three lines
    around it are alike; only where it fits nowhere it compares the whole files.
    """
    both = {it.place: it for it in operations if it.text is not None and it.new is not None}
    if not both:
        return
    with tempfile.TemporaryDirectory(prefix="groundplan-") as scratch:
        root = Path(scratch).resolve()
        for path, it in both.items():
            for side, text in (("last", it.last), ("yours", it.old), ("new", it.new)):
                file = root / side / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes((text or "").encode())
        own = {
            "GIT_CEILING_DIRECTORIES": str(root.parent),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        asked = ("diff", "--no-index", "--no-prefix", "--inter-hunk-context=-1", "last", "yours")
        patch = git(*asked, cwd=root, settings=own).stdout
        git("apply", "--reject", cwd=root / "new", given=patch, settings=own)
        for path, it in both.items():
            file = root / "new" / path
            fits = not file.with_name(f"{path.name}.rej").exists()
            if fits and file.read_bytes() != (it.text or "").encode():
                yield path
