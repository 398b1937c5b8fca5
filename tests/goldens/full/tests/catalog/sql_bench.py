"""The module catalog alone on a bench, with a database."""

from typing import Any

from shop.catalog.handlers import register
from shop.catalog.repository import CatalogWork
from shop.catalog.sql import SqlCatalogReads, sql_catalog_work
from shop.shared.database import Database
from shop.shared.event_bus import EventBus
from shop.shared.message_bus import MessageBus
from shop.shared.messages import Command, Query

from tests.doubles import CountedIds, FixedClock

UseCase = Command[Any]
AnyQuestion = Query[Any]


class SqlBench:
    """The use cases of catalog, wired as the app does, without other modules.

    Two benches do the same: the clock and the id source of each begin anew.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = FixedClock()
        self._ids = CountedIds()
        self.bus = MessageBus(EventBus())
        register(self.bus, self.work, SqlCatalogReads(database))

    async def run(self, use_case: UseCase) -> None:
        await self.bus.send(use_case)

    def work(self) -> CatalogWork:
        return sql_catalog_work(self._database, self._clock, self._ids)
