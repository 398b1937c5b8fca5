"""Policies: whenever an event happened, then a command is sent, or a port is told."""

from ..names import shown
from .context import Context, Home
from .document import PolicyPart
from .domain import Aim, Policy, Telling
from .lookup import find_command, find_event
from .reader import Path
from .resolve_events import event_place
from .sending import Pool, Sent, event_pool, over_items, resolve_sent
from .telling import is_port, resolve_told
from .texts import check_doc


def resolve_policies(context: Context, home: Home) -> tuple[Policy, ...]:
    """Resolve the policies of a module; the home keeps those that tell a port."""
    found: list[Policy | Telling] = []
    for name, part in home.part.policies.items():
        path = (*home.path, "policies", name)
        check_doc(context, part.doc, path)
        policy = _resolve(context, home, name, part, path)
        if policy is not None:
            found.append(policy)
    home.tellings = [it for it in found if isinstance(it, Telling)]
    return tuple(it for it in found if isinstance(it, Policy))


def pool_of(context: Context, home: Home, when: str, path: Path, place: Path) -> Pool | None:
    """Return what an event offers to a policy or a process."""
    root = find_event(context, home, when, path)
    event = root.events.get(when.rpartition(".")[2]) if root else None
    if root is None or event is None:
        return None
    if root.home is home:
        where, key = event_place(context, root, event.name)
        return event_pool(root, event, where, key=key)
    return event_pool(root, event, place, key=False)


def _resolve(
    context: Context,
    home: Home,
    name: str,
    part: PolicyPart,
    path: Path,
) -> Policy | Telling | None:
    """Resolve one policy."""
    then = (*path, "then")
    pool = pool_of(context, home, part.when, (*path, "when"), then)
    if pool is not None and part.each is not None:
        pool = over_items(context, pool, part.each, (*path, "each"))
    if is_port(home, part.then):
        return resolve_told(context, home, part, path, pool)
    owner = find_command(context, home, part.then, then)
    command = owner.commands.get(part.then.rpartition(".")[2]) if owner else None
    if pool is None or owner is None or command is None:
        return None
    sent = Sent(then, owner, command, part.given, with_path=(*path, "with"))
    resolve_sent(context, sent, pool, finder=True)
    if sent.aim is Aim.FINDER and owner.home is not home:
        there, field = shown(owner.home.name), shown(sent.aim_at)
        said = f"{pool.event} does not say which {owner.name} {command.name} is for, and only"
        said = f"{said} {there} can look for it by {field}; write this policy in {there}"
        context.ledger.wrong(then, said)
        return None
    if not sent.right:
        return None
    _note_unmarked(context, sent, pool)
    return Policy(
        name=name,
        when=(pool.root.home.name, pool.root.name, pool.event),
        then=(owner.home.name, owner.name, command.name),
        aim=sent.aim or Aim.CREATES,
        aim_at=sent.aim_at,
        sources=tuple(sent.sources),
        each=part.each or "",
        doc=part.doc or "",
        line=context.ledger.source.line(path),
    )


def _note_unmarked(context: Context, sent: Sent, pool: Pool) -> None:
    """Note what is personal in an event and no longer so in the command that it fills."""
    targets = {it.field.name: it.field for it in sent.command.takes}
    for name, target in targets.items():
        filled = next((it.field for it in sent.sources if it.taken == name and it.field), "")
        source = pool.source(filled, target)
        if source and context.is_personal(source) and not context.is_personal(target):
            said = f"{shown(filled)} of {pool.event} is personal, and {shown(name)} of"
            said = f"{said} {sent.command.name} is not, so logs show it: give it 'pii: true', too"
            context.ledger.advise(sent.path, said, key=False)
