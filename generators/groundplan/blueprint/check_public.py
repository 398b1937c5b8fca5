"""Doors: what is public exists, and what is private is not used from outside."""

from collections.abc import Iterator, Mapping

from ..names import nearest, shown
from .context import Context, Home, Root
from .domain import Field
from .reader import Path
from .resolve_fields import line_path
from .terms import EntityRef, Type, ValueRef


def check_public(context: Context) -> None:
    """Check what modules show, and what others use of it."""
    for home in context.homes.values():
        _check_listed(context, home)
    carried = {home.name: _carried(context, home) for home in context.homes.values()}
    for home in context.homes.values():
        for field, path in _held(context, home):
            _check_use(context, home, field, carried, path)


def _held(context: Context, home: Home) -> Iterator[tuple[Field, Path]]:
    """Yield every field that a module declares, and where it stands."""
    for root in home.roots.values():
        yield from _present(root.fields, (*root.path, "fields"))
        for item in root.items.values():
            yield from _present(item.fields, (*item.path, "fields"))
        for name, command in root.commands.items():
            loose = (
                {it.field.name: it.field for it in command.takes if not it.own} if command else {}
            )
            yield from _present(loose, (*root.path, "commands", name, "takes"))
        for name, event in root.events.items():
            declared = {it.name: it for it in event.fields} if event else {}
            if name in root.part.events:
                yield from _present(declared, (*root.path, "events", name, "fields"))
    for ref, value in context.values.items():
        if value is not None and ref.module == home.name:
            fields = {it.name: it for it in value.fields}
            yield from _present(fields, (*home.path, "values", ref.name, "fields"))


def _present(fields: Mapping[str, Field | None], path: Path) -> Iterator[tuple[Field, Path]]:
    """Yield the fields that are right."""
    for name, field in fields.items():
        if field is not None:
            yield field, (*path, name)


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
    fields = [it for root in home.roots.values() for it in _shown_of(root, home.part.public)]
    for name, query_part in home.part.queries.items():
        view = next((it for it in home.part.views if query_part.returns.startswith(it)), None)
        if name in home.part.public and view is not None:
            fields += [it for it in context.views.get((home.name, view), {}).values() if it]
    found: set[ValueRef] = set()
    _gather(context, [it.type for it in fields], found)
    return found


def _shown_of(root: Root, public: list[str]) -> Iterator[Field]:
    """Yield the fields that the public parts of an aggregate carry; and its identity."""
    if root.identity is not None:
        yield root.identity  # a reference needs no entry
    for command in root.commands.values():
        if command is not None and command.name in public:
            yield from (it.field for it in command.takes)
    for event in root.events.values():
        if event is not None and event.name in public:
            yield from event.fields
    for query in root.queries.values():
        if query is not None and query.name in public:
            yield from (*query.filters, *query.asks)
            yield from (it for it in root.fields.values() if it is not None)


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
    field: Field,
    carried: dict[str, set[ValueRef]],
    path: Path,
) -> None:
    """Tell when a field holds a private value of another module."""
    kind = field.type
    if not isinstance(kind, ValueRef) or kind.module in {"", home.name}:
        return
    if kind not in carried[kind.module] and not context.ledger.is_tainted(
        context.homes[kind.module].path
    ):
        said = f"'{kind.module}.{kind.name}' is private: nothing public of {kind.module} carries it"
        said = f"{said}; make it a value of the whole blueprint"
        context.ledger.wrong(line_path(context, path), said)
