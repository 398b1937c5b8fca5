"""The verbs that edit a blueprint in place: add and remove."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .console import From, Json, Trust, reported, say

if TYPE_CHECKING:
    from .amend import Amendment

Kind = Annotated[
    str,
    typer.Argument(
        metavar="KIND",
        help="module, aggregate, entity, value, field, rule, command, event, query, view, "
        "policy, process, port or method.",
    ),
]
Dotted = Annotated[
    str, typer.Argument(metavar="PATH", help="Names with dots, like MODULE.AGGREGATE.FIELD.")
]
Value = Annotated[
    str, typer.Argument(metavar="VALUE", help="What the YAML would hold, like 'decimal 0..'.")
]
Inside = Annotated[
    Path, typer.Option("--in", metavar="DEST", help="The folder of the project, or a blueprint.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the change; write nothing.")]


def add(
    kind: Kind,
    path: Dotted,
    value: Value = "",
    destination: Inside = Path(),
    dry_run: DryRun = False,
    origin: From = "",
    trust: Trust = False,
    as_json: Json = False,
) -> None:
    """Add one thing to the blueprint and update the project; comments and layout stay."""
    with reported(as_json=as_json):
        from .amend import addition

        found = addition(destination, kind, path, value)
        _carry_out(found, dry_run=dry_run, origin=origin, trust=trust, as_json=as_json)


def remove(
    kind: Kind,
    path: Dotted,
    destination: Inside = Path(),
    dry_run: DryRun = False,
    origin: From = "",
    trust: Trust = False,
    as_json: Json = False,
) -> None:
    """Take one thing out of the blueprint and update the project; refused while it is needed."""
    with reported(as_json=as_json):
        from .amend import removal

        found = removal(destination, kind, path)
        _carry_out(found, dry_run=dry_run, origin=origin, trust=trust, as_json=as_json)


def _carry_out(
    found: "Amendment", *, dry_run: bool, origin: str, trust: bool, as_json: bool
) -> None:
    """Show a change, or write it and update the project; say what was done."""
    diff = found.diff()
    facts: dict[str, object] = {
        "file": str(found.file),
        "line": found.edited.line,
        "done": found.done,
        "diff": diff,
        "written": not dry_run,
        "update": None,
    }
    if dry_run:
        say(diff.rstrip("\n"), facts, as_json=as_json)
        return
    report = found.apply(origin=origin, trust=trust)
    if report is None:
        say(f"{found}.", facts, as_json=as_json)
        return
    say(f"{found}.\n{report}", facts | {"update": report.as_json()}, as_json=as_json)
    if report.exit_code:
        raise typer.Exit(report.exit_code)
