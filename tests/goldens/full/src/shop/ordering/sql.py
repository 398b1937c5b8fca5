"""Where ordering keeps its aggregates in a database: rows, and the mapping between the two."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.ordering.model import Order
from shop.ordering.repository import OrderingWork
from shop.ordering.values import OrderLine, OrderState
from shop.shared.clock import Clock
from shop.shared.columns import Base, KeyText
from shop.shared.database import Database
from shop.shared.ids import Ids
from shop.shared.sql import SqlRepository, SqlTransaction
from shop.shared.sql_tables import SqlList, SqlTable
from shop.shared.values import Currency, Email, Money, OrderId, Sku


class OrderLineRow(Base):
    """An order line."""

    __tablename__ = "ordering_order_lines"

    order: Mapped[UUID] = mapped_column(
        ForeignKey("ordering_orders.id", name="fk_ordering_order_lines_order", ondelete="CASCADE"),
        primary_key=True,
    )
    sku: Mapped[str] = mapped_column(KeyText, primary_key=True)
    quantity: Mapped[int]
    unit_price_amount: Mapped[Decimal]
    unit_price_currency: Mapped[str]
    position: Mapped[int]


class OrderRow(Base):
    """A customer's intent to buy; never empty once placed."""

    __tablename__ = "ordering_orders"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer: Mapped[str]
    total_amount: Mapped[Decimal]
    total_currency: Mapped[str]
    note: Mapped[str | None]
    state: Mapped[str]
    version: Mapped[int]
    lines: Mapped[list[OrderLineRow]] = relationship(
        lazy="selectin",
        order_by=OrderLineRow.position,
        viewonly=True,
    )


def order_of(row: OrderRow) -> Order:
    """Make the order that a row holds."""
    return Order(
        id=OrderId(row.id),
        customer=Email(row.customer),
        lines=tuple(order_line_of(it) for it in row.lines),
        total=Money(amount=row.total_amount, currency=Currency(row.total_currency)),
        note=row.note,
        state=OrderState(row.state),
    )


def order_line_of(row: OrderLineRow) -> OrderLine:
    """Make the order line that a row holds."""
    return OrderLine(
        sku=Sku(row.sku),
        quantity=row.quantity,
        unit_price=Money(amount=row.unit_price_amount, currency=Currency(row.unit_price_currency)),
    )


def order_values(order: Order) -> dict[str, Any]:
    """Write the columns of the order."""
    return {
        "id": order.id,
        "customer": order.customer.value,
        "total_amount": order.total.amount,
        "total_currency": order.total.currency,
        "note": order.note,
        "state": order.state,
    }


def order_line_values(order: Order) -> list[dict[str, Any]]:
    """Write the rows of the lines of the order."""
    return [
        {
            "order": order.id,
            "sku": order_line.sku.value,
            "quantity": order_line.quantity,
            "unit_price_amount": order_line.unit_price.amount,
            "unit_price_currency": order_line.unit_price.currency,
            "position": position,
        }
        for position, order_line in enumerate(order.lines)
    ]


SQL_ORDERS: SqlTable[Order, OrderId, OrderRow] = SqlTable(
    resource="order",
    key="id",
    row=OrderRow,
    identity=lambda order: order.id,
    read=order_of,
    values=order_values,
    lists=(SqlList(OrderLineRow, "order", order_line_values),),
)


class SqlOrderRepository(SqlRepository[Order, OrderId, OrderRow]):
    """All orders, in tables."""


def sql_ordering_work(database: Database, clock: Clock, ids: Ids) -> OrderingWork:
    """Return new work on a database."""
    transaction = SqlTransaction(database, clock)
    return OrderingWork(
        transaction,
        clock,
        ids,
        orders=SqlOrderRepository(transaction, SQL_ORDERS),
    )
