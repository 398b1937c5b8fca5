"""Views: rows kept from events; checked in full, not generated yet."""

from ..names import nearest, shown
from .context import Context, Fields, Home
from .document import ViewPart
from .domain import Field
from .fitting import misfit
from .literals import LiteralError
from .reader import Path
from .resolve_commands import set_constant
from .resolve_fields import OF_VIEW, line_path, resolve_fields
from .resolve_policies import pool_of
from .resolve_queries import Rows, check_shown, resolve_query
from .resolve_roots import check_plural, key_fault
from .sending import Pool
from .texts import check_doc


def resolve_views(context: Context, home: Home) -> None:
    """Check the views of a module, and the queries of these."""
    rows: dict[str, Rows] = {}
    for name, part in home.part.views.items():
        path = (*home.path, "views", name)
        fields = resolve_fields(context, home, part.fields, (*path, "fields"), OF_VIEW)
        context.views[home.name, name] = fields
        check_doc(context, part.doc, path)
        check_plural(context, name, part.plural, path)
        key = _key(context, part, fields, path)
        rows[name] = Rows(name, "view", home, fields, key)
        _check_sources(context, home, part, fields, path)
        context.ledger.postpone(path, f"the view {name} is not generated yet")
    for name, query in home.part.queries.items():
        path = (*home.path, "queries", name)
        found = resolve_query(context, name, query, path, rows)
        if found is not None:
            check_shown(context, found, path)
        context.ledger.postpone(path, f"the query {name} of a view is not generated yet")


def _key(context: Context, part: ViewPart, fields: Fields, path: Path) -> Field | None:
    """Return the key of a view, if it can be one."""
    if part.key not in fields:
        if not context.ledger.is_tainted((*path, "fields")):
            near = nearest(part.key, fields)
            said = f"the key {shown(part.key)} is no field"
            context.ledger.wrong((*path, "key"), said, near)
        return None
    field = fields[part.key]
    fault = key_fault(context, field) if field else None
    if fault:
        where = line_path(context, (*path, "fields", part.key))
        context.ledger.wrong(where, f"{shown(part.key)} is the key: {fault}")
        return None
    return field


def _check_sources(
    context: Context,
    home: Home,
    part: ViewPart,
    fields: Fields,
    path: Path,
) -> None:
    """Check the events of a view, and that one of them begins its rows."""
    begins = False
    listed = isinstance(part.sources, list)
    whole = bool(part.sources) and None not in fields.values()
    if not part.sources:
        context.ledger.wrong((*path, "from"), "'from' is empty; name an event", key=True)
    for position, name in enumerate(part.sources):
        where = (*path, "from", position if listed else name)
        given = part.sources[name] if isinstance(part.sources, dict) else {}
        pool = pool_of(context, home, name, where, where)
        if pool is None:
            whole = False
            continue
        filled = _filled(context, pool, fields, given, where)
        if part.key in fields and part.key not in filled and None not in fields.values():
            said = f"{name} does not give {shown(part.key)}, the key of this view"
            context.ledger.wrong(where, said, key=not listed)
            whole = False
        begins = begins or all(
            it is None or it.optional or it.many == "*" or it.default is not None or name in filled
            for name, it in fields.items()
        )
    if whole and not begins and not context.ledger.is_tainted(path):
        said = "no event fills all required fields, so no row would ever begin"
        context.ledger.wrong((*path, "from"), said, key=True)


def _filled(
    context: Context,
    pool: Pool,
    fields: Fields,
    given: dict[str, str],
    where: Path,
) -> set[str]:
    """Return the fields that an event fills; tell what cannot be filled as it says."""
    found: set[str] = set()
    for name, text in given.items():
        target = fields.get(name)
        if name not in fields:
            near = nearest(name, fields)
            said = f"the view has no field {shown(name)}"
            context.ledger.wrong((*where, name), said, near, key=True)
        if target is None:
            continue
        fault, near = _source_fault(context, pool, target, text.strip())
        if fault:
            context.ledger.wrong((*where, name), fault, near)
        found.add(name)
    for name, field in fields.items():
        source = pool.fields.get(name)
        if field is not None and source is not None and misfit(context, source, field) is None:
            found.add(name)
    return found


def _source_fault(
    context: Context,
    pool: Pool,
    target: Field,
    text: str,
) -> tuple[str | None, str | None]:
    """Say why a source cannot fill a field, and what was probably meant."""
    if text.startswith("="):
        try:
            set_constant(context, target, text[1:].strip())
        except LiteralError as wrong:
            return wrong.said, wrong.near
        return None, None
    source = pool.fields.get(text)
    if source is None:
        return f"{pool.event} has no field {shown(text)}", nearest(text, pool.fields)
    said = misfit(context, source, target, "the view")
    return (f"{shown(text)} {said}" if said else None), None
