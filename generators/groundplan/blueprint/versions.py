"""Versions of events: every older shape is kept, and leads to the next one."""

from ..names import shown
from .context import Context, Fields, Root
from .domain import Field
from .fitting import same_type
from .parts import FieldPart
from .reader import Path
from .resolve_fields import OF_EVENT, resolve_fields


def check_versions(context: Context, root: Root, name: str, fields: Fields | None) -> None:
    """Check the older shapes of an event against its version, and each step between them."""
    part = root.event_parts[name]
    path = (*root.path, "events", name)
    wanted = [str(it) for it in range(1, part.version)] if part.version <= 1000 else []
    right = True
    if part.version > 1000:
        context.ledger.wrong((*path, "version"), "a version is at most 1,000")
        return
    for number in part.earlier:
        if number not in wanted:
            right = False
            _tell_number(context, number, part.version, path)
    missing = [it for it in wanted if it not in part.earlier]
    right = right and not missing
    if missing and not context.ledger.is_tainted(path):
        said = (
            f"version {part.version} needs every older shape: 'earlier' lacks {', '.join(missing)}"
        )
        context.ledger.wrong((*path, "version"), said)
    shapes: list[Fields] = []
    for number in wanted:
        if number in part.earlier:
            where = (*path, "earlier", number)
            shapes.append(resolve_fields(context, root.home, part.earlier[number], where, OF_EVENT))
    if not right or fields is None or not wanted:
        return
    lines = [*(part.earlier[it] for it in wanted), part.fields or {}]
    places = [(*path, "earlier", it) for it in wanted] + [(*path, "fields")]
    for step, (old, new) in enumerate(zip(shapes, [*shapes[1:], fields], strict=True)):
        _check_step(context, old, new, lines[step + 1], places[step + 1])


def _tell_number(context: Context, number: str, version: int, path: Path) -> None:
    """Tell that `earlier` holds a version that is not older."""
    if not number.isdigit() or number.startswith("0"):
        said = f"{shown(number)} is no version; count from 1"
    else:
        said = f"version {number} is not earlier than version {version}; raise 'version'"
    context.ledger.wrong((*path, "earlier", number), said, key=True)


def _check_step(
    context: Context,
    old: Fields,
    new: Fields,
    parts: dict[str, FieldPart],
    path: Path,
) -> None:
    """Check that a shape can be made from the one before."""
    for name, field in new.items():
        if field is None or field.optional or field.default is not None or field.many == "*":
            continue
        names = [name, *(parts[name].was if name in parts else ())]
        before = [old[it] for it in names if it in old]
        if any(it is None or _kept(context, it, field) for it in before):
            continue
        why = "is of another type, or was optional, in" if before else "is new since"
        said = f"{shown(name)} {why} the version before: it needs 'optional' or a default"
        where = (*path, name) if name in parts else path
        context.ledger.wrong(where, said, key=True)


def _kept(context: Context, old: Field, new: Field) -> bool:
    """Say whether a field of an older shape fills one of the next."""
    same = same_type(context, old.type, new.type) and bool(old.many) == bool(new.many)
    return same and (new.optional or not old.optional)
