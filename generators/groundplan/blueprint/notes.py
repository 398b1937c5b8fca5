"""Notes: what is legal, but worth a thought."""

from ..names import shown
from .context import Context, Home
from .domain import Policy

MANY = 7
Fact = tuple[str, str]


def add_notes(context: Context, policies: dict[str, tuple[Policy, ...]]) -> None:
    """Add the notes that concern the blueprint as a whole."""
    for home in context.homes.values():
        if len(home.roots) > MANY:
            said = f"{home.name} has {len(home.roots)} aggregates"
            said = f"{said}; more than {MANY} are hard to oversee"
            context.ledger.advise(home.path, said)
        _note_personal_keys(context, home)
        _note_ways_to_delete(context, home)
    _note_loops(context, policies)


def _note_personal_keys(context: Context, home: Home) -> None:
    """Note keys that are personal: they show in URLs."""
    for root in home.roots.values():
        key = root.part.key
        if key is not None and root.identity and context.is_personal(root.identity):
            said = f"{shown(key)} is personal, and as a key it shows in URLs"
            context.ledger.advise((*root.path, "fields", key), said)


def _note_ways_to_delete(context: Context, home: Home) -> None:
    """Note commands that delete beside the one of `crud`, which would go round their refusals."""
    for root in home.roots.values():
        plain = f"Delete{root.name}"
        if not root.part.crud or plain in root.part.commands:
            continue
        said = f"{plain} of 'crud' deletes, too, and asks nothing that is asked here"
        said = f"{said}; a command of yours called {plain} would take its place"
        for name, command in root.commands.items():
            if command and command.deletes and name != plain:
                context.ledger.advise(root.at("commands", name), said)


def _note_loops(context: Context, policies: dict[str, tuple[Policy, ...]]) -> None:
    """Note policies whose command leads back to their event."""
    follows: dict[Fact, set[Fact]] = {}
    for each in policies.values():
        for policy in each:
            module, aggregate, command = policy.then
            part = context.homes[module].roots[aggregate].command_parts[command]
            start = (policy.when[0], policy.when[2])
            follows.setdefault(start, set()).update((module, it) for it in part.emits)
    for home, each in policies.items():
        for policy in each:
            start = (policy.when[0], policy.when[2])
            module, aggregate, command = policy.then
            part = context.homes[module].roots[aggregate].command_parts[command]
            if _leads_to(follows, {(module, it) for it in part.emits}, start):
                said = f"{policy.name} may go round in a circle: {command} leads back to"
                said = f"{said} {policy.when[2]}; a chain of 100 or 10,000 in all end with an error"
                context.ledger.advise(("modules", home, "policies", policy.name), said)


def _leads_to(follows: dict[Fact, set[Fact]], events: set[Fact], goal: Fact) -> bool:
    """Say whether some events bring about another one."""
    reached = set(events)
    while more := {it for one in reached for it in follows.get(one, ())} - reached:
        reached |= more
    return goal in reached
