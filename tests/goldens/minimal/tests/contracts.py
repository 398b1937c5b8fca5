"""What every repository and every transaction promises, whatever keeps the aggregates.

Whoever writes an adapter inherits the contract, gives it the work to do it in, and sees
what is missing. The memory adapter passes it too, or tests on it would prove nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

import pytest

from notes.shared.errors import AlreadyExists, ConcurrentChange, NotFound, Overtaken
from notes.shared.repository import Repository
from notes.shared.terms import KeyReceipt, Receipts, Repeated, Terms, answer_of
from notes.shared.unit_of_work import UnitOfWork

W = TypeVar("W", bound=UnitOfWork)
A = TypeVar("A")
K = TypeVar("K")


class RepositoryContract(ABC, Generic[W, A, K]):
    """What every repository promises; `works` makes new work on one and the same store."""

    one: A
    other: A
    changed: A  # what `one` may become
    resource: str  # how a refusal calls it
    key: str  # the field that is its identity
    personal: bool = False  # whether no refusal may show that identity
    rivals: tuple[tuple[str, A], ...] = ()  # others that have the same in a unique field

    @abstractmethod
    def of(self, work: W) -> Repository[A, K]:
        """Return the repository."""

    @abstractmethod
    def identity(self, aggregate: A) -> K:
        """Return the identity of an aggregate."""

    async def load(self, work: W, aggregate: A) -> A:
        """Return what the work sees under the identity of an aggregate."""
        return await self.of(work).get(self.identity(aggregate))

    async def keep(self, works: Callable[[], W], *aggregates: A) -> None:
        """Add aggregates and commit."""
        async with works() as work:
            for aggregate in aggregates:
                await self.of(work).add(aggregate)
            await work.commit()

    async def kept(self, works: Callable[[], W], aggregate: A) -> A:
        """Return what is committed under the identity of an aggregate."""
        async with works() as work:
            return await self.load(work, aggregate)

    async def change(self, work: W, aggregate: A) -> None:
        """Load what is there under the identity of an aggregate, replace it and commit."""
        async with work:
            await self.load(work, aggregate)
            await self.of(work).save(aggregate)
            await work.commit()

    async def remove(self, works: Callable[[], W], aggregate: A) -> None:
        """Remove what is there under the identity of an aggregate, and commit."""
        async with works() as work:
            await self.of(work).remove(await self.load(work, aggregate))
            await work.commit()

    def seen(self, aggregate: A, version: int) -> Terms:
        """Return the terms of who saw this version of an aggregate."""
        return Terms.seen(self.resource, self.identity(aggregate), version)

    async def version(self, works: Callable[[], W], aggregate: A) -> int:
        """Return the version of what is there under the identity of an aggregate."""
        with pytest.raises(ConcurrentChange) as refusal:
            await self.change(works().on(self.seen(aggregate, -1)), aggregate)
        return refusal.value.actual

    async def test_what_is_added_comes_back_whole(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one, self.other)

        assert await self.kept(works, self.one) == self.one
        assert await self.kept(works, self.other) == self.other

    async def test_what_is_not_there_is_not_found(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.other)

        with pytest.raises(NotFound) as refusal:
            await self.kept(works, self.one)

        shown = "***" if self.personal else self.identity(self.one)
        assert refusal.value.identity == shown

    async def test_nothing_is_added_twice(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one)

        with pytest.raises(AlreadyExists) as refusal:
            await self.keep(works, self.changed)

        assert (refusal.value.resource, refusal.value.field) == (self.resource, self.key)
        assert await self.kept(works, self.one) == self.one

    async def test_what_is_saved_replaces_what_was(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one, self.other)

        await self.change(works(), self.changed)

        assert await self.kept(works, self.one) == self.changed
        assert await self.kept(works, self.other) == self.other

    async def test_what_is_removed_is_gone_and_may_come_again(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one)

        await self.remove(works, self.one)

        with pytest.raises(NotFound):
            await self.kept(works, self.one)
        await self.keep(works, self.changed)
        assert await self.kept(works, self.one) == self.changed

    async def test_what_is_removed_may_come_again_in_the_same_work(
        self, works: Callable[[], W]
    ) -> None:
        await self.keep(works, self.one)

        async with works() as work:
            await self.of(work).remove(await self.load(work, self.one))
            await self.of(work).add(self.changed)
            await work.commit()

        assert await self.kept(works, self.one) == self.changed

    async def test_the_second_of_two_changes_is_refused(self, works: Callable[[], W]) -> None:
        await self.keep(works, self.one)

        async with works() as slow:
            await self.load(slow, self.one)
            await self.change(works(), self.changed)
            await self.of(slow).save(self.one)
            with pytest.raises(ConcurrentChange):
                await slow.commit()

        assert await self.kept(works, self.one) == self.changed

    async def test_what_must_be_unique_is_had_once(self, works: Callable[[], W]) -> None:
        for field, rival in self.rivals:
            await self.keep(works, self.one)
            with pytest.raises(AlreadyExists) as refusal:
                await self.keep(works, rival)
            assert (refusal.value.resource, refusal.value.field) == (self.resource, field)
            await self.keep(works, self.other)
            with pytest.raises(AlreadyExists) as refusal:
                await self.change(works(), rival)
            assert refusal.value.field == field
            await self.remove(works, self.other)
            await self.remove(works, self.one)


class TransactionContract(ABC, Generic[W, A, K]):
    """What every transaction promises, shown with aggregates of one kind.

    `works` makes new work on one and the same store, `receipts` are what it keeps.
    """

    kind: RepositoryContract[W, A, K]

    async def test_a_change_is_seen_inside_before_the_commit_and_outside_after(
        self, works: Callable[[], W]
    ) -> None:
        await self.kind.keep(works, self.kind.one)

        async with works() as work:
            await self.kind.load(work, self.kind.one)
            await self.kind.of(work).save(self.kind.changed)

            assert await self.kind.load(work, self.kind.one) == self.kind.changed
            assert await self.kind.kept(works, self.kind.one) == self.kind.one

            await work.commit()
        assert await self.kind.kept(works, self.kind.one) == self.kind.changed

    async def test_work_that_is_not_committed_leaves_nothing(self, works: Callable[[], W]) -> None:
        await self.kind.keep(works, self.kind.one)

        async with works() as work:
            await self.kind.load(work, self.kind.one)
            await self.kind.of(work).save(self.kind.changed)
            await self.kind.of(work).add(self.kind.other)

        assert await self.kind.kept(works, self.kind.one) == self.kind.one
        with pytest.raises(NotFound):
            await self.kind.kept(works, self.kind.other)

    async def test_all_changes_are_refused_with_one(self, works: Callable[[], W]) -> None:
        await self.kind.keep(works, self.kind.one)

        with pytest.raises(AlreadyExists):
            await self.kind.keep(works, self.kind.other, self.kind.changed)

        with pytest.raises(NotFound):
            await self.kind.kept(works, self.kind.other)

    async def test_a_change_of_what_was_removed_meanwhile_is_refused(
        self, works: Callable[[], W]
    ) -> None:
        await self.kind.keep(works, self.kind.one)

        async with works() as slow:
            await self.kind.load(slow, self.kind.one)
            await self.kind.remove(works, self.kind.one)
            await self.kind.of(slow).save(self.kind.changed)
            with pytest.raises(ConcurrentChange):
                await slow.commit()

        with pytest.raises(NotFound):
            await self.kind.kept(works, self.kind.one)

    async def test_a_change_of_what_was_removed_and_came_again_meanwhile_is_refused(
        self, works: Callable[[], W]
    ) -> None:
        await self.kind.keep(works, self.kind.one)

        async with works() as slow:
            await self.kind.load(slow, self.kind.one)
            await self.kind.remove(works, self.kind.one)
            await self.kind.keep(works, self.kind.one)
            await self.kind.of(slow).save(self.kind.changed)
            with pytest.raises(ConcurrentChange):
                await slow.commit()

        assert await self.kind.kept(works, self.kind.one) == self.kind.one

    async def test_a_pause_hides_no_change_and_no_repetition(self, works: Callable[[], W]) -> None:
        terms = Terms(receipt=KeyReceipt(name="request", fingerprint=""))
        await self.kind.keep(works, self.kind.one)

        async with works() as slow:
            await self.kind.load(slow, self.kind.one)
            await slow.pause()
            await self.kind.change(works().on(terms), self.kind.changed)
            await self.kind.of(slow).save(self.kind.one)
            with pytest.raises(Overtaken):
                await slow.commit()
        async with works().on(terms) as again:
            with pytest.raises(Repeated):
                await again.pause()

    async def test_a_reader_changes_only_the_version_that_they_saw(
        self, works: Callable[[], W]
    ) -> None:
        await self.kind.keep(works, self.kind.one, self.kind.other)
        await self.kind.change(works(), self.kind.other)
        seen = await self.kind.version(works, self.kind.one)
        terms = self.kind.seen(self.kind.one, seen)

        assert await self.kind.kept(lambda: works().on(terms), self.kind.other) == self.kind.other
        await self.kind.change(works().on(terms), self.kind.changed)
        with pytest.raises(ConcurrentChange) as refusal:
            await self.kind.change(works().on(terms), self.kind.one)

        assert (refusal.value.expected, refusal.value.actual > seen) == (seen, True)
        assert await self.kind.kept(works, self.kind.one) == self.kind.changed

    async def test_a_request_is_carried_out_once(
        self, works: Callable[[], W], receipts: Receipts
    ) -> None:
        terms = Terms(receipt=KeyReceipt(name="request", fingerprint="what it asks for"))

        async with works().on(terms) as first:
            await self.kind.of(first).add(self.kind.other)
            await self.kind.of(first).remove(self.kind.other)
            await self.kind.of(first).add(self.kind.one)
            await first.commit()
        async with works().on(terms) as again:
            await self.kind.of(again).add(self.kind.other)
            with pytest.raises(Repeated):
                await again.commit()

        kept = await receipts.find("request")
        assert kept is not None
        assert kept.fingerprint == "what it asks for"
        assert kept.answer == answer_of(self.kind.identity(self.kind.one))
        with pytest.raises(NotFound):
            await self.kind.kept(works, self.kind.other)

    async def test_a_request_that_is_refused_may_be_made_again(
        self, works: Callable[[], W], receipts: Receipts
    ) -> None:
        await self.kind.keep(works, self.kind.one)

        async with works().on(Terms(receipt=KeyReceipt(name="request", fingerprint=""))) as work:
            await self.kind.of(work).add(self.kind.changed)
            with pytest.raises(AlreadyExists):
                await work.commit()

        assert await receipts.find("request") is None
