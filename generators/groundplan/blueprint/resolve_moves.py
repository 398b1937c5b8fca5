"""Moves: the state machine of an aggregate, from the arrows of its commands."""

from ..names import nearest, shown
from .context import Context, Root
from .domain import Move
from .fields import LineError
from .moves import Arrow, read_arrow
from .reader import Path

Moves = dict[str, tuple[Move, ...] | None]


def item_path(context: Context, path: Path, position: int) -> Path:
    """Return the path of one of several texts, which may also stand alone."""
    return (*path, position) if context.ledger.source.node(path).kind == "list" else path


def resolve_moves(context: Context, root: Root) -> Moves:
    """Read the arrows of every command; wrong ones give None for their command."""
    found: Moves = {}
    for name, part in root.command_parts.items():
        path = (*root.at("commands", name), "moves")
        arrows = [
            _arrow(context, item_path(context, path, position), text, len(part.emits))
            for position, text in enumerate(part.moves)
        ]
        right = [it for it in arrows if it is not None]
        found[name] = tuple(it for moves in right for it in moves)
        if len(right) < len(arrows) or not _consistent(context, root, name, found[name] or ()):
            found[name] = None
        for arrow in right:
            _note_states(root, arrow)
    if not context.ledger.is_tainted(root.path):
        _check_machine(context, root, found)
    return found


def _arrow(context: Context, path: Path, text: str, outcomes: int) -> list[Move] | None:
    """Read one arrow into a move for each of its sources."""
    try:
        arrow = read_arrow(text)
        _check_targets(arrow, outcomes)
    except LineError as wrong:
        context.ledger.broken_line(path, wrong)
        return None
    targets = tuple(name for name, _ in arrow.targets)
    return [Move(source, targets) for source, _ in arrow.sources]


def _check_targets(arrow: Arrow, outcomes: int) -> None:
    """Check that targets and events pair up."""
    targets = len(arrow.targets)
    if targets > 1 and targets != outcomes:
        at = arrow.targets[1][1]
        events = "one event" if outcomes == 1 else f"{outcomes} events"
        raise LineError(
            at, f"{targets} states after the arrow, but {events} under 'emits'; pair them"
        )


def _note_states(root: Root, moves: list[Move]) -> None:
    """Remember the states in the order of their first mention."""
    for name in [it.source for it in moves] + [it for move in moves for it in move.targets]:
        if name and name not in root.states:
            root.states.append(name)


def _consistent(context: Context, root: Root, name: str, moves: tuple[Move, ...]) -> bool:
    """Check the arrows of one command against each other and against its flags."""
    part, path = root.command_parts[name], root.at("commands", name)
    said = _contradiction(root, name, moves)
    if said:
        last = len(part.moves) - 1
        context.ledger.wrong(item_path(context, (*path, "moves"), last), said)
    if part.creates and part.deletes:
        context.ledger.wrong(
            (*path, "deletes"), f"{name} cannot create and delete at once", key=True
        )
    born = any(not it.source for it in moves)
    for flag, implied in (("creates", born), ("deletes", _gone(moves))):
        if flag in part.model_fields_set and not getattr(part, flag) and implied:
            said = f"{name} {flag}, as its moves say; take '{flag}: false' away"
            context.ledger.wrong((*path, flag), said, key=True)
    return said is None


def _contradiction(root: Root, name: str, moves: tuple[Move, ...]) -> str | None:
    """Say which moves of one command exclude each other, or its flags."""
    part = root.command_parts[name]
    sources = [it.source for it in moves]
    twice = next((it for at, it in enumerate(sources) if it in sources[:at]), None)
    if twice is not None:
        return f"the move from {shown(twice or '[*]')} is declared twice in {name}; keep one"
    if "" in sources and len(sources) > 1:
        return f"{name} creates, so '[*]' is the only state it moves from"
    if _gone(moves) and not all(it.targets == ("",) for it in moves):
        return f"{name} deletes, so all its moves end in '[*]'"
    if part.creates and moves and "" not in sources:
        return f"{name} creates, so it moves from '[*]'"
    if part.deletes and moves and not _gone(moves):
        ends = (
            "cannot create and delete at once"
            if "" in sources
            else "deletes, so its moves end in '[*]'"
        )
        return f"{name} {ends}"
    return None


def _gone(moves: tuple[Move, ...]) -> bool:
    """Say whether any move ends the life."""
    return any("" in it.targets for it in moves)


def creates(root: Root, name: str, moves: tuple[Move, ...]) -> bool:
    """Say whether a command is the first of a life."""
    return root.command_parts[name].creates or any(not it.source for it in moves)


def deletes(root: Root, name: str, moves: tuple[Move, ...]) -> bool:
    """Say whether a command is the last of a life."""
    return root.command_parts[name].deletes or _gone(moves)


def _check_machine(context: Context, root: Root, found: Moves) -> None:
    """Check that there is a first state, and that every state is reached."""
    if not root.states or None in found.values():
        return
    moves = {name: it for name, it in found.items() if it is not None}
    first = {
        it for each in moves.values() for move in each if not move.source for it in move.targets
    }
    if not first:
        where, at = _first_mention(context, root, root.states[0])
        said = f"{root.name} has states, but none to begin with; let a command move from '[*]'"
        context.ledger.wrong(where, said, at=at)
        return
    for name, each in moves.items():
        if root.command_parts[name].creates and not each:
            near = f"'[*] -> {min(first, key=root.states.index)}'"
            said = f"{root.name} has states, so {name} says in which it begins: moves: {near}"
            context.ledger.wrong(root.at("commands", name), said, key=True)
    steps = [(move.source, it) for each in moves.values() for move in each for it in move.targets]
    for state in _unreached(root, first, steps):
        place, offset = _first_mention(context, root, state)
        others = [it for it in root.states if it != state]
        hint = "" if nearest(state, others) else "; let a command move to it, or take it away"
        said = f"the state {shown(state)} is never reached{hint}"
        context.ledger.wrong(place, said, nearest(state, others), at=offset)


def _unreached(root: Root, first: set[str], steps: list[tuple[str, str]]) -> list[str]:
    """Return the states that no chain of moves leads to; follow-ups are left out."""
    reached = set(first)
    while more := {to for of, to in steps if of in reached and to and to not in reached}:
        reached |= more
    missed = [it for it in root.states if it not in reached]
    fed = {to for of, to in steps if of in missed and of != to}
    return [it for it in missed if it not in fed] or missed[:1]


def _first_mention(context: Context, root: Root, state: str) -> tuple[Path, int]:
    """Return where a state is first mentioned: the path of a move, and the offset in it."""
    for name, part in root.command_parts.items():
        for position, text in enumerate(part.moves):
            arrow = read_arrow(text)
            at = next((at for it, at in (*arrow.sources, *arrow.targets) if it == state), None)
            if at is not None:
                path = (*root.at("commands", name), "moves")
                return item_path(context, path, position), at
    return root.path, 0
