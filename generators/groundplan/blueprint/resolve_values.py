"""Values: one scalar, some members, or some fields; resolved before all else."""

from ..names import member_fault, shown
from . import resolve_fields as fields
from .context import Context, Home
from .document import ValuePart
from .domain import Field, Shape, Value
from .parts import FieldPart
from .reader import Path
from .terms import ValueRef
from .texts import check_doc

WIDEST = 200
DEEPEST = 8


def resolve_values(context: Context) -> None:
    """Resolve all values, each after those that it holds."""
    refs = [ValueRef("", name) for name in context.document.values]
    for home in context.homes.values():
        refs += [ValueRef(home.name, name) for name in home.part.values]
    circular = {ref for ref in refs if _leads_to(context, _held(context, ref), ref)}
    for ref in refs:
        if ref in circular:
            _tell_circle(context, ref)
            context.values[ref] = None
    open_refs = [ref for ref in refs if ref not in circular]
    while open_refs:
        ref = open_refs.pop(0)
        if all(it in context.values for it in _held(context, ref)):
            context.values[ref] = _resolve(context, ref)
        else:
            open_refs.append(ref)


def _tell_circle(context: Context, ref: ValueRef) -> None:
    """Tell which field makes a value hold itself."""
    for name, part in (part_of(context, ref).fields or {}).items():
        inner = _named(context, ref, part.line)
        if inner is not None and (inner == ref or _leads_to(context, _held(context, inner), ref)):
            path = fields.line_path(context, (*path_of(ref), "fields", name))
            said = f"a value cannot hold itself, and {shown(inner.name)} leads back to {ref.name}"
            context.ledger.wrong(path, said if inner != ref else "a value cannot hold itself")


def _leads_to(context: Context, held: list[ValueRef], goal: ValueRef) -> bool:
    """Say whether some values hold another one, however deep, by the names alone."""
    seen: set[ValueRef] = set()
    open_refs = list(held)
    while open_refs:
        one = open_refs.pop()
        if one == goal:
            return True
        if one not in seen:
            seen.add(one)
            open_refs += _held(context, one)
    return False


def _held(context: Context, ref: ValueRef) -> list[ValueRef]:
    """Return the values that a value names in its fields."""
    parts = (part_of(context, ref).fields or {}).values()
    found = (_named(context, ref, part.line) for part in parts)
    return [it for it in found if it is not None]


def _named(context: Context, ref: ValueRef, line: str) -> ValueRef | None:
    """Return the value that a line names as its type."""
    name = (line.split() or [""])[0].rstrip("*+")
    module, _, plain = name.rpartition(".")
    home = context.homes.get(module or ref.module)
    if home is not None and plain in home.part.values:
        return ValueRef(home.name, plain)
    return ValueRef("", plain) if not module and plain in context.document.values else None


def part_of(context: Context, ref: ValueRef) -> ValuePart:
    """Return how a value is written."""
    if not ref.module:
        return context.document.values[ref.name]
    return context.homes[ref.module].part.values[ref.name]


def path_of(ref: ValueRef) -> Path:
    """Return where a value is written."""
    return ("modules", ref.module, "values", ref.name) if ref.module else ("values", ref.name)


def _resolve(context: Context, ref: ValueRef) -> Value | None:
    """Resolve one value."""
    part, path = part_of(context, ref), path_of(ref)
    home = context.homes.get(ref.module)
    check_doc(context, part.doc, path)
    given = [
        key
        for key, it in (("is", part.line), ("one_of", part.one_of), ("fields", part.fields))
        if it is not None
    ]
    if len(given) != 1:
        if not context.ledger.is_tainted(path):
            said = f"{shown(ref.name)} needs exactly one of 'is', 'one_of' and 'fields'"
            context.ledger.wrong(path, said, key=True)
        return None
    if given != ["is"] and not _check_loose(context, part, path):
        return None
    line = context.ledger.source.line(path)
    doc = part.doc or ""
    if part.one_of is not None:
        members = _members(context, part.one_of, (*path, "one_of"))
        if members is None:
            return None
        return Value(ref.module, ref.name, Shape.ENUM, members=members, doc=doc, line=line)
    if part.line is not None:
        scalar = _scalar(context, home, part, path)
        if scalar is None:
            return None
        return Value(ref.module, ref.name, Shape.SCALAR, fields=(scalar,), doc=doc, line=line)
    record = _record(context, home, part, path)
    if record is None:
        return None
    return Value(ref.module, ref.name, Shape.RECORD, fields=record, doc=doc, line=line)


def _check_loose(context: Context, part: ValuePart, path: Path) -> bool:
    """Tell what only goes with `is`; say whether nothing of it is there."""
    loose = [key for key in ("pattern", "pii", "samples") if getattr(part, key)]
    for key in loose:
        said = f"'{key}' goes with 'is' only; here it has no text to speak of"
        if key == "pii":
            said = "'pii' goes with 'is'; mark the fields"
        context.ledger.wrong((*path, key), said, key=True)
    return not loose


def _scalar(context: Context, home: Home | None, part: ValuePart, path: Path) -> Field | None:
    """Resolve the one scalar of a value; it is called `value`."""
    inner = FieldPart.model_construct(
        line=part.line,
        pattern=part.pattern,
        pii=part.pii,
        samples=part.samples,
        doc=None,
        was=[],
    )
    return fields.resolve_scalar(context, home, inner, path)


def _record(
    context: Context,
    home: Home | None,
    part: ValuePart,
    path: Path,
) -> tuple[Field, ...] | None:
    """Resolve the fields of a value; at least one must always be there."""
    found = fields.resolve_fields(
        context, home, part.fields or {}, (*path, "fields"), fields.OF_VALUE
    )
    right = tuple(it for it in found.values() if it is not None)
    if len(right) < len(found):
        return None
    if all(it.optional for it in right):
        said = "a value needs at least one field that is not optional"
        context.ledger.wrong((*path, "fields"), said, key=True)
        return None
    width, depth = _measured(context, right)
    if width > WIDEST or depth > DEEPEST:
        said = f"a value holds at most {WIDEST} plain fields in {DEEPEST} levels, this one more"
        context.ledger.wrong((*path, "fields"), said, key=True)
        return None
    return right


def _measured(context: Context, fields: tuple[Field, ...]) -> tuple[int, int]:
    """Return how many plain fields some fields come to, and in how many levels."""
    width, depth = 0, 1
    for field in fields:
        value = context.values.get(field.type) if isinstance(field.type, ValueRef) else None
        inner = value.fields if value and value.shape is Shape.RECORD else ()
        wide, deep = _measured(context, inner) if inner else (1, 0)
        width, depth = width + wide, max(depth, deep + 1)
    return width, depth


def _members(context: Context, names: list[str], path: Path) -> tuple[str, ...] | None:
    """Check the members of an enumeration."""
    right = True
    seen: dict[str, str] = {}
    for position, name in enumerate(names):
        fault = member_fault(name)
        if fault is None and name.lower() in seen:
            other = seen[name.lower()]
            same = "stands twice" if other == name else f"differs from {shown(other)} in case only"
            fault = f"{shown(name)} {same}"
        if fault:
            context.ledger.wrong((*path, position), fault)
            right = False
        seen.setdefault(name.lower(), name)
    if not names:
        context.ledger.wrong(path, "'one_of' is empty; name at least one member", key=True)
        return None
    return tuple(names) if right else None
