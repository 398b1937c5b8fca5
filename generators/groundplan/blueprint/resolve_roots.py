"""Aggregates: their identity, fields, entities, rules, and what `crud` stands for."""

import re
from dataclasses import replace

from ..names import nearest, pascal_fault, plural, shown
from .context import Context, Item, Root
from .document import CommandPart, EventPart, QueryPart
from .domain import Field, Shape
from .reader import Path
from .resolve_fields import OF_AGGREGATE, OF_ENTITY, line_path, resolve_fields
from .terms import AggregateRef, Ask, EntityRef, Scalar, ValueRef
from .texts import check_doc, check_words

KEYS = frozenset({Scalar.STR, Scalar.INT, Scalar.UUID, Scalar.DATE, Scalar.DATETIME})


def resolve_root(context: Context, root: Root) -> None:
    """Resolve what an aggregate holds."""
    part, path = root.part, root.path
    check_doc(context, part.doc, path)
    _check_plural(context, root)
    root.fields = resolve_fields(context, root.home, part.fields, (*path, "fields"), OF_AGGREGATE)
    for name, entity in part.entities.items():
        where = (*path, "entities", name)
        check_doc(context, entity.doc, where)
        found = resolve_fields(context, root.home, entity.fields, (*where, "fields"), OF_ENTITY)
        root.items[name] = Item(name, where, entity.key, found)
        _check_key(context, entity.key, found, where)
    for name in root.items:
        _find_holder(context, root, root.items[name])
    _check_foreign_lists(context, root)
    root.identity = _identity(context, root)
    for name, words in part.rules.items():
        check_words(context, words, (*path, "rules", name))


def _check_plural(context: Context, root: Root) -> None:
    """Ask for a plural where regular English has none."""
    check_plural(context, root.name, root.part.plural, root.path)


def check_plural(context: Context, name: str, given: str | None, path: Path) -> None:
    """Check the plural of an aggregate or a view."""
    if given is None:
        if name.lower().endswith("ies"):
            said = f"{shown(name)} ends in '-ies' and may be its own plural; give it as 'plural:'"
            context.ledger.wrong(path, said, key=True)
        return
    if pascal_fault(given):
        said = f"the plural {shown(given)} is not PascalCase, like {plural('OrderLine')!r}"
        context.ledger.wrong((*path, "plural"), said)
    elif given.lower() == name.lower():
        said = f"the plural must differ from {shown(name)}; try '{name}List'"
        context.ledger.wrong((*path, "plural"), said)


def _find_holder(context: Context, root: Root, item: Item) -> None:
    """Find the one field that holds an entity's items."""
    kind = EntityRef(root.home.name, root.name, item.name)
    holders = [name for name, it in root.fields.items() if it is not None and it.type == kind]
    if len(holders) == 1:
        item.holder = holders[0]
    elif holders:
        second = line_path(context, (*root.path, "fields", holders[1]))
        said = (
            f"{shown(item.name)} is held by {shown(holders[0])} already; one field holds an entity"
        )
        context.ledger.wrong(second, said)
    elif None not in root.fields.values() and not context.ledger.is_tainted(root.path):
        said = f"no field holds {shown(item.name)}; add one, like 'items: {item.name}*'"
        context.ledger.wrong(item.path, said, key=True)


def _check_foreign_lists(context: Context, root: Root) -> None:
    """Refuse lists of another aggregate's entities among the fields."""
    for name, field in root.fields.items():
        kind = field.type if field else None
        if isinstance(kind, EntityRef) and kind.aggregate != root.name:
            where = line_path(context, (*root.path, "fields", name))
            said = (
                f"{shown(kind.name)} belongs to {kind.aggregate}; hold a reference to that instead"
            )
            context.ledger.wrong(where, said, kind.aggregate)
            root.fields[name] = None


def _identity(context: Context, root: Root) -> Field | None:
    """Return the identity of an aggregate: its key, or an `id` of its own."""
    if root.part.key is None:
        return Field("id", Scalar.UUID, line=context.ledger.source.line(root.path))
    if not _check_key(context, root.part.key, root.fields, root.path):
        return None
    return root.fields[root.part.key]


