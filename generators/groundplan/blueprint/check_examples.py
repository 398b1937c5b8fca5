"""Examples: each is played through the moves; one that contradicts them is an error."""

from dataclasses import replace

from ..names import nearest, shown
from .check_sharing import transitions
from .context import Context, Root
from .document import ExamplePart
from .domain import Action, Command, Example
from .reader import Path

STANDARD = ("NotFound", "AlreadyExists", "IllegalMove", "Invalid")


def resolve_examples(context: Context, root: Root) -> None:
    """Resolve the examples of every command, and play them."""
    known = [it for it in root.commands.values() if it is not None]
    whole = len(known) == len(root.commands) and context.ledger.is_right(root.path)
    table: dict[tuple[str, str], str] = {}
    for command in known:
        table.update(transitions(root, command))
    for command in known:
        parts = root.command_parts[command.name].examples
        found: list[Example] = []
        for position, part in enumerate(parts):
            path = (*root.at("commands", command.name), "examples", position)
            if _check_known(context, root, command, part, path) and whole:
                _check_played(context, root, command, part, table, path)
            found.append(_example(context, root, command, part, path))
        root.commands[command.name] = replace(command, examples=tuple(found))


def _example(
    context: Context,
    root: Root,
    command: Command,
    part: ExamplePart,
    path: Path,
) -> Example:
    """Return an example of the domain."""
    refused = part.then not in root.command_parts[command.name].emits
    return Example(tuple(part.given), part.then, refused, context.ledger.source.line(path))


def _check_played(  # noqa: PLR0913, PLR0917 - the play needs its whole stage
    context: Context,
    root: Root,
    command: Command,
    part: ExamplePart,
    table: dict[tuple[str, str], str],
    path: Path,
) -> None:
    """Play an example, and check its end against the state it leads to."""
    state = _play(context, part, table, path)
    said = _contradiction(root, command, part.then, state) if state is not None else None
    if said:
        context.ledger.wrong((*path, "then"), said)


def _check_known(
    context: Context,
    root: Root,
    command: Command,
    part: ExamplePart,
    path: Path,
) -> bool:
    """Check that an example speaks of events and refusals that exist."""
    right = True
    for position, event in enumerate(part.given):
        if event not in root.event_parts:
            near = nearest(event, root.event_parts)
            said = f"{root.name} has no event {shown(event)}"
            context.ledger.wrong((*path, "given", position), said, near)
            right = False
    outcomes = [*root.command_parts[command.name].emits, *(it.error for it in command.rejects)]
    if part.then not in (*outcomes, *STANDARD):
        near = nearest(part.then, [*outcomes, *STANDARD])
        hint = "" if near else f"; it ends in {', '.join((*outcomes, *STANDARD))}"
        said = f"{command.name} neither emits nor rejects with {shown(part.then)}{hint}"
        context.ledger.wrong((*path, "then"), said, near)
        right = False
    return right


def _play(
    context: Context,
    part: ExamplePart,
    table: dict[tuple[str, str], str],
    path: Path,
) -> str | None:
    """Return the state that the given events lead to; "" is not born, or gone."""
    state = ""
    for position, event in enumerate(part.given):
        after = table.get((event, state))
        if after is None:
            what = f"in the state {shown(state)}" if state else "before anything is born"
            if state == "born":
                what = "after it was born"
            said = f"{event} cannot happen {what}"
            context.ledger.wrong((*path, "given", position), said)
            return None
        state = after
    return state


def _contradiction(root: Root, command: Command, then: str, state: str) -> str | None:
    """Say why a command cannot end like this in a state, or None."""
    possible = _possible(root, command, state)
    if then in possible:
        return None
    if not possible:
        return f"{command.name} creates another {root.name}, so nothing is given"
    where = f"in the state {shown(state)}" if state != "born" else f"once {root.name} is born"
    where = where if state else f"before {root.name} is born"
    return f"{where} {command.name} ends in {' or '.join(possible)}, not in {then}"


def _possible(root: Root, command: Command, state: str) -> list[str]:
    """Return what a command may end in, in a state."""
    events = root.command_parts[command.name].emits
    words = [it.error for it in command.rejects if not it.states]
    words += ["Invalid"] if root.part.rules else []
    if command.creates and state:
        unique = any(it is not None and it.unique for it in root.fields.values())
        return ["AlreadyExists"] if command.takes_id or unique else []
    if command.creates:
        return [*events, *words]
    if not state:
        return ["NotFound"]
    refusal = [it.error for it in command.rejects if state in it.states]
    if refusal:
        return [*refusal, "IllegalMove"]
    if command.moves and state not in {it.source for it in command.moves}:
        return ["IllegalMove"]
    item = []
    if command.item:
        item = ["AlreadyExists"] if command.item.action is Action.ADDS else ["NotFound"]
    return [*events, *words, *item]
