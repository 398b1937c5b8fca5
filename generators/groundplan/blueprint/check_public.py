"""Doors: what is public exists, and what is private is not used from outside."""

from ..names import nearest, shown
from .context import Context, Home
from .domain import EntityRef, Event, Field, Query, Type, ValueRef
from .resolve_fields import line_path


def check_public(context: Context) -> None:
    """Check what modules show, and what others use of it."""
    for home in context.homes.values():
        _check_listed(context, home)
    carried = {home.name: _carried(context, home) for home in context.homes.values()}
    for home in context.homes.values():
        for root in home.roots.values():
            for name, field in root.fields.items():
                _check_use(context, home, field, carried, (*root.path, "fields", name))
            for item in root.items.values():
                for name, field in item.fields.items():
                    _check_use(context, home, field, carried, (*item.path, "fields", name))
            for name, command in root.commands.items():
                for taken in command.takes if command else ():
                    path = (*root.path, "commands", name, "takes", taken.field.name)
                    if not taken.own:
                        _check_use(context, home, taken.field, carried, path)
            for name, event in root.events.items():
                for field in event.fields if event and name in root.part.events else ():
                    path = (*root.path, "events", name, "fields", field.name)
                    _check_use(context, home, field, carried, path)
        for ref, value in context.values.items():
            if value is not None and ref.module == home.name:
                for field in value.fields:
                    path = (*home.path, "values", ref.name, "fields", field.name)
                    _check_use(context, home, field, carried, path)


def _check_listed(context: Context, home: Home) -> None:
    """Check the names under `public`."""
    known = [*home.commands(), *home.queries(), *home.events()]
    for position, name in enumerate(home.part.public):
        path = (*home.path, "public", position)
        if name in home.part.public[:position]:
            context.ledger.wrong(path, f"{shown(name)} is public twice; keep one")
        elif name not in known and not _is_tainted(context, home):
            near = None if name in home.types() else nearest(name, known)
            if name in home.types():
                hint = "what commands, queries and events carry comes along by itself"
                said = f"{shown(name)} is no command, query or event; {hint}"
            else:
                said = f"{home.name} has no command, query or event {shown(name)}"
            context.ledger.wrong(path, said, near)


def _is_tainted(context: Context, home: Home) -> bool:
    """Say whether something in a module has a wrong shape."""
    return context.ledger.is_tainted(home.path)


def _carried(context: Context, home: Home) -> set[ValueRef]:
    """Return the values that the public parts of a module carry."""
    public = set(home.part.public)
    fields: list[Field] = []
    for root in home.roots.values():
        for command in root.commands.values():
            if command is not None and command.name in public:
                fields += [it.field for it in command.takes]
        for event in root.events.values():
            if isinstance(event, Event) and event.name in public:
                fields += event.fields
        for query in root.queries.values():
            if isinstance(query, Query) and query.name in public:
                fields += [*query.filters, *query.asks]
                fields += [it for it in root.fields.values() if it is not None]
        if root.identity is not None:
            fields.append(root.identity)  # a reference needs no entry
    for name, query_part in home.part.queries.items():
        view = next((it for it in home.part.views if query_part.returns.startswith(it)), None)
        if name in public and view is not None:
            fields += [it for it in context.views.get((home.name, view), {}).values() if it]
    found: set[ValueRef] = set()
    _gather(context, [it.type for it in fields], found)
    return found


def _gather(context: Context, kinds: list[Type], found: set[ValueRef]) -> None:
    """Add the values among some types, and what they and entities hold."""
    while kinds:
        kind = kinds.pop()
        if isinstance(kind, EntityRef):
            item = context.homes[kind.module].roots[kind.aggregate].items[kind.name]
            kinds += [it.type for it in item.fields.values() if it is not None]
        if isinstance(kind, ValueRef) and kind not in found:
            found.add(kind)
            value = context.values.get(kind)
            kinds += [it.type for it in value.fields] if value else []


def _check_use(
    context: Context,
    home: Home,
    field: Field | None,
    carried: dict[str, set[ValueRef]],
    path: tuple[str | int, ...],
) -> None:
    """Tell when a field holds a private value of another module."""
    kind = field.type if field else None
    if not isinstance(kind, ValueRef) or kind.module in {"", home.name}:
        return
    if kind not in carried[kind.module] and not context.ledger.is_tainted(
        context.homes[kind.module].path
    ):
        said = f"'{kind.module}.{kind.name}' is private: nothing public of {kind.module} carries it"
        said = f"{said}; make it a value of the whole blueprint"
        context.ledger.wrong(line_path(context, path), said)
