"""The verbs for a project that is there: plan, update, status, why."""

from pathlib import Path
from typing import Annotated

import typer

from .console import From, Given, Json, Trust, answers_changed, reported, say

Project = Annotated[Path, typer.Argument(metavar="[DEST]", help="The folder of the project.")]
To = Annotated[
    str, typer.Option("--to", metavar="VERSION", help="A tag to go to, instead of what runs.")
]


def plan(
    destination: Project = Path(),
    answers: Given = None,
    to: To = "",
    origin: From = "",
    trust: Trust = False,
    as_json: Json = False,
) -> None:
    """Say what an update would do, with diffs; nothing is written."""
    with reported(as_json=as_json):
        from .update import plan_update

        found = plan_update(
            destination, answers=answers_changed(answers or []), to=to, origin=origin, trust=trust
        )
        diff = found.diff()
        say(f"{found}\n\n{diff}".rstrip("\n"), found.as_json() | {"diff": diff}, as_json=as_json)
        if found.conflicts:
            raise typer.Exit(3)


def update(
    destination: Project = Path(),
    answers: Given = None,
    rehearse: Annotated[
        bool,
        typer.Option(
            "--rehearse",
            help="Run the checks of the installed project (`uv sync`) on a copy first;"
            " update if all pass.",
        ),
    ] = False,
    to: To = "",
    origin: From = "",
    trust: Trust = False,
    as_json: Json = False,
) -> None:
    """Bring a project up to its blueprint, its answers and this version; your edits stay."""
    with reported(as_json=as_json):
        from .update import update as updated

        report = updated(
            destination,
            rehearsed=rehearse,
            answers=answers_changed(answers or []),
            to=to,
            origin=origin,
            trust=trust,
        )
        say(str(report), report.as_json(), as_json=as_json)
        if report.exit_code:
            raise typer.Exit(report.exit_code)


def status(
    destination: Project = Path(),
    origin: From = "",
    trust: Trust = False,
    as_json: Json = False,
) -> None:
    """Say which files are as they were rendered, and which you edited, moved or deleted."""
    with reported(as_json=as_json):
        from .standing import status_of

        found = status_of(destination, origin=origin, trust=trust)
        say(str(found), found.as_json(), as_json=as_json)


def why(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of a project.")],
    origin: From = "",
    trust: Trust = False,
    as_json: Json = False,
) -> None:
    """Say which template and which lines of the blueprint made a file."""
    with reported(as_json=as_json):
        from .standing import why_is

        found = why_is(file, origin=origin, trust=trust)
        say(str(found), found.as_json(), as_json=as_json)
