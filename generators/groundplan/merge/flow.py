"""Say whether statements that one side added still stand between what they were put between."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from .binding import bound_by


@dataclass(frozen=True, slots=True)
class Uses:
    """The names that a statement binds, and those that it reads."""

    bound: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tree: ast.Module | None) -> "Uses":
        """Look into a statement, and all that is in it."""
        nodes = [*ast.walk(tree)] if tree else []
        names = (it for it in nodes if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Load))
        return cls(frozenset(bound_by(nodes)), frozenset(it.id for it in names))


def is_torn(name: str, before: Mapping[str, Uses], after: Mapping[str, Uses]) -> bool:
    """Say whether a statement lost its place from one order of statements to another.

    It did where a name that it uses was not bound above it and is now, or the other way round;
    and where one below it that read what it binds does so no more.
    """
    (bound, readers), (bound_now, readers_now) = (_around(name, it) for it in (before, after))
    return bound != bound_now or not readers <= readers_now


def _around(name: str, uses: Mapping[str, Uses]) -> tuple[frozenset[str], frozenset[str]]:
    """Return what a statement uses of that which is bound above it, and who reads it below."""
    own, order = uses[name], [*uses]
    at = order.index(name)
    bound = frozenset[str]().union(*(uses[it].bound for it in order[:at]))
    readers = frozenset(it for it in order[at + 1 :] if own.bound & uses[it].read)
    return (own.bound | own.read) & bound, readers
