"""What requests to catalog and its answers look like as JSON, apart from the domain."""

from typing import Annotated, Self

from pydantic import Field

from shop.catalog.records import ProductRecord
from shop.catalog.values import Photo, ProductState
from shop.shared import edge
from shop.shared.pages import Page
from shop.shared.schemas import MoneyJson, SkuJson

ProductKey = Annotated[SkuJson, edge.UNQUOTED]


class PhotoJson(edge.Edge):
    """A photo."""

    file: Annotated[edge.Text, Field(min_length=1, max_length=120)]
    caption: Annotated[edge.Text, Field(max_length=200)] | None = None

    @classmethod
    def of(cls, value: Photo) -> Self:
        """Show what the domain holds."""
        return cls(file=value.file, caption=value.caption)


class AddProductBody(edge.Edge):
    """Add a product."""

    sku: SkuJson
    name: Annotated[edge.Text, Field(min_length=2, max_length=120)]
    price: MoneyJson


class ChangePriceBody(edge.Edge):
    """Change price."""

    price: MoneyJson


class AddPhotoBody(edge.Edge):
    """Add a photo."""

    file: Annotated[edge.Text, Field(min_length=1, max_length=120)]
    caption: Annotated[edge.Text, Field(max_length=200)] | None = None


class RemovePhotoBody(edge.Edge):
    """Remove a photo."""

    file: Annotated[edge.Text, Field(min_length=1, max_length=120)]


class ReserveStockBody(edge.Edge):
    """Reserve stock."""

    quantity: Annotated[edge.Whole, Field(ge=1)]


class ReleaseStockBody(edge.Edge):
    """Release stock."""

    quantity: Annotated[edge.Whole, Field(ge=1)]


class ProductIdentity(edge.Edge):
    """The identity of a new product."""

    sku: SkuJson


class SearchProductsParameters(edge.Edge):
    """Search products."""

    text: edge.Text | None = None
    limit: Annotated[edge.WholeText, edge.between(1, 200)] = 50
    cursor: edge.Text | None = None


class ProductView(edge.Edge):
    """A product."""

    sku: SkuJson
    name: edge.Text
    price: MoneyJson
    stock: edge.Whole
    photos: tuple[PhotoJson, ...]
    state: ProductState

    @classmethod
    def of(cls, record: ProductRecord) -> Self:
        """Show what the domain holds."""
        return cls(
            sku=record.sku.value,
            name=record.name,
            price=MoneyJson.of(record.price),
            stock=record.stock,
            photos=tuple(PhotoJson.of(it) for it in record.photos),
            state=record.state,
        )


class ProductPage(edge.Edge):
    """Some products in order, and the cursor that continues after them."""

    items: tuple[ProductView, ...]
    next: edge.Text | None

    @classmethod
    def of(cls, page: Page[ProductRecord]) -> Self:
        """Show what the domain holds."""
        return cls(items=tuple(ProductView.of(it) for it in page.items), next=page.next)
