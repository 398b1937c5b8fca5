"""Where catalog keeps its aggregates in a database: rows, and the mapping between the two."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.catalog.model import Product
from shop.catalog.records import ProductRecord
from shop.catalog.repository import CatalogWork, product_record
from shop.catalog.values import Photo, ProductState
from shop.shared.clock import Clock
from shop.shared.columns import Base, KeyText, contained
from shop.shared.database import Database
from shop.shared.errors import NotFound
from shop.shared.ids import Ids
from shop.shared.pages import Page
from shop.shared.sql import SqlRepository, SqlTransaction
from shop.shared.sql_pages import sql_page
from shop.shared.sql_rows import sql_get
from shop.shared.sql_tables import SqlList, SqlTable
from shop.shared.values import Currency, Money, Sku


class PhotoRow(Base):
    """A photo."""

    __tablename__ = "catalog_product_photos"

    product: Mapped[str] = mapped_column(
        KeyText,
        ForeignKey(
            "catalog_products.sku",
            name="fk_catalog_product_photos_product",
            ondelete="CASCADE",
        ),
        primary_key=True,
    )
    file: Mapped[str] = mapped_column(KeyText, primary_key=True)
    caption: Mapped[str | None]
    position: Mapped[int]


class ProductRow(Base):
    """A product."""

    __tablename__ = "catalog_products"
    __table_args__ = (Index("ix_catalog_products_state", "state", "sku"),)

    sku: Mapped[str] = mapped_column(KeyText, primary_key=True)
    name: Mapped[str]
    price_amount: Mapped[Decimal]
    price_currency: Mapped[str]
    stock: Mapped[int]
    state: Mapped[str]
    version: Mapped[int]
    photos: Mapped[list[PhotoRow]] = relationship(
        lazy="selectin",
        order_by=PhotoRow.position,
        viewonly=True,
    )


def product_of(row: ProductRow) -> Product:
    """Make the product that a row holds."""
    return Product(
        sku=Sku(row.sku),
        name=row.name,
        price=Money(amount=row.price_amount, currency=Currency(row.price_currency)),
        stock=row.stock,
        photos=tuple(photo_of(it) for it in row.photos),
        state=ProductState(row.state),
    )


def photo_of(row: PhotoRow) -> Photo:
    """Make the photo that a row holds."""
    return Photo(
        file=row.file,
        caption=row.caption,
    )


def product_values(product: Product) -> dict[str, Any]:
    """Write the columns of the product."""
    return {
        "sku": product.sku.value,
        "name": product.name,
        "price_amount": product.price.amount,
        "price_currency": product.price.currency,
        "stock": product.stock,
        "state": product.state,
    }


def photo_values(product: Product) -> list[dict[str, Any]]:
    """Write the rows of the photos of the product."""
    return [
        {
            "product": product.sku.value,
            "file": photo.file,
            "caption": photo.caption,
            "position": position,
        }
        for position, photo in enumerate(product.photos)
    ]


SQL_PRODUCTS: SqlTable[Product, Sku, ProductRow] = SqlTable(
    resource="product",
    key="sku",
    row=ProductRow,
    identity=lambda product: product.sku,
    plain=lambda sku: sku.value,
    read=product_of,
    values=product_values,
    lists=(SqlList(PhotoRow, "product", photo_values),),
)


class SqlProductRepository(SqlRepository[Product, Sku, ProductRow]):
    """All products, in tables."""


def sql_catalog_work(database: Database, clock: Clock, ids: Ids) -> CatalogWork:
    """Return new work on a database."""
    transaction = SqlTransaction(database, clock)
    return CatalogWork(
        transaction,
        clock,
        ids,
        products=SqlProductRepository(transaction, SQL_PRODUCTS),
    )


class SqlCatalogReads:
    """The read side of catalog, from tables."""

    def __init__(self, database: Database) -> None:
        """Read what is committed."""
        self._database = database

    async def get_product(self, *, sku: Sku) -> ProductRecord:
        """Get a product."""
        async with self._database.reading() as connection:
            row = await sql_get(connection, ProductRow, sku.value)
        if row is None:
            raise NotFound("product", sku)
        return _product_record(row)

    async def search_products(
        self,
        *,
        text: str | None,
        limit: int,
        cursor: str | None,
    ) -> Page[ProductRecord]:
        """Search products."""
        statement = select(ProductRow).where(ProductRow.state == ProductState.ACTIVE)
        if text is not None:
            statement = statement.where(contained(ProductRow.name, text))
        async with self._database.reading() as connection:
            return await sql_page(
                connection,
                ProductRow,
                statement,
                shown=_product_record,
                limit=limit,
                cursor=cursor,
            )


def _product_record(row: ProductRow) -> ProductRecord:
    return product_record(SQL_PRODUCTS.made(row), row.version)
