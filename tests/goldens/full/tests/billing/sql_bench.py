"""The module billing alone on a bench, with a database."""

from typing import Any

from shop.billing.handlers import register
from shop.billing.repository import BillingWork
from shop.billing.sql import sql_billing_work
from shop.shared.database import Database
from shop.shared.event_bus import EventBus
from shop.shared.message_bus import MessageBus
from shop.shared.messages import Command

from tests.billing.ports import FakePaymentGateway
from tests.doubles import CountedIds, FixedClock
from tests.shared.hearing import PortHearing

UseCase = Command[Any]


class SqlBench:
    """The use cases of billing, wired as the app does, without other modules.

    Two benches do the same: the clock and the id source of each begin anew.
    """

    def __init__(self, database: Database) -> None:
        self.hearing = PortHearing()
        self._database = database
        self._clock = FixedClock()
        self._ids = CountedIds()
        self.bus = MessageBus(EventBus())
        register(
            self.bus,
            self.work,
            payment_gateway=FakePaymentGateway(self.hearing),
            port_timeout=5.0,
        )

    async def run(self, use_case: UseCase) -> None:
        await self.bus.send(use_case)

    def work(self) -> BillingWork:
        return sql_billing_work(self._database, self._clock, self._ids)
