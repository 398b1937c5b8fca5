"""Aggregates kept as if in a collection.

Source: Evans, Domain-Driven Design, 2003.
"""

from typing import Protocol, TypeVar

A = TypeVar("A")
I_contra = TypeVar("I_contra", contravariant=True)


class Repository(Protocol[A, I_contra]):
    """What every repository promises; the changes last when the unit of work commits."""

    async def get(self, identity: I_contra) -> A:
        """Return the aggregate with this identity.

        Raises:
            NotFound: There is none.
        """
        ...

    async def add(self, aggregate: A) -> None:
        """Add a new aggregate; the commit refuses an identity that is taken."""
        ...

    async def save(self, aggregate: A) -> None:
        """Keep the aggregate as it is now; the commit refuses it if another changed it."""
        ...

    async def remove(self, aggregate: A) -> None:
        """Take the aggregate out; its identity is free again."""
        ...
