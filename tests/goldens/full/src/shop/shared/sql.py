"""Aggregates in tables: loaded whole, and changed together or not at all.

A transaction reads in one snapshot and keeps its changes to itself. The commit ends the
snapshot, then writes: each row must still have the version it was loaded with. So no
lock is held while the domain thinks, and no update is lost.

Source: Fowler, Patterns of Enterprise Application Architecture, 2002 (data mapper,
optimistic offline lock).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Executable,
    Table,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from shop.shared.clock import Clock, microseconds
from shop.shared.columns import Base
from shop.shared.database import Database, answering, state_of
from shop.shared.errors import (
    AlreadyExists,
    ConcurrentChange,
    Invalid,
    NotFound,
    Unsure,
)
from shop.shared.sql_receipts import keep, refuse_repetition
from shop.shared.sql_tables import SqlTable, clashing
from shop.shared.terms import Terms

A = TypeVar("A")
K = TypeVar("K")
R = TypeVar("R", bound=Base)
Place = tuple[SqlTable[Any, Any, Any], Any]

LOST_RACES = ("40001", "40P01")  # PostgreSQL: serialization failure, deadlock
TOO_LONG = "54000"  # PostgreSQL: a program limit


@dataclass(frozen=True, slots=True)
class _Change:
    aggregate: Any  # None: removed
    before: Any  # as it was loaded; None: it is new
    expected: int  # the version it was loaded with; 0: it is new


class SqlTransaction:
    """Changes that nobody else sees before the commit."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Begin without changes; nothing is connected before the first load."""
        self._session = database.sessions()
        self._clock = clock
        self._loaded: dict[Place, _Change] = {}
        self._changes: dict[Place, _Change] = {}
        self._terms = Terms()

    def accept(self, terms: Terms) -> None:
        """Hold the changes to these terms."""
        self._terms = terms

    async def load(self, table: SqlTable[A, K, R], identity: K) -> A | None:
        """Return the aggregate as this transaction sees it.

        Raises:
            ConcurrentChange: It has another version than the terms expect.
            Unavailable: The database does not answer.
        """
        place = table, identity
        if (change := self._changes.get(place)) is not None:
            return cast("A | None", change.aggregate)
        with answering():
            row = await self._session.get(table.row, table.plain(identity))
        if row is None:
            return None
        return self._met(table, row)

    async def having(
        self,
        table: SqlTable[A, K, R],
        condition: ColumnElement[bool],
        matches: Callable[[A], bool],
    ) -> tuple[A, ...]:
        """Return the aggregates that match as this transaction sees them, by identity.

        Raises:
            Unavailable: The database does not answer.
        """
        statement = select(table.row).where(condition).order_by(*table.rows().primary_key)
        with answering():
            rows = (await self._session.scalars(statement)).all()
        found = {table.identity(it): it for it in (self._met(table, row) for row in rows)}
        for (kept, identity), change in self._changes.items():
            if kept is table:
                found.pop(identity, None)
                if change.aggregate is not None and matches(change.aggregate):
                    found[identity] = change.aggregate
        return tuple(found.values())

    def insert(self, table: SqlTable[A, K, R], aggregate: A) -> None:
        """Add a new aggregate; one that was removed here makes way for it.

        Raises:
            AlreadyExists: It was added before, or is there and was changed here.
        """
        place = table, table.identity(aggregate)
        before = self._changes.get(place, _Change(None, None, 0))
        if before.aggregate is not None:
            raise AlreadyExists(table.resource, table.key)
        self._changes[place] = _Change(aggregate, before.before, before.expected)

    def write(self, table: SqlTable[A, K, R], identity: K, aggregate: A | None) -> None:
        """Replace the aggregate, or remove it by None.

        Raises:
            LookupError: It was neither loaded nor added here, so nobody could tell whether
                another changed it.
        """
        place = table, identity
        before = self._changes.get(place) or self._loaded.get(place)
        if before is None or before.aggregate is None:
            raise LookupError(f"load the {table.resource} in the unit of work that changes it")
        self._changes[place] = _Change(aggregate, before.before, before.expected)

    async def commit(self) -> None:
        """Write every change in one transaction; silence in its last step is `Unsure`."""
        place = next(iter(self._changes), None)
        with answering():
            try:
                await self._session.commit()  # of what was read: versions are compared from now on
                if self._terms.receipt is not None:
                    born = (at for at, it in self._changes.items() if not it.expected)
                    created = (at[1] for at in born if self._changes[at].aggregate is not None)
                    receipt = self._terms.receipt.answered(created)
                    await keep(self._session, receipt, self._clock.now())
                for place in sorted(self._changes, key=self._comes):
                    if not await self._written(*place, self._changes[place]):
                        raise await self._moved(*place, self._changes[place])
            except DBAPIError as error:
                await self._refuse(place, error)
                raise
        with answering(Unsure):
            try:
                await self._session.commit()
            except DBAPIError as error:
                # What only the last step tells is told of the last change.
                await self._refuse(place, error)
                raise

    async def pause(self) -> None:
        """Give the connection back; what was loaded is compared by the commit."""
        with answering():
            if self._terms.receipt is not None:
                await refuse_repetition(self._session, self._terms.receipt)
            await self._session.commit()

    async def rollback(self) -> None:
        """Forget all changes."""
        self._changes.clear()
        await self._session.rollback()

    async def close(self) -> None:
        """Give the connection back, also when cancelled meanwhile."""
        async with self._session:
            self._changes.clear()
            self._loaded.clear()

    def _met(self, table: SqlTable[A, K, R], row: R) -> A:
        aggregate, actual = table.made(row), getattr(row, table.version)
        identity = table.identity(aggregate)
        expected = self._terms.version_of(table.resource, identity)
        if expected is not None and actual != expected:
            raise ConcurrentChange(table.resource, table.shown(identity), expected, actual)
        self._loaded[table, identity] = _Change(aggregate, aggregate, actual)
        return aggregate

    async def _refuse(self, place: Place | None, error: DBAPIError) -> None:
        """Turn what the database has against a change into a refusal of the domain, if it is."""
        if place is None:
            return
        (table, identity), change = place, self._changes[place]
        if isinstance(error, IntegrityError):
            if field := await self._taken(table, identity, change, error):
                raise AlreadyExists(table.resource, field) from error
        elif state_of(error) == TOO_LONG:
            problem = "what is unique or looked for: is too long for an index"
            raise Invalid(table.resource, [problem]) from error
        elif state_of(error) in LOST_RACES:
            raise await self._moved(table, identity, change) from error

    def _comes(self, place: Place) -> bool:
        """Say whether a place is taken by the commit: first come those that make way."""
        return self._changes[place].aggregate is not None

    async def _written(self, table: SqlTable[Any, K, Any], identity: K, change: _Change) -> bool:
        """Write one change; False if the row is not as it was loaded."""
        rows, aggregate = table.rows(), change.aggregate
        if not change.expected:
            if aggregate is not None:
                born = {table.version: self._first_version()}
                await self._session.execute(insert(rows), table.values(aggregate) | born)
                await self._write_lists(table, identity, change)
            return True
        as_loaded = table.has(identity), rows.c[table.version] == change.expected
        if aggregate is None:
            return await self._hit(delete(rows).where(*as_loaded))
        values = table.values(aggregate) | {table.version: change.expected + 1}
        if not await self._hit(update(rows).where(*as_loaded).values(values)):
            return False
        await self._write_lists(table, identity, change)
        return True

    async def _write_lists(
        self, table: SqlTable[Any, K, Any], identity: K, change: _Change
    ) -> None:
        for listed in table.lists:
            rows = cast("Table", listed.row.__table__)
            before = listed.values(change.before) if change.before is not None else []
            after = listed.values(change.aggregate)
            differs = repr(before) != repr(after)  # 1.0 equals 1.00, and is not the same
            if before and differs:
                owner = rows.c[listed.owner]
                await self._session.execute(delete(rows).where(owner == table.plain(identity)))
            if after and differs:
                await self._session.execute(insert(rows), after)

    async def _hit(self, statement: Executable) -> bool:
        done = await self._session.execute(statement)
        return cast("CursorResult[Any]", done).rowcount == 1

    def _first_version(self) -> int:
        """Count from the moment of birth: an identity that comes again has no old version."""
        return microseconds(self._clock.now())

    async def _moved(
        self, table: SqlTable[Any, K, Any], identity: K, change: _Change
    ) -> ConcurrentChange:
        actual = await self._actual(table, identity)
        return ConcurrentChange(table.resource, table.shown(identity), change.expected, actual)

    async def _taken(
        self, table: SqlTable[Any, K, Any], identity: K, change: _Change, error: IntegrityError
    ) -> str:
        """Name the field that another one has; of several the identity comes first."""
        if not change.expected and await self._actual(table, identity):
            return table.key
        return clashing(table, error)

    async def _actual(self, table: SqlTable[Any, K, Any], identity: K) -> int:
        """Return the version that is committed; 0 if there is none."""
        await self._session.rollback()
        version = select(table.rows().c[table.version]).where(table.has(identity))
        return await self._session.scalar(version) or 0


