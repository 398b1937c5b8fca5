"""What copier runs as programs of their own, in the project.

`format`, after rendering, makes the generated Python tidy. It never fails: what templates
print is tidy already, except where long names need wrapping. `guard`, before an update
writes, stops it where copier would lose edits without a word.
"""

import json
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":  # a script's own folder would hide other packages
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from groundplan import source
from groundplan.answers import Answers
from groundplan.blueprint import Blueprint
from groundplan.door import context_of
from groundplan.errors import GroundplanError
from groundplan.formatter import run_ruff
from groundplan.plan import Operation
from groundplan.recorded import recorded_answers
from groundplan.renderer import Renderer
from groundplan.tree import ANSWERS_FILE, HISTORY
from groundplan.update import plan_update


def main(arguments: list[str]) -> None:
    """Do one task; all but the guard end well, whatever happens."""
    match arguments:
        case ["format", answers_file, operation]:
            try:
                format_generated(Path.cwd(), answers_file, history=operation == "copy")
            except (GroundplanError, OSError) as error:
                print(f"groundplan: not formatted: {error}", file=sys.stderr)
        case ["guard", template, given]:
            try:
                lost = edits_at_risk(Path.cwd(), template, given)
            except (GroundplanError, OSError) as error:
                sys.exit(f"groundplan: nothing was changed: {error}")
            if lost:
                sys.exit("\n".join([*map(_advice, lost), ADVICE]))
        case _:
            print(USAGE, file=sys.stderr)


USAGE = """usage: copier_tasks.py format ANSWERS_FILE OPERATION
       copier_tasks.py guard TEMPLATE GIVEN"""
ADVICE = "groundplan: copier would lose these without a word; run `groundplan update` instead"


def edits_at_risk(folder: Path, template: str, given: str) -> list[Operation]:
    """Return what an update by copier would lose: it matches files by their path alone.

    `template` is the checkout that copier renders, with all its versions; `given` are the
    answers that copier was given, in JSON.
    """
    answers = {name: it for name, it in json.loads(given).items() if name in Answers.model_fields}
    # Copier writes no migration, so whatever history is like, it is not in the way.
    plan = plan_update(folder, answers=answers, origin=template, migrate=False)
    return [it for it in plan.operations if _is_at_risk(it)]


def _is_at_risk(operation: Operation) -> bool:
    """Say whether an operation is about edits in a file that is dropped, moved or in the way."""
    if operation.rendered is not None:  # moved by the user: only what is new is lost
        return operation.text is not None or operation.new is not None
    kept = operation.kind == "conflict" and operation.text is None
    return kept or (operation.kind == "move" and operation.old != operation.last)


def _advice(operation: Operation) -> str:
    return f"{operation.place}: {operation.reason}"


def format_generated(
    folder: Path, answers_file: str = ANSWERS_FILE, *, history: bool = True
) -> None:
    """Format the generated Python that a project holds; its migrations only if `history`."""
    answers, text = recorded_answers(folder / answers_file)
    context = context_of(answers, Blueprint.parse(text))
    context["_copier_conf"] = {"answers_file": answers_file}
    paths = Renderer(source.here().root).paths(context)
    ours = (it for it in paths if it.suffix == ".py" and (history or HISTORY not in it.parents))
    python = [str(it) for it in ours if (folder / it).is_file()]
    if not python:
        return
    with tempfile.TemporaryDirectory(prefix="groundplan-") as scratch:
        listed = Path(scratch, "files")
        listed.write_text("\n".join(python), "utf-8")
        done = run_ruff(folder, [f"@{listed}"])
    if done.returncode:
        print(f"groundplan: not formatted: {done.stderr.strip()}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
