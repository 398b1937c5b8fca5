"""Events: what they carry, and where each command takes it from."""

from dataclasses import replace

from ..names import nearest, shown
from .context import Context, Fields, Root
from .domain import (
    Action,
    Command,
    Emission,
    Event,
    Field,
    Fill,
    Origin,
)
from .fitting import misfit
from .reader import Path
from .resolve_fields import OF_EVENT, line_path, resolve_fields
from .terms import Nothing
from .texts import check_doc
from .versions import check_versions

ALWAYS = ("event_id", "occurred_at")


def resolve_events(context: Context, root: Root) -> None:
    """Resolve the events of an aggregate, and how each command fills them."""
    for name, part in root.event_parts.items():
        path = root.at("events", name)
        if name in root.part.events:
            check_doc(context, part.doc, path)
        emitters = root.emitters(name)
        fields: Fields | None = None
        if part.fields is not None:
            fields = _declared(context, root, name)
        elif emitters:
            fields = _payload_of_all(context, root, name, emitters)
        if fields is None or None in fields.values():
            root.events[name] = None
            continue
        root.events[name] = Event(
            name,
            tuple(it for it in fields.values() if it is not None),
            version=part.version,
            doc=part.doc or "",
            line=_line(context, root, name),
        )
    for name, command in root.commands.items():
        root.commands[name] = _filled(context, root, command) if command else None
    for name, event in root.events.items():
        fields = {it.name: it for it in event.fields} if event else None
        check_versions(context, root, name, fields)


def _line(context: Context, root: Root, name: str) -> int:
    """Return the line where an event is declared, or first emitted."""
    path, _ = event_place(context, root, name)
    return context.ledger.source.line(path)


def event_place(context: Context, root: Root, name: str) -> tuple[Path, bool]:
    """Return where an event is declared, or first emitted; and whether that is a key."""
    if name in root.part.events:
        return (*root.path, "events", name), True
    for command in root.emitters(name):
        if command in root.part.commands:
            path = (*root.path, "commands", command, "emits")
            emits = root.part.commands[command].emits
            listed = context.ledger.source.node(path).kind == "list"
            return ((*path, emits.index(name)), False) if listed else (path, False)
    return (*root.path, "crud"), True


def _declared(context: Context, root: Root, name: str) -> Fields | None:
    """Resolve the fields that an event declares."""
    path = (*root.path, "events", name, "fields")
    found = resolve_fields(context, root.home, root.event_parts[name].fields or {}, path, OF_EVENT)
    for field in [*found]:
        said = None
        if field in ALWAYS:
            said = "is carried by every event"
        elif field == root.carried_as:
            said = f"is the identity of {root.name}, which every event carries"
        elif field == "state" and root.states:
            said = "would be taken for the state; give it another name"
        if said:
            cure = "" if "another name" in said else "; take it out"
            context.ledger.wrong((*path, field), f"{shown(field)} {said}{cure}", key=True)
            found[field] = None
    return found


def payload(root: Root, command: Command) -> dict[str, tuple[Field, Origin]]:
    """Return what a command gives its events: taken, set, and defaults when beginning."""
    own_origin = Origin.ITEM if command.item else Origin.AGGREGATE
    own = own_fields(root, command)
    found: dict[str, tuple[Field, Origin]] = {}
    for taken in command.takes:
        if command.item or taken.field.name != root.part.key:
            found[taken.field.name] = (bare(taken.field), Origin.TAKEN)
    for setting in command.sets:
        field = own.get(setting.name)
        if field is not None and field.optional and setting.to is not Nothing.NONE:
            found[setting.name] = _firm(field)
        elif field is not None:
            found[setting.name] = (bare(field), own_origin)
    begins = command.item.action is Action.ADDS if command.item else command.creates
    for name, field in own.items() if begins else ():
        if field is not None and field.default is not None and name not in found:
            found[name] = (bare(field), own_origin)
    return found


def own_fields(root: Root, command: Command) -> Fields:
    """Return the fields a command works on: of its item, or of the aggregate."""
    return root.items[command.item.entity].fields if command.item else root.fields


def bare(field: Field) -> Field:
    """Return a field as an event carries it: without default and uniqueness."""
    plain = field.default is None and not field.unique
    return field if plain else replace(field, default=None, unique=False)


def _firm(field: Field) -> tuple[Field, Origin]:
    """Return a field that is set to something, so that an event never lacks it."""
    return replace(bare(field), optional=False), Origin.SET


