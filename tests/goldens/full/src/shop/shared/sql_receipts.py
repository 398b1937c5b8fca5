"""The requests that were carried out, each kept in one commit with its effect."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, mapped_column

from shop.shared.columns import Base, KeyText
from shop.shared.database import Database
from shop.shared.terms import Receipt


class ReceiptRow(Base):
    """A request, by its name."""

    __tablename__ = "receipts"

    name: Mapped[str] = mapped_column(KeyText, primary_key=True)
    fingerprint: Mapped[str]
    answer: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(index=True)


class SqlReceipts:
    """All receipts."""

    def __init__(self, database: Database) -> None:
        """Read what is committed."""
        self._database = database

    async def find(self, name: str) -> Receipt | None:
        """Return what is kept under this name."""
        async with self._database.reading() as session:
            row = await session.get(ReceiptRow, name)
        if row is None:
            return None
        return Receipt(name=row.name, fingerprint=row.fingerprint, answer=row.answer)

    async def forget(self, before: datetime) -> None:
        """Let go of what is older; such a request would be carried out again."""
        async with self._database.reading() as session:
            await session.execute(delete(ReceiptRow).where(ReceiptRow.kept_at < before))
            await session.commit()
