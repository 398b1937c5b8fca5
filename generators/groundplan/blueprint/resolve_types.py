"""Look up what a type's name means, from where it stands."""

from ..names import nearest, shown
from .context import Context, Home
from .domain import Field
from .fields import Line
from .reader import Path
from .terms import AggregateRef, Bound, EntityRef, Scalar, Type, ValueRef

SCALARS = {it.value: it for it in Scalar}
FOREIGN = {
    "integer": "int",
    "long": "int",
    "bigint": "int",
    "smallint": "int",
    "string": "str",
    "text": "str",
    "varchar": "str",
    "char": "str",
    "email": "str",
    "boolean": "bool",
    "double": "float",
    "real": "float",
    "number": "decimal",
    "numeric": "decimal",
    "money": "decimal",
    "timestamp": "datetime",
    "time": "datetime",
    "timedelta": "duration",
    "interval": "duration",
    "guid": "uuid",
    "uri": "url",
    "binary": "bytes",
    "blob": "bytes",
    "dict": "json",
    "object": "json",
    "any": "json",
}
"""What other languages call our plain types."""


def find_type(context: Context, home: Home | None, line: Line, path: Path) -> Type | None:
    """Return what a type's name means in a module; tell it when it means nothing.

    `home` is None for a value of the whole blueprint.
    """
    if line.type in SCALARS:
        return SCALARS[line.type]
    if "." in line.type:
        return _foreign(context, home, line, path)
    if home is not None:
        owner = home.entity_owner(line.type)
        if line.type in home.part.values:
            return ValueRef(home.name, line.type)
        if owner is not None:
            return EntityRef(home.name, owner.name, line.type)
        if line.type in home.roots:
            return AggregateRef(home.name, line.type)
    if line.type in context.document.values:
        return ValueRef("", line.type)
    _unknown(context, home, line, path)
    return None


def _unknown(context: Context, home: Home | None, line: Line, path: Path) -> None:
    """Tell that nothing has this name."""
    name, at = line.type, line.at["type"]
    if _is_tainted(context, name):
        return
    elsewhere = [it for it in context.homes.values() if name in it.types()]
    if home is None and elsewhere:
        said = f"a value of the whole blueprint cannot hold {shown(name)} of one module"
        context.ledger.wrong(path, said, at=at)
        return
    known = [*(home.types() if home else ()), *context.document.values]
    near = nearest(name, known) or FOREIGN.get(name.lower()) or nearest(name, SCALARS)
    aggregates = [it.name for it in elsewhere if name in it.roots]
    if aggregates and near not in known:
        near = f"{aggregates[0]}.{name}"
    if name.lower() in {"list", "array", "set", "tuple"}:
        context.ledger.wrong(path, f"unknown type {shown(name)}; a list is written 'str*'", at=at)
        return
    context.ledger.wrong(path, f"unknown type {shown(name)}", near, at=at)


def _is_tainted(context: Context, name: str) -> bool:
    """Say whether something of this name has a wrong shape, so that it is not looked up."""
    return any(name in it for it in context.ledger.tainted)


def _foreign(context: Context, home: Home | None, line: Line, path: Path) -> Type | None:
    """Return what a name of another module means."""
    module, name = line.type.split(".")
    at = line.at["type"]
    there = context.homes.get(module)
    if home is None:
        said = f"a value of the whole blueprint cannot hold {shown(line.type)} of one module"
        context.ledger.wrong(path, said, at=at)
    elif there is None:
        if not _is_tainted(context, module):
            near = nearest(module, context.homes)
            context.ledger.wrong(path, f"unknown module {shown(module)}", near, at=at)
    elif there is home:
        said = f"{shown(line.type)} is of this module; name it plainly"
        context.ledger.wrong(path, said, name, at=at)
    elif name in there.roots:
        return AggregateRef(module, name)
    elif name in there.part.values:
        return ValueRef(module, name)
    elif there.entity_owner(name):
        said = (
            f"{shown(line.type)} is an entity of another module; make it a value of the blueprint"
        )
        context.ledger.wrong(path, said, at=at)
    elif not _is_tainted(context, name):
        near = nearest(name, there.types())
        said = f"unknown type {shown(line.type)}"
        context.ledger.wrong(path, said, near and f"{module}.{near}", at=at)
    return None


def spell(field: Field, home: str | None = None) -> str:
    """Print the type of a field as a blueprint writes it, with its range.

    `home`: the module where this stands; names of others are given with their module.
    """
    kind = spell_type(field.type, home) + field.many
    low, high = spell_bound(field.low), spell_bound(field.high)
    return f"{kind} {low}..{high}" if low or high else kind


def spell_both(one: Field, other: Field) -> tuple[str, str]:
    """Print two types that differ; with their modules, where only these tell them apart."""
    plain = spell(one), spell(other)
    return (spell(one, ""), spell(other, "")) if plain[0] == plain[1] else plain


def spell_bound(bound: Bound | None) -> str:
    """Print one end of a range."""
    return "" if bound is None else str(bound).removesuffix(".0")


def spell_type(kind: Type, home: str | None = None) -> str:
    """Print a type as a blueprint writes it."""
    if isinstance(kind, Scalar):
        return kind.value
    plain = home is None or kind.module in {"", home}
    return kind.name if plain else f"{kind.module}.{kind.name}"
