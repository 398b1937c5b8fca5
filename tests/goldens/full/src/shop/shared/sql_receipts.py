"""The requests that were carried out, each kept in one commit with its effect."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from shop.shared.columns import Base, KeyText
from shop.shared.database import Database, answering
from shop.shared.sql_rows import sql_get
from shop.shared.terms import KeyReceipt, Repeated


class ReceiptRow(Base):
    """A request, by its name."""

    __tablename__ = "receipts"

    name: Mapped[str] = mapped_column(KeyText, primary_key=True)
    fingerprint: Mapped[str]
    answer: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(index=True)


async def refuse_repetition(session: AsyncSession, receipt: KeyReceipt) -> None:
    """Return if the request was not carried out before.

    Raises:
        Repeated: Its receipt is kept.
    """
    if await session.get(ReceiptRow, receipt.name) is not None:
        raise Repeated(receipt.name)


async def keep(session: AsyncSession, receipt: KeyReceipt, at: datetime) -> None:
    """Keep a receipt; first of all, so that a repetition is told from any other clash.

    Raises:
        Repeated: It is kept already.
    """
    values = {
        "name": receipt.name,
        "fingerprint": receipt.fingerprint,
        "answer": receipt.answer,
        "kept_at": at,
    }
    try:
        await session.execute(insert(cast("Table", ReceiptRow.__table__)), values)
    except IntegrityError as error:
        raise Repeated(receipt.name) from error


class SqlReceipts:
    """All receipts."""

    def __init__(self, database: Database) -> None:
        """Read what is committed."""
        self._database = database

    async def find(self, name: str) -> KeyReceipt | None:
        """Return what is kept under this name."""
        async with self._database.reading() as connection:
            row = await sql_get(connection, ReceiptRow, name)
        if row is None:
            return None
        return KeyReceipt(name=row.name, fingerprint=row.fingerprint, answer=row.answer)

    async def forget(self, before: datetime) -> None:
        """Let go of what is older; such a request would be carried out again."""
        with answering():
            async with self._database.sessions.begin() as session:
                await session.execute(delete(ReceiptRow).where(ReceiptRow.kept_at < before))
