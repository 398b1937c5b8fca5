"""What every repository promises, whatever it keeps its aggregates in.

Whoever writes an adapter inherits the contract, gives it the work to do it in, and sees
what is missing. The memory adapter passes it too, or tests on it would prove nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

import pytest

from notes.shared.errors import (
    AlreadyExists,
    ConcurrentChange,
    NotFound,
)
from notes.shared.repository import Repository
from notes.shared.unit_of_work import UnitOfWork

W = TypeVar("W", bound=UnitOfWork)
A = TypeVar("A")
K = TypeVar("K")


class RepositoryContract(ABC, Generic[W, A, K]):
    """The promises; `works` makes new work on one and the same store."""

    one: A
    other: A
    changed: A  # what `one` may become
    resource: str  # how a refusal calls it
    key: str  # the field that is its identity
    rivals: tuple[tuple[str, A], ...] = ()  # others that have the same in a unique field

    @abstractmethod
    def of(self, work: W) -> Repository[A, K]:
        """Return the repository."""

    @abstractmethod
    def identity(self, aggregate: A) -> K:
        """Return the identity of an aggregate."""

    async def keep(self, works: Callable[[], W], *aggregates: A) -> None:
        """Add aggregates and commit."""
        async with works() as work:
            for aggregate in aggregates:
                await self.of(work).add(aggregate)
            await work.commit()

    async def kept(self, works: Callable[[], W], aggregate: A) -> A:
        """Return what is committed under the identity of an aggregate."""
        async with works() as work:
            return await self.of(work).get(self.identity(aggregate))

    async def test_what_is_added_comes_back_whole(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one, self.other)

        assert await self.kept(works, self.one) == self.one
        assert await self.kept(works, self.other) == self.other

    async def test_what_is_not_there_is_not_found(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.other)

        with pytest.raises(NotFound) as refusal:
            await self.kept(works, self.one)

        assert refusal.value.identity == self.identity(self.one)

    async def test_nothing_is_added_twice(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one)

        with pytest.raises(AlreadyExists) as refusal:
            await self.keep(works, self.changed)

        assert (refusal.value.resource, refusal.value.field) == (self.resource, self.key)
        assert await self.kept(works, self.one) == self.one

    async def test_what_is_saved_replaces_what_was(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one, self.other)

        async with works() as work:
            await self.of(work).get(self.identity(self.one))
            await self.of(work).save(self.changed)
            await work.commit()

        assert await self.kept(works, self.one) == self.changed
        assert await self.kept(works, self.other) == self.other

    async def test_what_is_removed_is_gone_and_may_come_again(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one)

        async with works() as work:
            await self.of(work).remove(await self.of(work).get(self.identity(self.one)))
            await work.commit()

        with pytest.raises(NotFound):
            await self.kept(works, self.one)
        await self.keep(works, self.changed)
        assert await self.kept(works, self.one) == self.changed

    async def test_a_change_is_seen_inside_before_the_commit_and_outside_after(
        self, works: Callable[[], W]
    ) -> None:
        await self.keep(works, self.one)

        async with works() as work:
            await self.of(work).get(self.identity(self.one))
            await self.of(work).save(self.changed)

            assert await self.of(work).get(self.identity(self.one)) == self.changed
            assert await self.kept(works, self.one) == self.one

            await work.commit()
        assert await self.kept(works, self.one) == self.changed

    async def test_work_that_is_not_committed_leaves_nothing(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one)

        async with works() as work:
            await self.of(work).get(self.identity(self.one))
            await self.of(work).save(self.changed)
            await self.of(work).add(self.other)

        assert await self.kept(works, self.one) == self.one
        with pytest.raises(NotFound):
            await self.kept(works, self.other)

    async def test_the_second_of_two_changes_is_refused(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one)

        async with works() as slow:
            await self.of(slow).get(self.identity(self.one))
            async with works() as quick:
                await self.of(quick).get(self.identity(self.one))
                await self.of(quick).save(self.changed)
                await quick.commit()
            await self.of(slow).save(self.one)
            with pytest.raises(ConcurrentChange):
                await slow.commit()

        assert await self.kept(works, self.one) == self.changed

    async def test_a_change_of_what_was_removed_meanwhile_is_refused(
        self, works: Callable[[], W]
    ) -> None:
        await self.keep(works, self.one)

        async with works() as slow:
            await self.of(slow).get(self.identity(self.one))
            async with works() as quick:
                await self.of(quick).remove(await self.of(quick).get(self.identity(self.one)))
                await quick.commit()
            await self.of(slow).save(self.changed)
            with pytest.raises(ConcurrentChange):
                await slow.commit()

        with pytest.raises(NotFound):
            await self.kept(works, self.one)

    async def test_what_must_be_unique_is_had_once(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one)

        for field, rival in self.rivals:
            with pytest.raises(AlreadyExists) as refusal:
                await self.keep(works, rival)
            assert refusal.value.field == field
