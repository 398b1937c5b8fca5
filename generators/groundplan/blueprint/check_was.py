"""Earlier names: each is a name, and nobody else's earlier name."""

from collections.abc import Iterator, Mapping

from ..names import pascal_fault, shown, snake_fault
from .context import Context, Root
from .parts import Named
from .reader import Path
from .resolve_moves import item_path


def check_was(context: Context) -> None:
    """Check every `was`."""
    _check(context, context.document.values, ("values",), pascal=True)
    _check_inner_values(context, context.document.values, ("values",))
    _check(context, context.document.modules, ("modules",), pascal=False)
    for home in context.homes.values():
        _check(context, home.part.values, (*home.path, "values"), pascal=True)
        _check_inner_values(context, home.part.values, (*home.path, "values"))
        _check(context, home.part.aggregates, (*home.path, "aggregates"), pascal=True)
        for root in home.roots.values():
            for parts, path, pascal in _groups(root):
                _check(context, parts, path, pascal=pascal)


def _check_inner_values(context: Context, values: Mapping[str, Named], path: Path) -> None:
    """Check the fields of values."""
    for name, value in values.items():
        fields = getattr(value, "fields", None) or {}
        _check(context, fields, (*path, name, "fields"), pascal=False)


def _groups(root: Root) -> Iterator[tuple[Mapping[str, Named], Path, bool]]:
    """Yield what is named inside an aggregate, one namespace at a time."""
    yield root.part.fields, (*root.path, "fields"), False
    yield root.part.entities, (*root.path, "entities"), True
    yield root.part.events, (*root.path, "events"), True
    for name, entity in root.part.entities.items():
        yield entity.fields, (*root.path, "entities", name, "fields"), False
    for name, event in root.part.events.items():
        yield event.fields or {}, (*root.path, "events", name, "fields"), False


def _check(context: Context, parts: Mapping[str, Named], path: Path, *, pascal: bool) -> None:
    """Check the earlier names in one namespace."""
    seen: dict[str, str] = {}
    for name, part in parts.items():
        for position, old in enumerate(part.was):
            where = item_path(context, (*path, name, "was"), position)
            fault = _path_fault(old) or (pascal_fault(old) if pascal else snake_fault(old))
            if fault is None and old == name:
                fault = f"{shown(old)} is the name of today; 'was' holds an earlier one"
            elif fault is None and old in seen:
                owner = "this" if seen[old] == name else shown(seen[old])
                fault = f"{shown(old)} is the earlier name of {owner} already; keep one"
            if fault:
                context.ledger.wrong(where, fault)
            seen.setdefault(old, name)


def _path_fault(old: str) -> str | None:
    """Say why what leads to another module, aggregate or value is no earlier name, or None."""
    if "." not in old:
        return None
    return (
        f"{shown(old)} leads elsewhere, and 'was' holds an earlier name in the same place: nothing"
        " moves by it; leave it out, and write the migration that moves what is stored"
    )
