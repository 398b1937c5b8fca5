"""What the verbs of the command line share: what they are told, and how they answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from .errors import (
    AnswersInvalid,
    BlueprintInvalid,
    BlueprintUnsupported,
    EnvironmentFailed,
    GroundplanError,
    Problem,
    Refused,
)

SHOWN = 50  # problems on a terminal; the rest is counted

# Written out, since help does not wait for the answers; a test holds both equal.
ANSWER = """
An answer, as `-d license=none`. There are preset, project_name, package, description,
author_name, author_email, license, python, application, database, http, container, docker, ci,
extras.
"""

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for tools.")]
Given = Annotated[list[str] | None, typer.Option("-d", "--data", metavar="KEY=VALUE", help=ANSWER)]
From = Annotated[
    str,
    typer.Option("--from", metavar="SOURCE", help="Where the project's versions can be had."),
]
Trust = Annotated[
    bool, typer.Option("--trust", help="Run the version that the project names, whosever it is.")
]


def answers_given(typed: list[str], preset: str | None = None) -> dict[str, str]:
    """Part `KEY=VALUE`; `--preset` is an answer like the others.

    Raises:
        AnswersInvalid: Something typed is no answer.
        Refused: Two presets are given.
    """
    wrong = [it for it in typed if "=" not in it]
    if wrong:
        raise AnswersInvalid(f"{it!r}: an answer is written KEY=VALUE" for it in wrong)
    given = dict(it.split("=", 1) for it in typed)
    if preset is None:
        return given
    if (other := given.get("preset", preset)) != preset:
        raise Refused(f"--preset {preset} and -d preset={other} exclude each other; give one")
    return {**given, "preset": preset}


def answers_changed(typed: list[str]) -> dict[str, str]:
    """Part `KEY=VALUE` for a project that is there, whose blueprint no preset gives.

    Raises:
        AnswersInvalid: Something typed is no answer.
        Refused: A preset is given.
    """
    given = answers_given(typed)
    if "preset" in given:
        raise Refused("a preset is what a project begins with; change its blueprint.yml instead")
    return given


def plain(problem: Problem) -> dict[str, object]:
    """Return a problem as plain data."""
    place = problem.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "said": problem.said,
        "nearest": problem.nearest,
    }


def say(text: str, data: object, *, as_json: bool) -> None:
    """Answer on stdout: a text for people, or the same as data for tools."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else text)


@contextmanager
def reported(*, as_json: bool) -> Iterator[None]:
    """Turn an error into lines on stderr, or JSON on stdout, and the exit code."""
    try:
        yield
    except GroundplanError as error:
        _tell(error, as_json=as_json)
        raise typer.Exit(error.exit_code) from error
    except OSError as error:
        what = f"cannot read or write {error.filename}: " if error.filename else ""
        failed = EnvironmentFailed(f"{what}{error.strerror or error}")
        _tell(failed, as_json=as_json)
        raise typer.Exit(failed.exit_code) from error


def _tell(error: GroundplanError, *, as_json: bool) -> None:
    if as_json:
        say("", {"ok": False, "problems": _problems(error)}, as_json=True)
        return
    lines = str(error).splitlines()
    rest = [f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    typer.echo("\n".join([*lines[:SHOWN], *rest]), err=True)


def _problems(error: GroundplanError) -> list[dict[str, object]]:
    match error:
        case BlueprintInvalid() | BlueprintUnsupported():
            return [plain(problem) for problem in error.problems]
        case AnswersInvalid():
            return [{"said": problem} for problem in error.problems]
    return [{"said": str(error)}]
