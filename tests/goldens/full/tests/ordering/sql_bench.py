"""The module ordering alone on a bench, with a database."""

from typing import Any

from shop.ordering.handlers import register
from shop.ordering.repository import OrderingWork
from shop.ordering.sql import sql_ordering_work
from shop.shared.database import Database
from shop.shared.event_bus import EventBus
from shop.shared.message_bus import MessageBus
from shop.shared.messages import Command

from tests.doubles import CountedIds, FixedClock

UseCase = Command[Any]


class SqlBench:
    """The use cases of ordering, wired as the app does, without other modules.

    Two benches do the same: the clock and the id source of each begin anew.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = FixedClock()
        self._ids = CountedIds()
        self.bus = MessageBus(EventBus())
        register(self.bus, self.work)

    async def run(self, use_case: UseCase) -> None:
        await self.bus.send(use_case)

    def work(self) -> OrderingWork:
        return sql_ordering_work(self._database, self._clock, self._ids)
