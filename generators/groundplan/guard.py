"""What an update by copier would lose: it merges by lines and matches files by their paths."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import Refused
from .plan import Operation
from .update import plan_update

ADVICE = "groundplan: copier would lose these without a word; run `groundplan update` instead"


def check(folder: Path, template: str, answers: Mapping[str, Any]) -> None:
    """Look at an update by copier before it writes.

    `template` is the checkout that copier renders, with all its versions; `answers` are those
    that it will record.

    Raises:
        Refused: Edits would be lost.
        GroundplanError: As `plan_update`.
    """
    # Copier writes no migration, so whatever history is like, it is not in the way.
    plan = plan_update(folder, answers=answers, origin=template, migrate=False)
    if lost := [f"{it.place}: {it.reason}" for it in plan.operations if _is_at_risk(it)]:
        raise Refused("\n".join([*lost, ADVICE]))


def _is_at_risk(operation: Operation) -> bool:
    """Say whether an operation is about edits in a file that is dropped, moved or in the way."""
    if operation.rendered is not None:  # moved by the user: only what is new is lost
        return operation.text is not None or operation.new is not None
    kept = operation.kind == "conflict" and operation.text is None
    return kept or (operation.kind == "move" and operation.old != operation.last)
