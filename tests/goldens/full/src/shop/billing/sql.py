"""Where billing keeps its aggregates in a database: rows, and the mapping between the two."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from shop.billing.model import Payment
from shop.billing.repository import BillingWork
from shop.billing.values import PaymentId, PaymentState
from shop.shared.clock import Clock
from shop.shared.columns import Base
from shop.shared.database import Database
from shop.shared.ids import Ids
from shop.shared.sql import SqlRepository, SqlTransaction
from shop.shared.sql_tables import SqlTable
from shop.shared.values import Currency, Money, OrderId


class PaymentRow(Base):
    """A payment."""

    __tablename__ = "billing_payments"
    __table_args__ = (Index("ix_billing_payments_order", "order", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order: Mapped[UUID]
    amount_amount: Mapped[Decimal]
    amount_currency: Mapped[str]
    refunded_on: Mapped[dt.date | None]
    state: Mapped[str]
    version: Mapped[int]


def payment_of(row: PaymentRow) -> Payment:
    """Make the payment that a row holds."""
    return Payment(
        id=PaymentId(row.id),
        order=OrderId(row.order),
        amount=Money(amount=row.amount_amount, currency=Currency(row.amount_currency)),
        refunded_on=row.refunded_on,
        state=PaymentState(row.state),
    )


def payment_values(payment: Payment) -> dict[str, Any]:
    """Write the columns of the payment."""
    return {
        "id": payment.id,
        "order": payment.order,
        "amount_amount": payment.amount.amount,
        "amount_currency": payment.amount.currency,
        "refunded_on": payment.refunded_on,
        "state": payment.state,
    }


SQL_PAYMENTS: SqlTable[Payment, PaymentId, PaymentRow] = SqlTable(
    resource="payment",
    key="id",
    row=PaymentRow,
    identity=lambda payment: payment.id,
    read=payment_of,
    values=payment_values,
)


class SqlPaymentRepository(SqlRepository[Payment, PaymentId, PaymentRow]):
    """All payments, in tables."""

    async def with_order(self, order: OrderId) -> tuple[Payment, ...]:
        """Return those with this order."""
        return await self._having(PaymentRow.order == order, lambda it: it.order == order)


def sql_billing_work(database: Database, clock: Clock, ids: Ids) -> BillingWork:
    """Return new work on a database."""
    transaction = SqlTransaction(database, clock)
    return BillingWork(
        transaction,
        clock,
        ids,
        payments=SqlPaymentRepository(transaction, SQL_PAYMENTS),
    )
