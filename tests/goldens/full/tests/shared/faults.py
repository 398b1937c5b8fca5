"""A database that fails at any point of a use case, and a use case cancelled at any await.

A point is a statement or a commit. What happens when the answer to a commit is lost on its
way is not tried: nobody can say then whether it lasts.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import suppress
from functools import partial
from itertools import count
from types import TracebackType
from typing import Any, Self

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.exc import DBAPIError

from shop.shared.database import Database
from shop.shared.errors import Unavailable

from tests.database import Stage

EXECUTIONS = ("do_execute", "do_executemany", "do_execute_no_params")
COMMIT = "COMMIT"

Act = Callable[[], Coroutine[Any, Any, object]]


class Points:
    """Lists the points that an engine comes to, and lets one of them fail.

    It fails with an error of the driver, or because the connection is lost.
    """

    def __init__(self, database: Database, *, fails: int = 0, lost: bool = False) -> None:
        """Count from 1; at 0 all goes well."""
        self.met: list[str] = []
        self._engine = database.engine.sync_engine
        self._fails = fails
        self._lost = lost

    def __enter__(self) -> Self:
        for name in EXECUTIONS:
            event.listen(self._engine, name, self._executes)
        event.listen(self._engine, "commit", self._commits)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for name in EXECUTIONS:
            event.remove(self._engine, name, self._executes)
        event.remove(self._engine, "commit", self._commits)

    def beginning(self, *words: str) -> list[str]:
        """Return the statements that begin with one of these words."""
        return [it for it in self.met if it.startswith(words)]

    def _executes(self, cursor: DBAPICursor, statement: str, *given: object) -> None:
        context = given[-1]
        assert isinstance(context, ExecutionContext)
        self.met.append(statement)
        if len(self.met) != self._fails:
            return
        if not self._lost:
            raise context.dialect.loaded_dbapi.DatabaseError("on purpose")
        self._lose(context.root_connection)

    def _commits(self, connection: Connection) -> None:
        self.met.append(COMMIT)
        if len(self.met) != self._fails:
            return
        # A connection to a file is never lost, and its driver would not tell.
        if not self._lost or connection.dialect.name == "sqlite":
            raise DBAPIError(COMMIT, None, OSError("on purpose"))
        self._lose(connection)

    def _lose(self, connection: Connection) -> None:
        held = connection.connection
        assert held.dbapi_connection is not None
        assert held.driver_connection is not None
        if connection.dialect.name == "sqlite":
            connection.dialect.do_terminate(held.dbapi_connection)
        else:
            held.driver_connection.terminate()


async def failing_everywhere(stage: Stage, act: Act, *, thorough: bool) -> int:
    """Fail at each point: nothing is changed, nothing is held, the next try goes well.

    Thorough is in both ways at each point, with a next try after each; else the ways take
    turns, with a next try in the end. The rows are as before, then. Return how often it failed.
    """
    await stage.database.ready()  # whatever an engine does only once is done
    before = await stage.rows()
    with Points(stage.database) as whole:
        after = await outcome(stage, act)
    failed = 0
    for at, _ in enumerate(whole.met, start=1):
        for lost in (False, True) if thorough else (at % 2 == 0,):
            await stage.put(before)
            with (
                Points(stage.database, fails=at, lost=lost),
                pytest.raises((DBAPIError, Unavailable)),
            ):
                await act()
            assert stage.lent == 0
            assert await stage.rows() == before
            failed += 1
            if thorough or at == len(whole.met):
                assert await outcome(stage, act) == after
    await stage.put(before)
    await stage.database.close()  # or every other connection is given up at its next use
    return failed


async def cancelled_everywhere(stage: Stage, act: Act, *, every: int = 1) -> int:
    """Cancel at each await: all is changed or nothing, nothing is held, the next try goes well.

    Return how often it was cancelled.
    """
    before, after = await stage.rows(), await outcome(stage, act)
    for cancelled, at in enumerate(count(1, every)):
        await stage.put(before)
        others = asyncio.all_tasks()
        if not await was_cancelled(act, at):
            return cancelled
        await ended(asyncio.all_tasks() - others)
        assert stage.lent == 0
        now = await stage.rows()
        assert now in (before, after)
        if now == before:
            assert await outcome(stage, act) == after
    raise AssertionError


async def ended(tasks: set[asyncio.Task[Any]]) -> None:
    """Wait for what goes on behind a task that was cancelled: connections that are given back."""
    if tasks:
        _, pending = await asyncio.wait(tasks, timeout=2)
        assert not pending


async def outcome(stage: Stage, act: Act) -> dict[str, list[tuple[Any, ...]]]:
    """Act, and return the rows afterwards."""
    await act()
    return await stage.rows()


async def was_cancelled(act: Act, at: int) -> bool:
    """Act in a task that is cancelled when it waits for the n-th time; say whether it came so far.

    Whoever is cancelled must not hide it.
    """
    steps = Steps(act(), at)
    task = asyncio.ensure_future(_all_of(steps))
    await asyncio.wait([task])
    assert task.cancelled() == steps.cancelled
    return task.cancelled()


class Steps:
    """Goes through a coroutine step by step, as awaiting it would."""

    def __init__(self, running: Coroutine[Any, Any, object], cancelled_at: int) -> None:
        self.cancelled = False
        self._running = running
        self._cancelled_at = cancelled_at

    def __await__(self) -> Generator[Any, Any, None]:
        task = asyncio.current_task()
        assert task is not None
        proceed: Callable[[], object] = partial(self._running.send, None)
        with suppress(StopIteration):
            for waited in count(1):
                waits_for = proceed()
                if waited == self._cancelled_at:
                    self.cancelled = task.cancel()
                try:
                    yield waits_for
                except BaseException as error:  # noqa: BLE001
                    proceed = partial(self._running.throw, error)
                else:
                    proceed = partial(self._running.send, None)


async def _all_of(steps: Awaitable[None]) -> None:
    await steps
