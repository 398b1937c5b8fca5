"""A plugin that counts what alerts is told."""

import collections
from collections.abc import Mapping

from shop.billing.ports import Alerts
from shop.shared import plugins
from shop.shared.values import Money, OrderId


class Counted(plugins.Lifecycle, Alerts):
    """Counts calls by method, and logs each so many."""

    about = plugins.About(
        name="counted", version="0.1.0", api_version=1, requires=("journal",), priority=-1
    )

    def __init__(self) -> None:
        """Begin at nothing."""
        self._every = 1
        self._counts: collections.Counter[str] = collections.Counter()

    def configure(self, settings: Mapping[str, object]) -> None:
        """Take `every`: which calls are logged, each of them unless given.

        Raises:
            ValueError: It is no number from 1, or something else is set.
        """
        every = settings.get("every", 1)
        if not isinstance(every, int) or every < 1 or settings.keys() - {"every"}:
            raise ValueError("takes nothing but 'every', a number from 1")
        self._every = every

    def _count(self, method: str) -> None:
        self._counts[method] += 1
        if self._counts[method] % self._every == 0:
            self.context.log.info("%s was told %d times", method, self._counts[method])

    async def payment_refused(self, *, order: OrderId, amount: Money) -> None:
        """Payment refused."""
        self._count("payment_refused")
