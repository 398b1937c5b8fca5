"""Commands: what they take, set and refuse, and which item they work on."""

from dataclasses import dataclass, field, replace

from ..names import nearest, shown
from .context import Context, Fields, Item, Root
from .document import CommandPart
from .domain import Action, Command, Field, ItemWork, Setting, Taken
from .fitting import breaks, counted_as, misfit, same_type
from .literals import LiteralError
from .reader import Path
from .resolve_fields import CLOCKS, OF_COMMAND, constant, has_member, line_path, resolve_fields
from .resolve_moves import Moves, creates, deletes
from .resolve_rejects import resolve_rejects
from .resolve_types import spell
from .terms import Ask, Constant, Nothing, Scalar
from .texts import check_doc

OF_KEY = ("type", "many", "low", "high", "pattern", "optional", "default")
VERBS = (Action.ADDS, Action.CHANGES, Action.REMOVES)


@dataclass(slots=True)
class Draft:
    """A command while it is resolved: what it works on, and whether all is right so far."""

    root: Root
    name: str
    part: CommandPart
    path: Path
    creates: bool
    deletes: bool
    item: Item | None = None
    action: Action | None = None
    takes: list[Taken] = field(default_factory=list)
    sets: list[Setting] = field(default_factory=list)
    right: bool = True

    @property
    def own(self) -> Fields:
        """Return the fields that `takes` and `sets` speak of."""
        return self.item.fields if self.item else self.root.fields

    @property
    def key(self) -> str:
        """Return the key among these fields; "" where none is declared."""
        return self.item.key if self.item else self.root.part.key or ""

    @property
    def begins(self) -> bool:
        """Say whether the command makes what its fields belong to."""
        return self.action is Action.ADDS if self.item else self.creates

    @property
    def owner(self) -> str:
        """Return the name of what its fields belong to."""
        return self.item.name if self.item else self.root.name


def resolve_commands(context: Context, root: Root, moves: Moves) -> None:
    """Resolve the commands of an aggregate, all but what they emit."""
    for name, part in root.command_parts.items():
        own_moves = moves[name]
        check_doc(context, part.doc, root.at("commands", name))
        root.commands[name] = None
        if own_moves is None or context.ledger.is_tainted((*root.path, "commands", name)):
            continue
        draft = Draft(
            root,
            name,
            part,
            root.at("commands", name),
            creates(root, name, own_moves),
            deletes(root, name, own_moves),
        )
        _resolve_item(context, draft)
        if draft.right:
            _resolve_takes(context, draft)
            _resolve_sets(context, draft)
            _check_complete(context, draft)
            _check_carried(context, draft)
        rejects = resolve_rejects(context, root, name, own_moves, creates=draft.creates)
        if rejects is None or not draft.right:
            continue
        root.commands[name] = Command(
            name=name,
            creates=draft.creates,
            deletes=draft.deletes,
            takes_id=draft.creates and any(it.field.name == root.part.key for it in draft.takes),
            item=ItemWork(draft.action, draft.item.holder, draft.item.name)
            if draft.item and draft.action
            else None,
            takes=tuple(draft.takes),
            sets=tuple(draft.sets),
            moves=own_moves,
            rejects=rejects,
            asks=None,
            doc=part.doc or "",
            line=context.ledger.source.line(draft.path),
        )


def _resolve_item(context: Context, draft: Draft) -> None:
    """Find the entity list that an item command works on."""
    part, ledger = draft.part, context.ledger
    given = [it for it in VERBS if getattr(part, it.value) is not None]
    for second in given[1:]:
        said = f"a command works on one item: keep one of '{given[0].value}' and '{second.value}'"
        ledger.wrong((*draft.path, second.value), said, key=True)
        draft.right = False
    if not given or not draft.right:
        return
    draft.action = given[0]
    path = (*draft.path, draft.action.value)
    holder = getattr(part, draft.action.value)
    if draft.creates or draft.deletes:
        what = "creates" if draft.creates else "deletes"
        said = f"{draft.name} {what} the whole {draft.root.name}, so it cannot work on one item"
        ledger.wrong(path, said, key=True)
        draft.right = False
        return
    draft.item = draft.root.item_in(holder)
    if draft.item is None or draft.item.key_field is None:
        draft.right = False
        lists = [it.holder for it in draft.root.items.values() if it.holder]
        if holder not in draft.root.fields or (draft.item is None and draft.root.fields[holder]):
            near = nearest(holder, lists)
            hint = "" if near or not lists else f"; there is {', '.join(lists)}"
            ledger.wrong(path, f"{shown(holder)} is no list of entities{hint}", near)