def _payload_of_all(context: Context, root: Root, name: str, emitters: list[str]) -> Fields | None:
    """Return the payload of an event without fields; all who emit it give the same."""
    commands = [root.commands[it] for it in emitters]
    known = [it for it in commands if it is not None]
    if len(known) < len(commands) or not known:
        return None
    first = known[0]
    for other in known[1:]:
        if _given(root, other) != _given(root, first):
            path = root.at("commands", other.name)
            where = (*path, "emits") if other.name in root.part.commands else path
            said = (
                f"{name} comes from {first.name} too, which takes and sets something else; "
                f"declare the fields of {name}"
            )
            context.ledger.wrong(where, said)
            return None
    found: Fields = {field: it for field, (it, _) in payload(root, first).items()}
    return None if _carries_twice(context, root, name, found, first) else found


def _carries_twice(
    context: Context, root: Root, name: str, found: Fields, command: Command
) -> bool:
    """Tell that what a command sets or begins with is called like the identity."""
    if root.carried_as not in found or command.item is None:
        return False
    said = (
        f"{name} would carry {shown(root.carried_as)} twice, as the identity of {root.name} and "
        f"as a field of {command.item.entity}; rename the field, or declare the fields of {name}"
    )
    path, is_key = event_place(context, root, name)
    context.ledger.wrong(path, said, key=is_key)
    return True


def _given(root: Root, command: Command) -> object:
    """Return what a command takes and sets, to be compared."""
    fields = {
        name: (it.type, it.many, it.optional, origin)
        for name, (it, origin) in payload(root, command).items()
    }
    return fields, {it.name: it.to for it in command.sets}, command.item


def _filled(context: Context, root: Root, command: Command) -> Command | None:
    """Return a command with its emissions; None when an event cannot be filled."""
    emissions: list[Emission] = []
    for name in root.command_parts[command.name].emits:
        event = root.events.get(name)
        if event is None:
            return None
        sources = _fillers(context, root, command, event)
        if sources is None:
            root.events[name] = None  # told; what needs it is not told again
            return None
        root.events[name] = _as_personal(event, [source for source, _ in sources])
        fills = (
            Fill(it.name, origin) for it, (_, origin) in zip(event.fields, sources, strict=True)
        )
        emissions.append(Emission(name, tuple(fills)))
    return replace(command, emits=tuple(emissions))


def _fillers(
    context: Context,
    root: Root,
    command: Command,
    event: Event,
) -> list[tuple[Field, Origin]] | None:
    """Find where each field of an event comes from; None when one cannot be filled."""
    given = payload(root, command)
    if root.event_parts[event.name].fields is None:
        # Another command may take the same in another order.
        return [given[it.name] for it in event.fields]
    found: list[tuple[Field, Origin]] = []
    for field in event.fields:
        sources = _sources(root, command, given, field.name)
        fitting = [it for it in sources if misfit(context, it[0], field) is None]
        if fitting:
            found.append(fitting[0])
        else:
            _tell_unfilled(context, root, command, event, field)
    return found if len(found) == len(event.fields) else None


def _as_personal(event: Event, sources: list[Field]) -> Event:
    """Return an event whose fields are personal where what fills them is."""
    pairs = zip(event.fields, sources, strict=True)
    return replace(
        event, fields=tuple(replace(it, pii=it.pii or source.pii) for it, source in pairs)
    )


def _sources(
    root: Root,
    command: Command,
    given: dict[str, tuple[Field, Origin]],
    name: str,
) -> list[tuple[Field, Origin]]:
    """Return what has the name of an event's field, the nearest source first."""
    found = [given[name]] if name in given else []
    field = own_fields(root, command).get(name)
    if field is not None and name in {it.name for it in command.sets if it.to is not Nothing.NONE}:
        found.append(_firm(field))
    if command.item and command.item.action is not Action.REMOVES:
        field = own_fields(root, command).get(name)
        found += [(field, Origin.ITEM)] if field is not None else []
    field = root.fields.get(name)
    if field is not None:
        found.append((field, Origin.AGGREGATE))
    return found


def _tell_unfilled(
    context: Context,
    root: Root,
    command: Command,
    event: Event,
    field: Field,
) -> None:
    """Tell that a command cannot fill a field of its event."""
    if root.fields.get(field.name, field) is None or context.ledger.is_tainted(root.path):
        return
    path = (*root.path, "events", event.name, "fields", field.name)
    sources = _sources(root, command, payload(root, command), field.name)
    if not sources:
        said = (
            f"{command.name} cannot fill {shown(field.name)} of {event.name}: "
            f"neither it nor {root.name} has this field"
        )
        known = [*(it.field.name for it in command.takes), *root.fields]
        context.ledger.wrong(path, said, nearest(field.name, known), key=True)
        return
    source, origin = sources[0]
    giver = command.name if origin is Origin.TAKEN else root.name
    fault = misfit(context, source, field, event.name)
    context.ledger.wrong(line_path(context, path), f"{shown(field.name)} of {giver} {fault}")
