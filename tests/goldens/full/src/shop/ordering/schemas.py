"""What requests to ordering and its answers look like as JSON, apart from the domain."""

from typing import Annotated

from pydantic import Field

from shop.ordering.values import OrderLine
from shop.shared import edge
from shop.shared.schemas import EmailJson, MoneyJson, SkuJson
from shop.shared.values import Sku

OrderKey = edge.Key


class OrderLineJson(edge.Edge):
    """An order line."""

    sku: SkuJson
    quantity: Annotated[edge.Whole, Field(ge=1, le=99)]
    unit_price: MoneyJson

    def to_domain(self) -> OrderLine:
        """Return the same as the domain knows it."""
        return OrderLine(
            sku=Sku(self.sku),
            quantity=self.quantity,
            unit_price=self.unit_price.to_domain(),
        )


class PlaceOrderBody(edge.Edge):
    """Place an order."""

    customer: EmailJson = Field(repr=False)
    lines: Annotated[tuple[OrderLineJson, ...], Field(min_length=1)]
    total: MoneyJson
    note: Annotated[edge.Text, Field(max_length=500)] | None = None


class CancelOrderBody(edge.Edge):
    """Cancel an order."""

    reason: Annotated[edge.Text, Field(min_length=1, max_length=500)]


class OrderIdentity(edge.Edge):
    """The identity of a new order."""

    id: edge.Key
