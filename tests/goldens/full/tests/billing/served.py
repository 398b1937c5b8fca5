"""The routes of billing on a bench, where no test finds what another left."""

from functools import cache
from typing import TypeVar

from shop.billing.api import router
from shop.shared.memory import MemoryReceipts, MemoryStore, MemoryTable

from tests.billing.bench import Bench
from tests.doubles import CountedIds, FixedClock
from tests.served import Served
from tests.shared.hearing import PortHearing

A = TypeVar("A")
K = TypeVar("K")


class ServedBilling(Served):
    """The routes of billing, and the bench behind them."""

    def __init__(self) -> None:
        self.ids = CountedIds()
        self.bench = Bench(FixedClock(), self.ids)
        super().__init__(router(self.bench.bus, MemoryReceipts(self.bench.store)))

    def tag(self, table: MemoryTable[A, K], identity: K) -> str:
        """Return the tag of what is kept."""
        return f'"{self.bench.store.version(table, identity)}"'

    def is_version(self, tag: str, table: MemoryTable[A, K], identity: K) -> bool:
        """Say whether a tag that came bears the version of what is kept."""
        return tag.startswith(f'"{self.bench.store.version(table, identity)}-')


@cache
def only() -> ServedBilling:
    """Build the routes, which takes long, once for all tests."""
    return ServedBilling()


def fresh() -> ServedBilling:
    """Return the routes with everything behind them as it was at first."""
    served = only()
    vars(served.ids).update(vars(CountedIds()))
    vars(served.bench.store).update(vars(MemoryStore()))
    served.bench.heard.clear()
    vars(served.bench.hearing).update(vars(PortHearing()))
    return served
