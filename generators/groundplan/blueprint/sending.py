"""Sending: where the fields of a command come from, and which aggregate it aims at.

Policies, the steps of processes and their ways back all send alike: by name and type,
decided now, so that nothing is guessed at run time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..names import nearest, shown
from .context import Context, Root
from .domain import Aim, Command, Event, Field, Shape, Source
from .fitting import misfit, same_type
from .literals import LiteralError
from .reader import Path
from .resolve_commands import set_constant
from .terms import AggregateRef, EntityRef, Scalar, Type, ValueRef


@dataclass(slots=True)
class Pool:
    """The fields to choose from, the nearest first; `item` is one of what `each` goes over.

    `origin` is the event that began it all, `origin_path` the place to mend when one of
    its fields is missing.
    """

    event: str
    root: Root
    fields: dict[str, Field]
    origin_path: Path
    origin_key: bool
    item: Field | None = None

    def source(self, name: str, target: Field) -> Field | None:
        """Return a field by name; a list that `each` goes over gives its item to what is single."""
        item = self.item
        if item is not None and item.name == name and not target.many:
            return item
        return self.fields.get(name)


@dataclass(slots=True)
class Sent:
    """A command that is sent, and what was found for it."""

    path: Path
    owner: Root
    command: Command
    given: Mapping[str, str]
    with_path: Path
    sources: list[Source] = field(default_factory=list)
    aim: Aim | None = None
    aim_at: str = ""
    right: bool = True


def event_pool(root: Root, event: Event, path: Path, *, key: bool) -> Pool:
    """Return what an event offers: its fields, its identity and what every event carries."""
    fields = {it.name: it for it in event.fields}
    if root.carried is not None:
        fields[root.carried_as] = root.carried
    fields["event_id"] = Field("event_id", Scalar.UUID)
    fields["occurred_at"] = Field("occurred_at", Scalar.DATETIME)
    return Pool(event.name, root, fields, path, key)


def over_items(context: Context, pool: Pool, each: str, path: Path) -> Pool | None:
    """Return a pool with the fields of a list's items before those of the event."""
    held = pool.fields.get(each)
    if held is None:
        near = nearest(each, [name for name, it in pool.fields.items() if it.many])
        context.ledger.wrong(path, f"{pool.event} has no field {shown(each)}", near)
        return None
    if not held.many:
        context.ledger.wrong(path, f"{shown(each)} of {pool.event} is no list")
        return None
    fields = _item_fields(context, held.type)
    if fields is None:
        said = f"the items of {shown(each)} have no fields; 'each' goes over entities, values with"
        context.ledger.wrong(path, f"{said} fields, or references")
        return None
    rest = {name: it for name, it in pool.fields.items() if name not in fields}
    return Pool(
        pool.event,
        pool.root,
        {**fields, **rest},
        pool.origin_path,
        pool.origin_key,
        item=None if each in fields else Field(each, held.type),
    )


def _item_fields(context: Context, kind: Type) -> dict[str, Field] | None:
    """Return the fields of an item; none for a reference; None when it can have none."""
    if isinstance(kind, AggregateRef):
        return {}
    if isinstance(kind, EntityRef):
        item = context.homes[kind.module].roots[kind.aggregate].items[kind.name]
        return {name: it for name, it in item.fields.items() if it is not None}
    value = context.values.get(kind) if isinstance(kind, ValueRef) else None
    if value is None or value.shape is not Shape.RECORD:
        return None
    return {it.name: it for it in value.fields}


def resolve_sent(context: Context, sent: Sent, pool: Pool, *, finder: bool) -> None:
    """Find a source for every field of a command, and its target."""
    with_path = sent.with_path
    targets = {it.field.name: it.field for it in sent.command.takes}
    carried = sent.owner.carried
    aims = not sent.command.creates
    known = {**targets, **({sent.owner.carried_as: carried} if aims and carried else {})}
    for name in sent.given:
        if name not in known:
            near = nearest(name, known)
            said = f"{sent.command.name} takes no {shown(name)}"
            context.ledger.wrong((*with_path, name), said, near, key=True)
            sent.right = False
    for target in targets.values():
        fill(context, sent, pool, target)
    if not aims:
        sent.aim = Aim.CREATES
    elif carried is None:
        sent.right = False
    else:
        _aim(context, sent, pool, carried, finder=finder)