def _resolve_takes(context: Context, draft: Draft) -> None:
    """Find out what a command takes."""
    takes = draft.part.takes
    if isinstance(takes, dict):
        _take_mapping(context, draft)
    elif takes is None:
        _take_default(draft)
    else:
        _take_list(context, draft, takes)
    if draft.item and draft.right:
        key = draft.item.key_field
        others = [it for it in draft.takes if it.field.name != draft.key]
        draft.takes = [Taken(key, own=True), *others] if key else others


def _take_default(draft: Draft) -> None:
    """Take all fields but clock defaults when something begins or an item changes; else none."""
    names = [name for name, it in draft.own.items() if it is None or not _clocked(it)]
    if not draft.begins and draft.action is not Action.CHANGES:
        names = []
    set_too = set(draft.part.sets)
    if None in [draft.own[name] for name in names]:
        draft.right = False
    draft.takes = [
        Taken(_as_taken(draft, it), own=True)
        for name in names
        if name not in set_too and (it := draft.own[name]) is not None
    ]


def _clocked(own: Field) -> bool:
    """Say whether a field's default asks the clock."""
    return isinstance(own.default, Ask)


def _as_taken(draft: Draft, own: Field) -> Field:
    """Return an own field as a parameter: a default counts only where something begins."""
    default = own.default if draft.begins else None
    plain = default is own.default and not own.unique
    return own if plain else replace(own, default=default, unique=False)


def _take_list(context: Context, draft: Draft, takes: list[str]) -> None:
    """Take own fields by their names."""
    for position, name in enumerate(takes):
        path = (*draft.path, "takes", position)
        if name in takes[:position]:
            context.ledger.wrong(path, f"{shown(name)} is taken twice; keep one")
            draft.right = False
        elif name not in draft.own:
            _tell_no_field(context, draft, name, path)
        elif _is_fixed_key(context, draft, name, path):
            continue
        elif draft.own[name] is None:
            draft.right = False
        else:
            own = draft.own[name]
            draft.takes += [Taken(_as_taken(draft, own), own=True)] if own else []


def _tell_no_field(context: Context, draft: Draft, name: str, path: Path) -> None:
    """Tell that a name is no field."""
    draft.right = False
    if context.ledger.is_tainted((*draft.root.path, "fields")):
        return
    near = nearest(name, draft.own)
    said = f"{draft.owner} has no field {shown(name)}"
    if not near and draft.item is None:
        said += "; a mapping under 'takes' declares what is no field"
    context.ledger.wrong(path, said, near)


def _is_fixed_key(context: Context, draft: Draft, name: str, path: Path) -> bool:
    """Tell when a command would change a key."""
    if name != draft.key or draft.begins:
        return False
    if draft.item is None:
        said = f"{shown(name)} is the key: it never changes, and {draft.name} carries it anyway"
        context.ledger.wrong(path, said)
        draft.right = False
    return True


def _take_mapping(context: Context, draft: Draft) -> None:
    """Take what a mapping declares; what has the name and type of an own field is set."""
    takes = draft.part.takes
    found = resolve_fields(
        context,
        draft.root.home,
        takes if isinstance(takes, dict) else {},
        (*draft.path, "takes"),
        OF_COMMAND,
    )
    for name, taken in found.items():
        path = (*draft.path, "takes", name)
        if taken is None:
            draft.right = False
        elif draft.item and name == draft.key:
            _check_item_key(context, draft, taken, path)
        elif not _is_fixed_key(context, draft, name, path):
            _take_declared(context, draft, taken, path)


def _check_item_key(context: Context, draft: Draft, taken: Field, path: Path) -> None:
    """Check that what is declared of the key of an item is what it is anyway."""
    key = draft.item.key_field if draft.item else None
    if key is None or all(getattr(taken, it) == getattr(key, it) for it in OF_KEY):
        return
    said = (
        f"{shown(key.name)} is the key of {draft.owner}, and {draft.name} carries it as "
        f"{shown(spell(key, draft.root.home.name))}; leave it out here"
    )
    context.ledger.wrong(line_path(context, path), said)
    draft.right = False


def _take_declared(context: Context, draft: Draft, taken: Field, path: Path) -> None:
    """Take one field that a mapping declares."""
    own = draft.own.get(taken.name)
    if taken.name in draft.own and own is None:
        draft.right = False
        return
    if own is None or not _matches(context, taken, own):
        if own is not None:
            said = f"{shown(taken.name)} has the name of a field, but another type: it is not set"
            context.ledger.advise(path, said)
        draft.takes.append(Taken(taken, own=False))
        return
    taken, fault = _stood_in_for(context, draft, taken, own)
    fault = fault or misfit(context, taken, own, draft.owner)
    if fault:
        where = line_path(context, path)
        context.ledger.wrong(where, f"{shown(taken.name)} {fault}")
        draft.right = False
        return
    draft.takes.append(Taken(counted_as(taken, own), own=True))


