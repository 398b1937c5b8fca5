"""What names become: tables, columns and routes; two of one name are an error."""

from collections.abc import Iterator

from ..names import LONGEST_COMPOSED, kebab, plural, shown, snake
from .context import Context, Home
from .domain import Command, Field, Shape
from .reader import Path
from .routes import Resource, Route, of_module_query
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
    seen = {f"GET /health/{it}": "the health of the site" for it in ("live", "ready")}
    for home in context.homes.values():
        for route, name, path in _routes(home):
            other = seen.setdefault(route, name)
            if other != name:
                said = f"{name} and {other} both get the route '{route}'; rename one"
                context.ledger.wrong(path, said, key=True)


def _routes(home: Home) -> Iterator[tuple[str, str, Path]]:
    """Yield the routes of a module, with what each is for and where that stands."""
    prefix = f"/{kebab(home.name)}"

    def told(route: Route) -> str:
        return f"{route.method} {prefix}{route.path}"

    for root in home.roots.values():
        resource = Resource(root.name, root.plural, root.carried_as, root.part.crud)
        commands = [it for it in root.commands.values() if it is not None]
        queries = [it for it in root.queries.values() if it is not None]
        for asked, route in resource.routes(commands, queries):
            kind = "commands" if isinstance(asked, Command) else "queries"
            yield told(route), f"{home.name}.{asked.name}", root.at(kind, asked.name)
    for name in home.part.queries:
        path = (*home.path, "queries", name)
        yield told(of_module_query(name)), f"{home.name}.{name}", path
