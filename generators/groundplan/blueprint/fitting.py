"""Whether what one field holds may go into another: type, number, bounds, absence."""

from dataclasses import replace
from decimal import Decimal

from .context import Context
from .domain import Field
from .literals import outside
from .resolve_types import spell, spell_both
from .terms import AggregateRef, Ask, Bound, Constant, Member, Nothing, Scalar, Type


def same_type(context: Context, one: Type, other: Type) -> bool:
    """Say whether two types hold the same; a reference counts as the type of its key."""
    return other in chain(context, one) or one in chain(context, other)


def counted_as(taken: Field, own: Field) -> Field:
    """Return a parameter as the field that it sets or compares.

    Code has a class for identities, and what is personal is so wherever it goes.
    """
    kind = own.type if Scalar.UUID in {taken.type, own.type} else taken.type
    return replace(taken, type=kind, pii=taken.pii or own.pii)


def chain(context: Context, kind: Type) -> list[Type]:
    """Return a type, and what it counts as when it is a reference."""
    found: list[Type] = [kind]
    while isinstance(kind, AggregateRef):
        identity = context.root(kind).identity
        if identity is None or identity.type in found:
            break
        kind = identity.type
        found.append(kind)
    return found


def misfit(context: Context, source: Field, target: Field, owner: str = "") -> str | None:
    """Say why a source does not fit a target of some owner, or None."""
    if not same_type(context, source.type, target.type) or bool(source.many) != bool(target.many):
        given, needed = spell_both(source, target)
        return f"is {given}, but {owner} needs {needed}"
    if source.optional and not target.optional:
        return f"is optional, but {owner} requires it"
    if source.many == "*" and target.many == "+":
        return f"may be an empty list, but {owner} needs one item at least"
    if not _within(_plain(context, source), _plain(context, target)):
        return f"is {spell(source)}, which does not fit into {spell(target)} of {owner}"
    if target.pattern and source.pattern != target.pattern:
        return f"lacks the pattern that {owner} asks for"
    return None


def breaks(context: Context, constant: Constant, field: Field) -> str | None:
    """Say how a constant of the same type breaks the bounds or the pattern of a field, or None."""
    if isinstance(constant, Ask | Member | Nothing):
        return None
    return outside(constant, _plain(context, field))


def are_apart(context: Context, one: Field, other: Field) -> bool:
    """Say whether nothing is within the bounds of both."""
    one, other = _plain(context, one), _plain(context, other)
    return _less(one.high, other.low) or _less(other.high, one.low)


def _plain(context: Context, field: Field) -> Field:
    """Return a single reference with the bounds of the key it refers to."""
    kind = field.type
    while isinstance(kind, AggregateRef) and not field.many:
        identity = context.root(kind).identity
        if identity is None or identity.type == kind:
            break
        field = replace(identity, optional=field.optional)
        kind = field.type
    return field


def _within(source: Field, target: Field) -> bool:
    """Say whether the bounds of the source are inside those of the target."""
    low = target.low
    if source.low is None and low is not None:
        counted = bool(target.many) or target.type in {Scalar.STR, Scalar.BYTES}
        least = 1 if source.many == "+" else 0
        if not (counted and isinstance(low, int) and low <= least):
            return False
    return not (_less(source.low, low) or _missing(source.high, target.high)) and not _less(
        target.high, source.high
    )


def _missing(source: Bound | None, target: Bound | None) -> bool:
    """Say whether the target is bounded where the source is not."""
    return target is not None and source is None


def _less(one: Bound | None, other: Bound | None) -> bool:
    """Say whether both are there and one is less."""
    numbers = (int, float, Decimal)
    return isinstance(one, numbers) and isinstance(other, numbers) and one < other
