"""What copier runs as a program of its own, in the project.

`format`, after rendering, makes the generated Python tidy. It never fails: what templates
print is tidy already, except where long names need wrapping.
"""

import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":  # a script's own folder would hide other packages
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from groundplan import source
from groundplan.blueprint import Blueprint
from groundplan.door import context_of
from groundplan.errors import GroundplanError
from groundplan.formatter import run_ruff
from groundplan.recorded import recorded_answers
from groundplan.renderer import Renderer
from groundplan.tree import ANSWERS_FILE, HISTORY


def main(arguments: list[str]) -> None:
    """Do one task; it ends well, whatever happens."""
    match arguments:
        case ["format", answers_file, operation]:
            try:
                format_generated(Path.cwd(), answers_file, history=operation == "copy")
            except (GroundplanError, OSError) as error:
                print(f"groundplan: not formatted: {error}", file=sys.stderr)
        case _:
            print(USAGE, file=sys.stderr)


USAGE = "usage: copier_tasks.py format ANSWERS_FILE OPERATION"


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
