"""Refusals of a command: a question in words, or the answer in some states."""

from ..names import nearest, shown
from .context import Context, Root
from .domain import Move, Rejection
from .reader import Path
from .texts import check_words


def resolve_rejects(
    context: Context,
    root: Root,
    name: str,
    moves: tuple[Move, ...],
    *,
    creates: bool,
) -> tuple[Rejection, ...] | None:
    """Resolve what a command refuses; None when something is wrong, and told."""
    part = root.command_parts[name]
    path = (*root.at("commands", name), "rejects")
    named = list(part.rejects)
    found: list[Rejection] = []
    right = True
    for position, error in enumerate(named):
        where = (*path, position) if isinstance(part.rejects, list) else (*path, error)
        right &= _check_error(context, error, named[:position], where, listed=where[-1] != error)
        told = part.rejects[error] if isinstance(part.rejects, dict) else ""
        if isinstance(told, list):
            right &= _check_states(context, root, told, where, moves, creates=creates)
            found.append(Rejection(error, "", tuple(map(str, told))))
        elif isinstance(told, str):
            if told:
                check_words(context, told, where)
            found.append(Rejection(error, told or _words_of(root, error)))
        elif told is None:
            found.append(Rejection(error, _words_of(root, error)))
        else:
            context.ledger.wrong(
                where, f"{shown(error)} is followed by words, or by a list of states"
            )
            right = False
    return tuple(found) if right and _once(context, found, path) else None


def _words_of(root: Root, error: str) -> str:
    """Return what another command of the module says of a question; empty where none does."""
    listed = (it.rejects for root in root.home.roots.values() for it in root.command_parts.values())
    said = (it.get(error) for it in listed if isinstance(it, dict))
    return next((it for it in said if it and isinstance(it, str)), "")


def _check_error(
    context: Context,
    error: str,
    before: list[str],
    path: Path,
    *,
    listed: bool,
) -> bool:
    """Check that an error stands once; its name is checked with all others."""
    if error in before:
        context.ledger.wrong(path, f"{shown(error)} stands twice; keep one", key=not listed)
    return error not in before


def _check_states(  # noqa: PLR0913 - a state is wrong for several reasons
    context: Context,
    root: Root,
    states: list[object],
    path: Path,
    moves: tuple[Move, ...],
    *,
    creates: bool,
) -> bool:
    """Check the states in which a refusal is the answer."""
    right = True
    if not states:
        context.ledger.wrong(path, "the list of states is empty; name at least one")
        return False
    if creates:
        said = "a creating command meets no state; say in words when it refuses"
        context.ledger.wrong(path, said)
        return False
    sources = {it.source for it in moves}
    for position in range(len(states)):
        fault, near = _state_fault(root, states, position, sources)
        if fault:
            context.ledger.wrong((*path, position), fault, near)
            right = False
    return right


def _state_fault(
    root: Root,
    states: list[object],
    position: int,
    sources: set[str],
) -> tuple[str | None, str | None]:
    """Say why a state cannot be refused, and which was probably meant."""
    state = states[position]
    if state not in root.states:
        return unknown_state(root, str(state))
    if state in sources:
        return f"{shown(state)} is where this command moves from, so it is not refused there", None
    if state in states[:position]:
        return f"{shown(state)} stands twice; keep one", None
    return None, None


def unknown_state(root: Root, state: str) -> tuple[str, str | None]:
    """Say that an aggregate has no such state, and which was probably meant."""
    if not root.states:
        return f"{root.name} has no states, as none of its commands has 'moves'", None
    near = nearest(state, root.states)
    hint = "" if near else f"; its states are {', '.join(root.states)}"
    return f"{root.name} has no state {shown(state)}{hint}", near


def _once(context: Context, found: list[Rejection], path: Path) -> bool:
    """Check that one state has one answer."""
    seen: dict[str, str] = {}
    for rejection in found:
        for position, state in enumerate(rejection.states):
            if state in seen:
                said = f"in {shown(state)} {seen[state]} is the answer already; keep one"
                context.ledger.wrong((*path, rejection.error, position), said)
                return False
            seen[state] = rejection.error
    return True
