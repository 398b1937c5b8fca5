"""The verbs of the command line.

Each verb loads what it needs itself, so that help waits for nothing. Exit codes: 0 done,
1 the environment failed, 2 bad input or refused, 3 it needs you.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import edit_verbs, update_verbs
from .console import Given, Json, answers_given, plain, reported, say
from .english import counted
from .errors import AnswersInvalid, BlueprintInvalid, EnvironmentFailed, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .answers import Answers
    from .blueprint import Blueprint
    from .patterns import Pattern

app = typer.Typer(
    name="groundplan",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def groundplan(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """From a one-page blueprint of a domain to a Python project with a real architecture."""


@app.command()
def new(
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="The folder to make.")],
    preset: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The blueprint to begin with: minimal or shop."),
    ] = None,
    blueprint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your own blueprint to begin with.")
    ] = None,
    answers: Given = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written.")] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Write over generated files of a folder that is not empty."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a project from a blueprint.

    A folder that holds nothing but a blueprint.yml is used with it.
    """
    with reported(as_json=as_json):
        from .project import create

        given = answers_given(answers or [], preset)
        recorded = _recorded(destination) if force else {}
        judged = _judged(destination, blueprint, {**recorded, **given})
        report = create(destination, *judged, force=force, rehearse=dry_run)
        say(str(report), report.as_json(), as_json=as_json)


@app.command()
def check(
    path: Annotated[
        Path, typer.Argument(metavar="[PATH]", help="A blueprint, or a folder with one.")
    ] = Path(),
    as_json: Json = False,
) -> None:
    """Validate a blueprint, or a project's blueprint and answers; nothing is written."""
    with reported(as_json=as_json):
        from .recorded import recorded_problems
        from .tree import BLUEPRINT

        file = path / BLUEPRINT if path.is_dir() else path
        found = _load(file)
        notes = [*found.notes, *found.unsupported]
        said = recorded_problems(path, found) if path.is_dir() else ()
        parts = _counted(found)
        text = [f"{file}: right; {parts}.", *(f"note: {it}" for it in [*notes, *said])]
        say(
            "\n".join(text),
            {"ok": True, "notes": [*map(plain, notes), *({"said": it} for it in said)]},
            as_json=as_json,
        )


@app.command()
def patterns(as_json: Json = False) -> None:
    """List the catalogue: the architectural patterns that projects are made of."""
    from .patterns import CATALOGUE

    width = max(len(pattern.name) for pattern in CATALOGUE)
    lines = [f"{pattern.name:{width}}  {pattern.summary}" for pattern in CATALOGUE]
    say("\n".join(lines), [_facts(pattern) for pattern in CATALOGUE], as_json=as_json)


@app.command()
def explain(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A pattern of the catalogue.")],
    as_json: Json = False,
) -> None:
    """Explain a pattern: when to choose it, when not, what it costs."""
    with reported(as_json=as_json):
        from .names import nearest
        from .patterns import CATALOGUE

        found = next((it for it in CATALOGUE if it.name == name), None)
        if found is None:
            near = nearest(name, [it.name for it in CATALOGUE])
            hint = f"did you mean {near!r}?" if near else "`groundplan patterns` lists them"
            raise Refused(f"there is no pattern {name!r}; {hint}")
        lines = [
            f"{found.title}: {found.summary}",
            "",
            f"Choose it when   {found.choose_when}.",
            f"Avoid it when    {found.avoid_when}.",
            f"What it costs    {found.cost}.",
            f"It requires      {', '.join(found.requires) or 'nothing'}.",
            f"Source           {found.source}.",
        ]
        say("\n".join(lines), _facts(found), as_json=as_json)


app.command()(edit_verbs.add)
app.command()(edit_verbs.remove)
app.command()(update_verbs.plan)
app.command()(update_verbs.update)
app.command()(update_verbs.status)
app.command()(update_verbs.why)


def _judged(
    destination: Path, file: Path | None, given: dict[str, Any]
) -> tuple["Answers", "Blueprint"]:
    """Return the answers and the blueprint, or say all that is wrong with either."""
    from .answers import Answers

    if file is not None and "preset" in given:
        raise Refused("--preset and --blueprint exclude each other; give one")
    try:
        answers = Answers(**given)
    except AnswersInvalid as wrong:
        own = None if "preset" in given else _own(destination, file)
        try:
            if own is not None:
                _load(own)
        except BlueprintInvalid as error:
            raise AnswersInvalid([*wrong.problems, *map(str, error.problems)]) from error
        raise
    return answers, _chosen(_own(destination, file), answers, given)


def _recorded(destination: Path) -> "Mapping[str, Any]":
    """Return the answers that a project was made with; none where there is no project."""
    from .recorded import recorded_answers
    from .tree import ANSWERS_FILE

    file = destination / ANSWERS_FILE
    if not file.is_file():
        return {}
    answers, _ = recorded_answers(file)
    return answers.recorded()


def _own(destination: Path, file: Path | None) -> Path | None:
    """Return the file of the user's blueprint: the one named, else the folder's."""
    from .tree import BLUEPRINT

    there = destination / BLUEPRINT
    return file or (there if there.is_file() else None)


def _chosen(own: Path | None, answers: "Answers", given: dict[str, Any]) -> "Blueprint":
    from .project import preset

    if own is None or "preset" in given:
        return preset(answers.preset)
    return _load(own)


def _load(file: Path) -> "Blueprint":
    from .blueprint import Blueprint

    return Blueprint.load(_readable(file), str(file))


def _readable(file: Path) -> Path:
    """Return the file, once it is there and may be read."""
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise Refused(f"{file} is no file")  # a pipe would keep us waiting
    try:
        with file.open("rb"):
            return file
    except FileNotFoundError:
        raise Refused(f"there is no file {file}") from None
    except OSError as error:
        raise EnvironmentFailed(f"cannot read {file}: {error.strerror}") from error


def _counted(blueprint: "Blueprint") -> str:
    modules = blueprint.domain.modules
    aggregates = [it for module in modules for it in module.aggregates]
    counts = {
        "module": len(modules),
        "aggregate": len(aggregates),
        "command": sum(len(it.commands) for it in aggregates),
        "query": sum(len(it.queries) for it in aggregates),
        "policy": sum(len(module.policies) + len(module.tellings) for module in modules),
    }
    return ", ".join(counted(many, word) for word, many in counts.items() if many)


def _facts(pattern: "Pattern") -> dict[str, object]:
    said = ("name", "summary", "choose_when", "avoid_when", "cost", "source")
    facts: dict[str, object] = {name: getattr(pattern, name) for name in said}
    return {**facts, "requires": list(pattern.requires)}