def _stood_in_for(
    context: Context, draft: Draft, taken: Field, own: Field
) -> tuple[Field, str | None]:
    """Return a parameter with the default that counts where it is left out; and what hinders."""
    if not draft.begins or not taken.optional or own.default is None:
        return taken, None
    said = breaks(context, own.default, taken)
    if said:
        said = (
            f"is optional, so the default of {draft.owner} counts where it is left out, but "
            f"{said}; give {shown(taken.name)} a default of its own"
        )
    return replace(taken, optional=False, default=own.default), said


def _matches(context: Context, taken: Field, own: Field) -> bool:
    """Say whether a parameter has the type of an own field."""
    return same_type(context, taken.type, own.type) and bool(taken.many) == bool(own.many)


def _resolve_sets(context: Context, draft: Draft) -> None:
    """Read the constants that a command sets."""
    taken = {it.field.name for it in draft.takes}
    for name in draft.part.sets:
        path = (*draft.path, "sets", name)
        own = draft.own.get(name)
        if name not in draft.own:
            _tell_no_field_set(context, draft, name, path)
        elif name == draft.key:
            context.ledger.wrong(path, f"{shown(name)} is the key: it is never set", key=True)
            draft.right = False
        elif draft.action is Action.REMOVES:
            said = f"{draft.name} removes the item, so nothing of it can be set"
            context.ledger.wrong(path, said, key=True)
            draft.right = False
        elif name in taken:
            said = f"{shown(name)} is taken already; take it or set it"
            context.ledger.wrong(path, said, key=True)
            draft.right = False
        elif own is None:
            draft.right = False
        else:
            _set(context, draft, own, path)


def _tell_no_field_set(context: Context, draft: Draft, name: str, path: Path) -> None:
    """Tell that a name under `sets` is no field."""
    draft.right = False
    if not context.ledger.is_tainted((*draft.root.path, "fields")):
        said = f"{draft.owner} has no field {shown(name)}"
        context.ledger.wrong(path, said, nearest(name, draft.own), key=True)


def _set(context: Context, draft: Draft, own: Field, path: Path) -> None:
    """Read one constant that a command sets."""
    text = context.ledger.source.node(path).text
    try:
        draft.sets.append(Setting(own.name, set_constant(context, own, text)))
    except LiteralError as wrong:
        context.ledger.wrong(path, wrong.said, wrong.near)
        draft.right = False


def set_constant(context: Context, own: Field, text: str) -> Constant:
    """Read a constant for a field: a literal, `none`, `now` or `today`.

    Raises:
        LiteralError: It is none for this field.
    """
    if text in CLOCKS and CLOCKS[text][0] is own.type and not own.many:
        return CLOCKS[text][1]
    if text != "none":
        return constant(context, own, text)
    if own.optional:
        return Nothing.NONE
    if has_member(context, own.type, text) and not own.many:
        return constant(context, own, text)
    hint = "; the text is written '\"none\"'" if own.type is Scalar.STR and not own.many else ""
    raise LiteralError(f"'none' empties what is optional, and {shown(own.name)} is not{hint}")


def _check_complete(context: Context, draft: Draft) -> None:
    """Check that what begins gets all that it requires."""
    if not draft.begins or not draft.right or context.ledger.is_tainted(draft.root.path):
        return
    given = {it.field.name for it in draft.takes if it.own} | {it.name for it in draft.sets}
    for name, own in draft.own.items():
        if own is None or name in given or own.optional or own.default is not None:
            continue
        if own.many == "*":
            continue
        if name == draft.key and own.type is Scalar.UUID:
            continue
        said = f"{draft.name} neither takes nor sets {shown(name)}, which {draft.owner} requires"
        takes = draft.part.takes
        where = (*draft.path, "takes") if takes is not None else draft.path
        context.ledger.wrong(where, said, key=True)
        draft.right = False


def _check_carried(context: Context, draft: Draft) -> None:
    """Check that the identity and what is taken have different names."""
    carried = draft.root.carried_as
    if draft.creates and draft.root.part.key is not None:
        return
    clash = next((it for it in draft.takes if it.field.name == carried), None)
    if clash is None or not draft.right:
        return
    draft.right = False
    if draft.item is None and carried in draft.root.fields:
        return  # the field itself is told
    if draft.creates:
        said = f"{shown(carried)} is how messages call the identity of {draft.root.name}"
    else:
        said = f"{draft.name} carries the identity of {draft.root.name} as {shown(carried)} already"
    path = (*draft.path, "takes", carried) if isinstance(draft.part.takes, dict) else draft.path
    if draft.item and carried == draft.item.key:
        path = (*draft.item.path, "fields", carried)
    context.ledger.wrong(path, f"{said}; rename this field", f"{carried}_", key=True)