def _check_key(
    context: Context,
    key: str,
    fields: dict[str, Field | None],
    path: Path,
) -> bool:
    """Check that a key names a field that can be one."""
    where = (*path, "key")
    if key not in fields:
        if not context.ledger.is_tainted((*path, "fields")):
            near = nearest(key, fields)
            hint = "" if near else f"; add it, like '{key[:40]}: str 1..40'"
            context.ledger.wrong(where, f"the key {shown(key)} is no field{hint}", near)
        return False
    field = fields[key]
    if field is None:
        return False
    if field.type is Scalar.STR and field.low is None:
        field = fields[key] = replace(field, low=1)  # a key is never empty
    if context.is_personal(field):  # as what its value is called, and in errors, too
        field = fields[key] = replace(field, pii=True)
    line = line_path(context, (*path, "fields", key))
    said = key_fault(context, field)
    if said:
        context.ledger.wrong(line, f"{shown(key)} is the key: {said}")
    return said is None


def key_fault(context: Context, field: Field) -> str | None:
    """Say why a field cannot be a key, or None."""
    if field.optional:
        return "a key is required, so it is not optional"
    if field.many:
        return "a key is one value, not a list"
    if field.default is not None:
        return "a key is given or made, so it has no default"
    if field.unique:
        return "a key is unique already; take 'unique' away"
    return _key_type_fault(context, field)


def _key_type_fault(context: Context, field: Field) -> str | None:
    """Say why a type cannot be that of a key, or None."""
    kind = field.type
    if isinstance(kind, AggregateRef):
        return None
    if isinstance(kind, ValueRef):
        value = context.values.get(kind)
        if value is None or value.shape is Shape.ENUM:
            return None
        if value.shape is Shape.RECORD:
            return f"{shown(value.name)} has fields; a key is one plain value"
        return _key_type_fault(context, value.fields[0])
    if kind not in KEYS:
        name = kind.value if isinstance(kind, Scalar) else kind.name
        return f"{shown(name)} cannot be one; use str, int, uuid, date, datetime or a value"
    if kind is Scalar.STR and not field.low and _may_be_empty(field):
        high = "" if field.high is None else field.high
        return f"a key is never empty; write 'str 1..{high}'"
    return None


def _may_be_empty(field: Field) -> bool:
    """Say whether a text may have no characters."""
    return not field.pattern or re.fullmatch(field.pattern, "", re.ASCII) is not None


def check_identity_circles(context: Context) -> None:
    """Refuse keys that refer to each other in a circle."""
    for root in context.roots():
        seen: list[AggregateRef] = []
        at: AggregateRef | None = root.ref
        while at is not None and at not in seen:
            seen.append(at)
            at = _refers(context.root(at))
        if at == root.ref and root.part.key is not None:
            where = line_path(context, (*root.path, "fields", root.part.key))
            context.ledger.wrong(where, f"the key of {root.name} refers to itself in a circle")
            root.identity = None


def _refers(root: Root) -> AggregateRef | None:
    """Return the aggregate that a key refers to."""
    kind = root.identity.type if root.identity else None
    return kind if isinstance(kind, AggregateRef) else None


def clocked(field: Field) -> bool:
    """Say whether a field's default asks the clock."""
    return isinstance(field.default, Ask)


def expand(root: Root) -> None:
    """Gather commands, events and queries, with what `crud` stands for.

    What is written out replaces its twin, in its place.
    """
    part = root.part
    if part.crud and pascal_fault(root.name) is None:
        _expand_crud(root)
    root.command_parts.update(part.commands)
    root.query_parts.update(part.queries)
    root.event_parts.update(part.events)
    for command in root.command_parts.values():
        for event in command.emits:
            root.event_parts.setdefault(event, EventPart(version=1))


def _expand_crud(root: Root) -> None:
    """Add the commands and queries that `crud` stands for."""
    name = root.name
    changed = [
        field
        for field, it in root.fields.items()
        if field != root.part.key and not (it and clocked(it))
    ]
    root.command_parts = {
        f"Create{name}": CommandPart(creates=True, emits=[f"{name}Created"]),
        f"Change{name}": CommandPart(takes=changed, emits=[f"{name}Changed"]),
        f"Delete{name}": CommandPart(deletes=True, emits=[f"{name}Deleted"]),
    }
    root.query_parts = {
        f"Get{name}": QueryPart(returns=name),
        f"List{root.plural}": QueryPart(returns=f"{name}*", paginate=True),
    }
