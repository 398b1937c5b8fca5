"""What copier runs as a program of its own, in the project.

`format`, after rendering, makes the generated Python tidy. It never fails: what templates
print is tidy already, except where long names need wrapping.
"""

import sys
from pathlib import Path

if __name__ == "__main__":  # a script's own folder would hide other packages
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from groundplan.blueprint import Blueprint
from groundplan.errors import GroundplanError
from groundplan.formatter import tidied
from groundplan.plan.held import held
from groundplan.project import printed
from groundplan.recorded import recorded_answers
from groundplan.tree import ANSWERS_FILE


def main(arguments: list[str]) -> None:
    """Do one task; it ends well, whatever happens."""
    match arguments:
        case ["format"]:
            try:
                format_generated(Path.cwd())
            except (GroundplanError, OSError) as error:
                print(f"groundplan: not formatted: {error}", file=sys.stderr)
        case _:
            print(USAGE, file=sys.stderr)


USAGE = "usage: copier_tasks.py format"


def format_generated(folder: Path) -> None:
    """Format the generated Python that is in a project just as the templates print it.

    What was there before, and what copier was told to leave alone, says something else.
    """
    answers, text = recorded_answers(folder / ANSWERS_FILE)
    raw = printed(answers, Blueprint.parse(text))
    for path, tidy in tidied(raw).items():
        if tidy != raw[path] and held(folder, path).content == raw[path].encode():
            (folder / path).write_bytes(tidy.encode())


if __name__ == "__main__":
    main(sys.argv[1:])
