"""A store in memory that keeps its promises: transactions, versions, unique fields.

It is the default of the program and the double of its tests, so it passes the same
contracts as any other store. What it holds is gone when the process ends.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from shop.shared.clock import Clock, SystemClock, microseconds
from shop.shared.errors import (
    AlreadyExists,
    ConcurrentChange,
    NotFound,
)
from shop.shared.terms import KeyReceipt, Repeated, Terms

A = TypeVar("A")
K = TypeVar("K")


@dataclass(frozen=True, slots=True, eq=False)
class MemoryTable(Generic[A, K]):
    """What the store must know of an aggregate: its identity, its unique fields.

    A unique field without a value (None) clashes with nothing. A personal identity is
    not shown in errors.
    """

    resource: str
    key: str
    identity: Callable[[A], K]
    unique: tuple[tuple[str, Callable[[A], object]], ...] = ()
    personal: bool = False

    def shown(self, identity: K) -> object:
        """Return the identity as errors may show it."""
        return "***" if self.personal else identity


@dataclass(frozen=True, slots=True)
class _Row:
    aggregate: Any
    version: int


@dataclass(frozen=True, slots=True)
class _Change:
    aggregate: Any  # None: removed
    expected: int  # the version it was loaded with; 0: it is new


_ABSENT = _Row(None, 0)
Place = tuple[MemoryTable[Any, Any], Any]


class MemoryStore:
    """All that is committed, per table and identity."""

    def __init__(self) -> None:
        """Begin empty."""
        self.receipts: dict[str, KeyReceipt] = {}
        self.kept_at: dict[str, datetime] = {}  # each receipt, by its name
        self._rows: dict[MemoryTable[Any, Any], dict[Any, _Row]] = {}
        self._commits = 0

    def rows(self, table: MemoryTable[A, K]) -> dict[K, _Row]:
        """Return the rows of a table."""
        return self._rows.setdefault(table, {})

    def find(self, table: MemoryTable[A, K], identity: K) -> A | None:
        """Return a copy of the committed aggregate with this identity, for the read side."""
        return cast("A | None", deepcopy(self.rows(table).get(identity, _ABSENT).aggregate))

    def all(self, table: MemoryTable[A, K]) -> list[A]:
        """Return a copy of each committed aggregate, for the read side."""
        return [deepcopy(row.aggregate) for row in self.rows(table).values()]

    def version(self, table: MemoryTable[A, K], identity: K) -> int:
        """Return the version of the committed aggregate with this identity; 0 if there is none."""
        return self.rows(table).get(identity, _ABSENT).version

    def next_version(self, now: datetime) -> int:
        """Count a commit, from the moment of the first: none comes twice, in no process."""
        self._commits = max(self._commits, microseconds(now)) + 1
        return self._commits


class MemoryTransaction:
    """Changes that nobody else sees before the commit."""

    def __init__(self, store: MemoryStore, clock: Clock | None = None) -> None:
        """Begin without changes; the clock says when a receipt was kept."""
        self._store = store
        self._clock = clock or SystemClock()
        self._loaded: dict[tuple[MemoryTable[Any, Any], Any], int] = {}
        self._changes: dict[tuple[MemoryTable[Any, Any], Any], _Change] = {}
        self._terms = Terms()

    def accept(self, terms: Terms) -> None:
        """Hold the changes to these terms."""
        self._terms = terms

    def load(self, table: MemoryTable[A, K], identity: K) -> A | None:
        """Return the aggregate as this transaction sees it.

        Raises:
            ConcurrentChange: It has another version than the terms expect.
        """
        if (change := self._changes.get((table, identity))) is not None:
            return cast("A | None", deepcopy(change.aggregate))
        row = self._store.rows(table).get(identity, _ABSENT)
        expected = self._terms.version_of(table.resource, identity)
        if row.version and expected is not None and row.version != expected:
            raise ConcurrentChange(table.resource, table.shown(identity), expected, row.version)
        self._loaded.setdefault((table, identity), row.version)
        return cast("A | None", deepcopy(row.aggregate))

    def all(self, table: MemoryTable[A, K]) -> Iterator[A]:
        """Yield every aggregate of the table as this transaction sees it.

        Raises:
            ConcurrentChange: One has another version than the terms expect.
        """
        changed = [identity for kept, identity in self._changes if kept is table]
        for identity in dict.fromkeys([*self._store.rows(table), *changed]):
            if (aggregate := self.load(table, identity)) is not None:
                yield aggregate

    def insert(self, table: MemoryTable[A, K], aggregate: A) -> None:
        """Add a new aggregate; one that was removed here makes way for it.

        Raises:
            AlreadyExists: It was added before, or is there and was changed here.
        """
        place = table, table.identity(aggregate)
        before = self._changes.get(place, _Change(None, 0))
        if before.aggregate is not None:
            raise AlreadyExists(table.resource, table.key)
        self._changes[place] = _Change(deepcopy(aggregate), before.expected)

    def write(self, table: MemoryTable[A, K], identity: K, aggregate: A | None) -> None:
        """Replace the aggregate, or remove it by None.

        Raises:
            LookupError: It was neither loaded nor added here, so nobody could tell whether
                another changed it.
        """
        place = table, identity
        before = self._changes.get(place)
        expected = before.expected if before else self._loaded.get(place, 0)
        if not (before.aggregate if before else expected):
            raise LookupError(f"load the {table.resource} in the unit of work that changes it")
        self._changes[place] = _Change(deepcopy(aggregate), expected)

    async def commit(self) -> None:
        """Check every change, then make all of them visible."""
        await self.pause()
        receipt = self._terms.receipt
        done: dict[Place, _Change] = {}
        # What goes makes way; else a table would take one after the other, too.
        for place in sorted(self._changes, key=lambda it: self._changes[it].aggregate is not None):
            self._check(*place, self._changes[place], done)
            done[place] = self._changes[place]
        version = self._store.next_version(self._clock.now())
        for (table, identity), change in self._changes.items():
            rows = self._store.rows(table)
            if change.aggregate is None:
                rows.pop(identity, None)
            else:
                rows[identity] = _Row(change.aggregate, version)
        if receipt is not None:
            self._store.receipts[receipt.name] = receipt.answered(self._created())
            self._store.kept_at[receipt.name] = self._clock.now()

    def _created(self) -> Iterator[object]:
        """Yield the identities of what is new, in the order it was added."""
        for (_, identity), change in self._changes.items():
            if change.aggregate is not None and not change.expected:
                yield identity

    async def pause(self) -> None:
        """Refuse what was carried out before; nothing is open here."""
        receipt = self._terms.receipt
        if receipt is not None and receipt.name in self._store.receipts:
            raise Repeated(receipt.name)

    async def rollback(self) -> None:
        """Forget all changes."""
        self._changes.clear()

    async def close(self) -> None:
        """Forget what was loaded and what was not committed."""
        self._changes.clear()
        self._loaded.clear()

    def _check(
        self,
        table: MemoryTable[Any, Any],
        identity: object,
        change: _Change,
        done: Mapping[Place, _Change],
    ) -> None:
        actual = self._store.rows(table).get(identity, _ABSENT).version
        if change.aggregate is not None and not change.expected and actual:
            raise AlreadyExists(table.resource, table.key)
        if change.expected != actual:
            shown = table.shown(identity)
            raise ConcurrentChange(table.resource, shown, change.expected, actual)
        for field, value_of in table.unique if change.aggregate is not None else ():
            value = value_of(change.aggregate)
            taken = (value_of(other) for other in self._others(table, identity, done))
            if value is not None and value in taken:
                raise AlreadyExists(table.resource, field)

    def _others(
        self, table: MemoryTable[A, K], identity: K, done: Mapping[Place, _Change]
    ) -> Iterator[A]:
        """Yield the aggregates but one as they are after these changes, not copied."""
        after = {it: row.aggregate for it, row in self._store.rows(table).items()}
        after |= {it: new.aggregate for (kept, it), new in done.items() if kept is table}
        return (it for key, it in after.items() if key != identity and it is not None)


class MemoryRepository(Generic[A, K]):
    """One table as a transaction sees it."""

    def __init__(self, transaction: MemoryTransaction, table: MemoryTable[A, K]) -> None:
        """Work on the table inside the transaction."""
        self._transaction = transaction
        self._table = table

    async def get(self, identity: K) -> A:
        """Return the aggregate with this identity.

        Raises:
            NotFound: There is none.
        """
        aggregate = self._transaction.load(self._table, identity)
        if aggregate is None:
            raise NotFound(self._table.resource, self._table.shown(identity))
        return aggregate

    async def add(self, aggregate: A) -> None:
        """Add a new aggregate; an identity that is taken is refused by the commit at the latest."""
        self._transaction.insert(self._table, aggregate)

    async def save(self, aggregate: A) -> None:
        """Keep the aggregate as it is now; the commit refuses it if another changed it."""
        self._transaction.write(self._table, self._table.identity(aggregate), aggregate)

    async def remove(self, aggregate: A) -> None:
        """Take the aggregate out; its identity is free again."""
        self._transaction.write(self._table, self._table.identity(aggregate), None)

    def _all(self) -> Iterator[A]:
        return self._transaction.all(self._table)


class MemoryReceipts:
    """The requests that were carried out, as long as the process lives or they are forgotten."""

    def __init__(self, store: MemoryStore) -> None:
        """Read what is committed."""
        self._store = store

    async def find(self, name: str) -> KeyReceipt | None:
        """Return what is kept under this name."""
        return self._store.receipts.get(name)

    async def forget(self, before: datetime) -> None:
        """Let go of what is older; such a request would be carried out again."""
        for name in [it for it, at in self._store.kept_at.items() if at < before]:
            del self._store.kept_at[name], self._store.receipts[name]


def contained(text: str | None, *texts: str | None) -> bool:
    """Say whether the text, if one is given, is in one of the texts, in any case."""
    return text is None or any(text.casefold() in it.casefold() for it in texts if it is not None)