def fill(context: Context, sent: Sent, pool: Pool, target: Field) -> None:
    """Find a source for one field of a command."""
    path = (*sent.with_path, target.name)
    if target.name in sent.given:
        _fill_given(context, sent, pool, target, path)
        return
    source = pool.source(target.name, target)
    filled = target.default is not None
    said = misfit(context, source, target, sent.command.name) if source else None
    if source is not None and said is None:
        sent.sources.append(Source(target.name, source.name))
        return
    near = source is not None and same_type(context, source.type, target.type)
    spare = target.optional or filled or target.many == "*"
    if spare and not (near and source and not source.optional):
        return
    sent.right = False
    if source is not None:
        said = f"{shown(target.name)} of {pool.event} {said}"
        context.ledger.wrong(sent.path, f"{said}; say where it comes from under 'with'")
        return
    said = (
        f"{sent.command.name} needs {shown(target.name)}, and {pool.event} has no such field; "
        "add it, or say under 'with' where it comes from"
    )
    context.ledger.wrong(pool.origin_path, said, key=pool.origin_key)


def _fill_given(context: Context, sent: Sent, pool: Pool, target: Field, path: Path) -> None:
    """Fill a field as `with` says: from another field, or with a constant."""
    text = sent.given[target.name].strip()
    if text.startswith("="):
        try:
            constant = set_constant(context, target, text[1:].strip())
        except LiteralError as wrong:
            context.ledger.wrong(path, wrong.said, wrong.near, at=len(text) - len(text[1:].strip()))
            sent.right = False
            return
        sent.sources.append(Source(target.name, constant=constant))
        return
    source = pool.source(text, target)
    if source is None:
        near = nearest(text, pool.fields)
        hint = "" if near else "; add it under 'events', or begin a constant with '= '"
        context.ledger.wrong(path, f"{pool.event} has no field {shown(text)}{hint}", near)
        sent.right = False
        return
    said = misfit(context, source, target, sent.command.name)
    if said:
        context.ledger.wrong(path, f"{shown(text)} {said}")
        sent.right = False
        return
    sent.sources.append(Source(target.name, source.name))


def _aim(context: Context, sent: Sent, pool: Pool, carried: Field, *, finder: bool) -> None:
    """Find out which aggregate a command is for."""
    name, root = carried.name, sent.owner
    if name in sent.given:
        _aim_as_given(context, sent, pool, carried)
        return
    if pool.item is not None and pool.item.type == root.ref:
        sent.aim, sent.aim_at = Aim.FIELD, pool.item.name
        return
    named = pool.fields.get(name)
    if named is not None and misfit(context, named, carried) is None:
        sent.aim, sent.aim_at = Aim.FIELD, name
        return
    refers = [
        it
        for it, one in pool.fields.items()
        if one.type == root.ref and not one.many and not one.optional
    ]
    if len(refers) == 1:
        sent.aim, sent.aim_at = Aim.FIELD, refers[0]
    elif refers:
        among = " and ".join(shown(it) for it in refers)
        said = f"{among} both refer to {root.name}; say under 'with' which is {shown(name)}"
        context.ledger.wrong(sent.path, said)
        sent.right = False
    else:
        _find(context, sent, pool, carried, finder=finder)


def _aim_as_given(context: Context, sent: Sent, pool: Pool, carried: Field) -> None:
    """Aim as `with` says: at what a field holds."""
    text = sent.given[carried.name].strip()
    source = pool.source(text, carried)
    said, near = "", None
    if text.startswith("="):
        said = f"{shown(carried.name)} says which {sent.owner.name} {sent.command.name} is for"
        said = f"{said}, and that is never a constant; name a field of {pool.event}"
    elif source is None:
        near = nearest(text, pool.fields)
        hint = "" if near else "; add it under 'events'"
        said = f"{pool.event} has no field {shown(text)}{hint}"
    elif fault := misfit(context, source, carried, sent.command.name):
        said = f"{shown(text)} {fault}"
    if said:
        context.ledger.wrong((*sent.with_path, carried.name), said, near)
        sent.right = False
        return
    sent.aim, sent.aim_at = Aim.FIELD, text


def _find(context: Context, sent: Sent, pool: Pool, carried: Field, *, finder: bool) -> None:
    """Aim through the target's own field that refers to the event's aggregate."""
    root = sent.owner
    own = [
        name
        for name, it in root.fields.items()
        if it is not None and it.type == pool.root.ref and not it.many
    ]
    if finder and len(own) == 1:
        sent.aim, sent.aim_at = Aim.FINDER, own[0]
        return
    sent.right = False
    if finder and own:
        among = " and ".join(shown(it) for it in own)
        said = f"{among} of {root.name} both refer to {pool.root.name}; {pool.event} must carry"
        context.ledger.wrong(sent.path, f"{said} {shown(carried.name)}")
        return
    if finder and None in root.fields.values():
        return
    kind = root.name if root.home is pool.root.home else f"{root.home.name}.{root.name}"
    said = (
        f"{pool.event} does not say which {root.name} {sent.command.name} is for: "
        f"it would have to carry '{carried.name}: {kind}'"
    )
    context.ledger.wrong(pool.origin_path, said, key=pool.origin_key)
