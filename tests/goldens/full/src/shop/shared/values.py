"""Values of the whole blueprint, and the identities that modules hold of each other."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

from shop.shared.checks import Check

OrderId = NewType("OrderId", UUID)


class Currency(StrEnum):
    """A currency."""

    EUR = "EUR"
    USD = "USD"
    GBP = "GBP"


@dataclass(frozen=True, slots=True)
class Sku:
    """A sku."""

    value: str

    def __post_init__(self) -> None:
        """Refuse what lies outside its type."""
        Check.all(
            "Sku",
            Check.text("value", self.value, pattern=r"[A-Z]{3}-\d{4}"),
        )

    def __str__(self) -> str:
        """Show the plain value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Email:
    """An email."""

    value: str

    def __post_init__(self) -> None:
        """Refuse what lies outside its type."""
        Check.all(
            "Email",
            Check.text("value", self.value, low=3, high=254, pattern=r"[^@\s]+@[^@\s]+"),
        )

    def __repr__(self) -> str:
        """Show nothing personal."""
        return "Email(***)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A money."""

    amount: Decimal
    currency: Currency = Currency.EUR

    def __post_init__(self) -> None:
        """Refuse what lies outside a field's type."""
        Check.all(
            "Money",
            Check.exact("amount", self.amount, low=Decimal(0)),
        )
