"""Processes: steps in order, each with its way back; checked in full, not generated yet."""

from dataclasses import replace

from ..names import shown
from .context import Context, Home
from .document import ProcessPart, SendPart, StepPart
from .domain import Command, Field
from .literals import LiteralError, read_duration
from .lookup import find_command
from .reader import Path
from .resolve_policies import pool_of
from .sending import Pool, Sent, over_items, resolve_sent
from .terms import Scalar
from .texts import check_doc

FAILURE = Field("failure", Scalar.STR, low=1, high=200)


def resolve_processes(context: Context, home: Home) -> None:
    """Check the processes of a module."""
    for name, part in home.part.processes.items():
        path = (*home.path, "processes", name)
        check_doc(context, part.doc, path)
        _resolve(context, home, part, path)
        context.ledger.postpone(path, f"the process {name} is not generated yet")


def _resolve(context: Context, home: Home, part: ProcessPart, path: Path) -> None:
    """Check one process."""
    pool = pool_of(context, home, part.when, (*path, "when"), (*path, "when"))
    for position, step in enumerate(part.steps):
        where = (*path, "steps", position)
        made = _step(context, home, step, where, pool)
        if pool is not None and made is not None:
            pool = replace(pool, fields={**pool.fields, made.name: made})
        if step.undo is None and position < len(part.steps) - 1:
            said = f"{step.do} has no 'undo': when a later step fails, it stays done"
            context.ledger.advise(where, said)
    if part.otherwise is not None:
        last = replace(pool, fields={**pool.fields, "failure": FAILURE}) if pool else None
        _send(context, home, part.otherwise, (*path, "else"), last)


def _step(
    context: Context,
    home: Home,
    step: StepPart,
    path: Path,
    pool: Pool | None,
) -> Field | None:
    """Check one step; return the identity that it creates."""
    if step.within is not None:
        _check_within(context, step.within, (*path, "within"))
    if pool is not None and step.each is not None:
        pool = over_items(context, pool, step.each, (*path, "each"))
    sent = _send(context, home, step, path, pool)
    if step.undo is not None and step.undo.do == step.do:
        where = _do_path(context, (*path, "undo"))
        context.ledger.wrong(where, f"'undo' repeats its step {shown(step.do)}")
    elif step.undo is not None:
        back = _after(pool, sent) if pool is not None and sent is not None else None
        _send(context, home, step.undo, (*path, "undo"), back)
    if sent is None or not sent.command.creates or step.each is not None:
        return None
    return sent.owner.carried


def _check_within(context: Context, text: str, path: Path) -> None:
    """Check how long a step may take."""
    try:
        waits = read_duration(text)
    except LiteralError as wrong:
        context.ledger.wrong(path, wrong.said, wrong.near)
        return
    if not waits:
        context.ledger.wrong(path, "'within' is a time to wait; write it like '15 minutes'")


def _after(pool: Pool, sent: Sent) -> Pool:
    """Return what the way back of a step knows: what the step took and created, too."""
    taken = {it.field.name: it.field for it in sent.command.takes}
    carried = sent.owner.carried
    own = {**taken, **({carried.name: carried} if carried else {})}
    rest = {name: it for name, it in pool.fields.items() if name not in own}
    return replace(pool, fields={**own, **rest})


def _send(
    context: Context,
    home: Home,
    part: SendPart,
    path: Path,
    pool: Pool | None,
) -> Sent | None:
    """Check a command that a process sends."""
    where = _do_path(context, path)
    owner = find_command(context, home, part.do, where)
    command: Command | None = None
    if owner is not None:
        command = owner.commands.get(part.do.rpartition(".")[2])
    if pool is None or owner is None or command is None:
        return None
    sent = Sent(where, owner, command, part.given, with_path=(*path, "with"))
    resolve_sent(context, sent, pool, finder=False)
    return sent


def _do_path(context: Context, path: Path) -> Path:
    """Return where the command of a step is named."""
    return (*path, "do") if context.ledger.source.node(path).kind == "mapping" else path
