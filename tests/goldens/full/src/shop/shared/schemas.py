"""Values of the whole blueprint as JSON, in requests and in answers."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field

from shop.shared import edge
from shop.shared.values import Currency, Money

SkuJson = Annotated[edge.Text, edge.matching(r"[A-Z]{3}-\d{4}")]
EmailJson = Annotated[
    edge.Text,
    Field(min_length=3, max_length=254),
    edge.matching(r"[^@\s]+@[^@\s]+"),
]


class MoneyJson(edge.Edge):
    """A money."""

    amount: Annotated[edge.Exact, edge.between(Decimal(0), None)]
    currency: Currency = Currency.EUR

    @classmethod
    def of(cls, value: Money) -> Self:
        """Show what the domain holds."""
        return cls(amount=value.amount, currency=value.currency)

    def to_domain(self) -> Money:
        """Return the same as the domain knows it."""
        return Money(amount=self.amount, currency=self.currency)