class SqlRepository(Generic[A, K, R]):
    """One table as a transaction sees it."""

    def __init__(self, transaction: SqlTransaction, table: SqlTable[A, K, R]) -> None:
        """Work on the table inside the transaction."""
        self._transaction = transaction
        self._table = table

    async def get(self, identity: K) -> A:
        """Return the aggregate with this identity.

        Raises:
            NotFound: There is none.
        """
        aggregate = await self._transaction.load(self._table, identity)
        if aggregate is None:
            raise NotFound(self._table.resource, self._table.shown(identity))
        return aggregate

    async def add(self, aggregate: A) -> None:
        """Add a new aggregate; the commit refuses an identity that is taken."""
        self._transaction.insert(self._table, aggregate)

    async def save(self, aggregate: A) -> None:
        """Keep the aggregate as it is now; the commit refuses it if another changed it."""
        self._transaction.write(self._table, self._table.identity(aggregate), aggregate)

    async def remove(self, aggregate: A) -> None:
        """Take the aggregate out; its identity is free again."""
        self._transaction.write(self._table, self._table.identity(aggregate), None)

    async def _having(
        self, condition: ColumnElement[bool], matches: Callable[[A], bool]
    ) -> tuple[A, ...]:
        return await self._transaction.having(self._table, condition, matches)
