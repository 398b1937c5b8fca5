"""Members of an aggregate: fields, methods, questions, identity and `state` share one namespace."""

from collections.abc import Iterator, Mapping

from ..names import LONGEST, pascal, shown, snake
from .check_names import check_function
from .context import Context, Root
from .parts import FieldPart
from .reader import Path

ALWAYS = frozenset({"event_id", "occurred_at"})


def check_members(context: Context) -> None:
    """Check the names of what belongs to an aggregate, and of fields anywhere."""
    for root in context.roots():
        _check_reserved(context, root)
        _check_clashes(context, root)
        for name in root.part.rules:
            check_function(context, name, (*root.path, "rules", name))
    for name, value in context.document.values.items():
        _check_id(context, value.fields or {}, ("values", name, "fields"), set())
    for home in context.homes.values():
        for name, value in home.part.values.items():
            path = (*home.path, "values", name, "fields")
            _check_id(context, value.fields or {}, path, set())


def _check_reserved(context: Context, root: Root) -> None:
    """Check fields against what all aggregates, events and messages carry."""
    ledger = context.ledger
    if root.part.key is None and root.carried_as in ALWAYS:
        said = f"{shown(root.name)} becomes {shown(root.carried_as)}, which every event carries"
        ledger.wrong(root.path, said, f"{pascal(root.home.name)}{root.name}"[:LONGEST], key=True)
    for path, fields, keys in _fields_of(root):
        for name in fields:
            if name in ALWAYS:
                said = f"{shown(name)} is carried by every event; rename this field"
                ledger.wrong((*path, name), said, f"own_{name}", key=True)
            elif name == "state" and root.states and "entities" not in path:
                said = f"'state' is what the moves of {root.name} keep; rename this field"
                ledger.wrong((*path, name), said, "status", key=True)
        _check_id(context, fields, path, keys)


def _check_id(
    context: Context,
    fields: Mapping[str, FieldPart],
    path: Path,
    keys: set[str | None],
) -> None:
    """Refuse `id` as the name of what is no key."""
    if "id" in fields and "id" not in keys:
        said = "'id' is the name of an identity: make it the key, or rename it"
        context.ledger.wrong((*path, "id"), said, "code", key=True)


def _fields_of(root: Root) -> Iterator[tuple[Path, Mapping[str, FieldPart], set[str | None]]]:
    """Yield all fields of an aggregate, its entities and its commands, with their keys."""
    yield (*root.path, "fields"), root.part.fields, {root.part.key}
    for name, entity in root.part.entities.items():
        yield (*root.path, "entities", name, "fields"), entity.fields, {entity.key}
    keys = {root.part.key, *(it.key for it in root.part.entities.values())}
    for name, command in root.part.commands.items():
        if isinstance(command.takes, dict):
            yield (*root.path, "commands", name, "takes"), command.takes, keys


def _check_clashes(context: Context, root: Root) -> None:
    """Tell two members of one name."""
    given: dict[str, str] = {}
    if root.part.key is None:
        given = {"id": "the identity", root.carried_as: "the identity in messages"}
    if root.states:
        given["state"] = "the state"
    seen = {name.casefold(): (name, what) for name, what in given.items()}
    for name, what, path, key in _members(root):
        called, other = seen.setdefault(name.casefold(), (name, what))
        if other == what:
            continue
        said = f"{what} and {other} of {root.name} are both called {shown(name)}; rename one"
        if called != name:
            said = f"{what} differs from {other} of {root.name} in case only; rename one"
        context.ledger.wrong(path, said, key=key)


def _members(root: Root) -> Iterator[tuple[str, str, Path, bool]]:
    """Yield every member: its name, what it is, and where it stands."""
    for name in root.part.fields:
        if name == "id" or (name == "state" and root.states):
            continue  # told already
        yield name, f"the field {shown(name)}", (*root.path, "fields", name), True
    for name in root.part.rules:
        yield name, f"the rule {shown(name)}", (*root.path, "rules", name), True
    for name in root.command_parts:
        yield snake(name), f"the command {name}", root.at("commands", name), True
    yield from _questions(root)


def _questions(root: Root) -> Iterator[tuple[str, str, Path, bool]]:
    """Yield every question to the owner: its name, what it is, and where it stands."""
    for command, part in root.command_parts.items():
        path = root.at("commands", command)
        listed = isinstance(part.rejects, list)
        told = part.rejects if isinstance(part.rejects, dict) else {}
        for position, error in enumerate(part.rejects):
            if not isinstance(told.get(error), list):
                where = (*path, "rejects", position if listed else error)
                yield snake(error), f"the question {error}", where, not listed
        for event in part.emits[1:]:
            yield snake(event), f"the question {event}", (*path, "emits"), False
    for name, query in root.query_parts.items():
        if isinstance(query.takes, dict) and set(query.takes) - set(root.fields):
            yield snake(name), f"the question {name}", root.at("queries", name), True
