"""What several commands share: events and errors mean the same wherever they stand."""

from collections.abc import Iterator

from ..names import nearest, shown
from .context import Context, Home, Root
from .domain import Command, Rejection
from .reader import Path
from .resolve_events import event_place, payload

GONE = "[*]"


def check_sharing(context: Context) -> None:
    """Check events and errors that stand in several places."""
    for home in context.homes.values():
        _check_owners(context, home)
        _check_errors(context, home)
        for root in home.roots.values():
            _check_emitted(context, root)
            _check_born(context, root)
            _check_outcomes(context, root)
            if home.part.persistence == "events":
                _check_stored(context, root)


def _check_owners(context: Context, home: Home) -> None:
    """Tell an event that two aggregates emit."""
    seen: dict[str, Root] = {}
    for root in home.roots.values():
        for name in root.event_parts:
            other = seen.setdefault(name, root)
            if other is not root:
                path, key = event_place(context, root, name)
                said = f"{shown(name)} is an event of {other.name} already"
                said = f"{said}; an event is of one aggregate only"
                context.ledger.wrong(path, said, key=key)


def _check_emitted(context: Context, root: Root) -> None:
    """Tell an event that nobody emits, and one that a command names twice."""
    emitted = {event for part in root.command_parts.values() for event in part.emits}
    tainted = context.ledger.is_tainted((*root.path, "commands"))
    for name in root.part.events:
        if name not in emitted and not tainted:
            unknown = [it for it in emitted if it not in root.part.events]
            near = nearest(name, unknown)
            said = f"no command of {root.name} emits {shown(name)}"
            hint = "" if near else "; emit it, or take it out"
            context.ledger.wrong((*root.path, "events", name), said + hint, near, key=True)
    for command, part in root.command_parts.items():
        path = (*root.at("commands", command), "emits")
        for position, event in enumerate(part.emits):
            if event in part.emits[:position]:
                said = f"{command} emits {shown(event)} twice; keep one"
                context.ledger.wrong((*path, position), said)


def _check_born(context: Context, root: Root) -> None:
    """Tell an aggregate that nothing creates."""
    if context.ledger.is_tainted(root.path) or None in root.commands.values():
        return
    if any(it is not None and it.creates for it in root.commands.values()):
        return
    if root.states or root.part.crud:
        return  # told already: none of its states is the first
    said = f"nothing creates {root.name}; give a command 'creates: true', or write 'crud: true'"
    context.ledger.wrong(root.path, said, key=True)


def transitions(root: Root, command: Command) -> dict[tuple[str, str], str]:
    """Map each event and state to the state that follows; "" is not born, or gone.

    A command without moves is accepted in every state where it is not refused.
    """
    found: dict[tuple[str, str], str] = {}
    events = root.command_parts[command.name].emits
    for move in command.moves:
        for position, event in enumerate(events):
            target = move.targets[position if len(move.targets) > 1 else 0]
            found[event, move.source] = target
    if not command.moves:
        for state in open_states(root, command):
            for event in events:
                found[event, state] = "" if command.deletes else _after(command, state)
    return found


def _after(command: Command, state: str) -> str:
    """Return the state after a command without moves."""
    return "born" if command.creates and not state else state


def open_states(root: Root, command: Command) -> list[str]:
    """Return the states in which a command without moves is accepted."""
    if command.creates:
        return [""]
    refused = {state for it in command.rejects for state in it.states}
    return [it for it in root.states or ["born"] if it not in refused]


def _check_outcomes(context: Context, root: Root) -> None:
    """Check that a shared event leads from one state to one state."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for name, command in root.commands.items():
        if command is None:
            continue
        for (event, state), target in transitions(root, command).items():
            other, before = seen.setdefault((event, state), (name, target))
            if before != target:
                said = f"{event} leads from {shown(state or GONE)} to {shown(before or GONE)}"
                said = f"{said} by {other}, and to {shown(target or GONE)} by {name}"
                said = f"{said}; use two events"
                path = root.at("commands", name)
                where = (*path, "emits") if name in root.part.commands else path
                context.ledger.wrong(where, said)
                break


def _check_errors(context: Context, home: Home) -> None:
    """Check that an error is of one kind, and asks one question."""
    seen: dict[str, tuple[str, bool, str]] = {}
    for root, name, it in _refusals(home):
        by, states, words = seen.setdefault(it.error, (name, bool(it.states), it.words))
        path = _error_path(root, name, it.error)
        if states != bool(it.states):
            said = f"{it.error} is a question in one of {by} and {name}, and the answer in"
            said = f"{said} some states in the other; use two names"
            context.ledger.wrong(path, said, key=True)
        elif words and it.words and words != it.words:
            said = f"{by} puts the question {it.error} in other words; use the same"
            context.ledger.wrong(path, said)
        elif it.words:
            seen[it.error] = (by, states, it.words)


def _refusals(home: Home) -> Iterator[tuple[Root, str, Rejection]]:
    """Yield every refusal of a module, with its aggregate and its command."""
    for root in home.roots.values():
        for name, command in root.commands.items():
            for it in command.rejects if command else ():
                yield root, name, it


def _error_path(root: Root, command: str, error: str) -> Path:
    """Return where a command names an error."""
    path = (*root.at("commands", command), "rejects")
    rejects = root.command_parts[command].rejects
    return (*path, rejects.index(error) if isinstance(rejects, list) else error)


def _check_stored(context: Context, root: Root) -> None:
    """Check what an event store needs: every change is in an event."""
    for name, command in root.commands.items():
        if command is None:
            continue
        path = root.at("commands", name)
        if not root.command_parts[name].emits:
            said = f"{name} emits nothing, but with 'persistence: events' every change is an event"
            context.ledger.wrong(path, said, key=True)
        needed = set(payload(root, command))
        _check_same_change(context, root, command)
        for event in root.command_parts[name].emits:
            known = root.events.get(event)
            if known is None:
                continue
            missing = needed - {it.name for it in known.fields} - _loose(command)
            for field in sorted(missing):
                said = (
                    f"{event} lacks {shown(field)}, which {name} sets: with 'persistence: events'"
                )
                where, key = event_place(context, root, event)
                context.ledger.wrong(where, f"{said} an event holds every change", key=key)


def _check_same_change(context: Context, root: Root, command: Command) -> None:
    """Check that whoever shares an event makes the same change."""
    for event in root.command_parts[command.name].emits:
        first = root.commands[root.emitters(event)[0]]
        if first is not None and _change(first) != _change(command):
            said = f"{first.name} emits {event} for another change; with 'persistence: events'"
            path = (*root.at("commands", command.name), "emits")
            context.ledger.wrong(path, f"{said} commands that share an event change the same")


def _change(command: Command) -> object:
    """Return what a command changes, to be compared."""
    taken = {it.field.name for it in command.takes if it.own}
    return taken, {it.name: it.to for it in command.sets}, command.item, command.creates


def _loose(command: Command) -> set[str]:
    """Return the names of what a command takes, but does not set."""
    return {it.field.name for it in command.takes if not it.own}
