"""What names become: tables, columns and routes; two of one name are an error."""

from collections.abc import Iterator

from ..names import LONGEST_COMPOSED, kebab, plural, shown, snake
from .context import Context, Home, Root
from .domain import Command, Field, Query, Returns, Shape
from .reader import Path
from .terms import EntityRef, ValueRef


def check_storage(context: Context) -> None:
    """Check tables, columns and routes."""
    right = _check_tables(context)
    for root in context.roots():
        _check_columns(context, root.fields, (*root.path, "fields"), root.name)
        for item in root.items.values():
            _check_columns(context, item.fields, (*item.path, "fields"), item.name)
    if right:
        _check_routes(context)


def _check_tables(context: Context) -> bool:
    """Check that each table has a name of its own, short enough."""
    seen: dict[str, str] = {}
    right = True
    for table, what, path in _tables(context):
        if len(table) > LONGEST_COMPOSED:
            said = f"{what} becomes the table {shown(table)}: {len(table)} bytes"
            said = f"{said}, and {LONGEST_COMPOSED} are allowed; shorten a name"
            context.ledger.wrong(path, said, key=True)
            right = False
        other = seen.setdefault(table, what)
        if other != what:
            said = f"{what} and {other} both become the table {shown(table)}; rename one"
            context.ledger.wrong(path, said, key=True)
            right = False
    return right


def _tables(context: Context) -> Iterator[tuple[str, str, Path]]:
    """Yield every table, with what it is for and where that stands."""
    for home in context.homes.values():
        for root in home.roots.values():
            title = f"{home.name}.{root.name}"
            yield f"{home.name}_{snake(root.plural)}", title, root.path
            for holder in [it.holder for it in root.items.values() if it.holder]:
                table = f"{home.name}_{snake(root.name)}_{holder}"
                yield table, f"{title}.{holder}", (*root.path, "fields", holder)
        for name, view in home.part.views.items():
            table = f"{home.name}_{snake(view.plural or plural(name))}"
            yield table, f"{home.name}.{name}", (*home.path, "views", name)


def _check_columns(
    context: Context,
    fields: dict[str, Field | None],
    path: Path,
    owner: str,
) -> None:
    """Check that each column has a name of its own, short enough."""
    seen: dict[str, str] = {}
    for name, field in fields.items():
        if field is None or isinstance(field.type, EntityRef):
            continue
        for column in columns(context, name, field):
            other = seen.setdefault(column, name)
            said = None
            if other != name:
                said = f"{shown(name)} and {shown(other)} of {owner} both become the column"
                said = f"{said} {shown(column)}; rename one"
            elif len(column) > LONGEST_COMPOSED:
                said = f"{shown(name)} becomes the column {shown(column)}: {len(column)} bytes"
                said = f"{said}, and {LONGEST_COMPOSED} are allowed; shorten a name"
            if said:
                context.ledger.wrong((*path, name), said, key=True)
                break


def columns(context: Context, name: str, field: Field) -> Iterator[str]:
    """Yield the columns of a field: one, or one for each field of its value."""
    value = context.values.get(field.type) if isinstance(field.type, ValueRef) else None
    if field.many or value is None or value.shape is not Shape.RECORD:
        yield name
        return
    for inner in value.fields:
        yield from columns(context, f"{name}_{inner.name}", inner)


def _check_routes(context: Context) -> None:
    """Check that each command and query has a route of its own."""
    seen: dict[str, str] = {}
    for home in context.homes.values():
        for route, name, path in _routes(home):
            other = seen.setdefault(route, name)
            if other != name:
                said = f"{name} and {other} both get the route '{route}'; rename one"
                context.ledger.wrong(path, said, key=True)


def _routes(home: Home) -> Iterator[tuple[str, str, Path]]:
    """Yield the routes of a module, with what each is for and where that stands."""
    prefix = f"/{kebab(home.name)}"
    for root in home.roots.values():
        base = f"{prefix}/{kebab(root.plural)}"
        taken: set[str] = set()
        for name, command in root.commands.items():
            if command is not None:
                route = _command_route(root, command, base, taken)
                taken.add(route)
                yield route, f"{home.name}.{name}", root.at("commands", name)
        for name, query in root.queries.items():
            if query is not None:
                route = _query_route(root, query, base, prefix, taken)
                taken.add(route)
                yield route, f"{home.name}.{name}", root.at("queries", name)
    for name in home.part.queries:
        yield f"GET {prefix}/{kebab(name)}", f"{home.name}.{name}", (*home.path, "queries", name)


def _command_route(root: Root, command: Command, base: str, taken: set[str]) -> str:
    """Return the route of a command; a second one of a kind adds its name."""
    name = kebab(command.name)
    if command.creates:
        first, then = f"POST {base}", f"POST {base}/{name}"
    elif command.deletes and not command.takes:
        first, then = f"DELETE {base}/{{}}", f"DELETE {base}/{{}}/{name}"
    elif root.part.crud and command.name == f"Change{root.name}":
        first, then = f"PUT {base}/{{}}", f"PUT {base}/{{}}/{name}"
    else:
        first = then = f"POST {base}/{{}}/{name}"
    return then if first in taken else first


def _query_route(root: Root, query: Query, base: str, prefix: str, taken: set[str]) -> str:
    """Return the route of a query."""
    then = f"GET {prefix}/{kebab(query.name)}"
    names = [it.name for it in query.filters]
    single = query.returns is not Returns.MANY and not query.where
    if single and names == [root.carried_as] and not query.asks:
        first = f"GET {base}/{{}}"
    elif query.name == f"List{root.plural}":
        first = f"GET {base}"
    else:
        first = then
    return then if first in taken else first
