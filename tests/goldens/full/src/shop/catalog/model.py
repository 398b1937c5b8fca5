"""The rules of catalog: pure, synchronous, without a framework.

An aggregate is frozen. The method of a command refuses before anything changes; else it
returns the changed aggregate, and what has happened.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

from shop.catalog.events import (
    PhotoAdded,
    PhotoRemoved,
    PriceChanged,
    ProductAdded,
    ProductRetired,
    StockReleased,
    StockReserved,
)
from shop.catalog.values import Photo, ProductState
from shop.shared.checks import Check
from shop.shared.errors import IllegalMove, Rejected
from shop.shared.items import ItemList
from shop.shared.messages import Stamp
from shop.shared.transitions import Transitions
from shop.shared.values import Money, Sku


class OutOfStock(Rejected):
    """Fewer are left than asked for."""


class NoLongerSold(IllegalMove):
    """The product is retired."""


PRODUCT_MOVES: Final = Transitions(
    {
        (ProductState.ACTIVE, "ChangePrice"): (ProductState.ACTIVE,),
        (ProductState.ACTIVE, "ReserveStock"): (ProductState.ACTIVE,),
        (ProductState.ACTIVE, "RetireProduct"): (ProductState.RETIRED,),
    },
    refusals={
        (ProductState.RETIRED, "ReserveStock"): NoLongerSold,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product."""

    sku: Sku
    name: str
    price: Money
    stock: int
    photos: tuple[Photo, ...]
    state: ProductState

    def __post_init__(self) -> None:
        """Refuse what lies outside a field's type."""
        Check.all(
            "Product",
            Check.text("name", self.name, low=2, high=120),
            Check.whole("stock", self.stock, low=0),
            Check.distinct("photos", (photo.file for photo in self.photos)),
        )

    @classmethod
    def add(cls, *, sku: Sku, name: str, price: Money, stamp: Stamp) -> tuple[Self, ProductAdded]:
        """Add a product.

        Raises:
            Invalid: Something lies outside its type.
        """
        new = cls(sku=sku, name=name, price=price, stock=0, photos=(), state=ProductState.ACTIVE)
        return new, ProductAdded(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            sku=new.sku,
            name=name,
            price=price,
            stock=new.stock,
        )

    def change_price(self, *, price: Money, stamp: Stamp) -> tuple[Self, PriceChanged]:
        """Change price.

        Raises:
            IllegalMove: The product is not active.
            Invalid: Something lies outside its type.
        """
        PRODUCT_MOVES.allow(self.state, "ChangePrice")
        changed = replace(self, price=price)
        return changed, PriceChanged(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            sku=changed.sku,
            price=price,
        )

    def add_photo(
        self,
        *,
        file: str,
        caption: str | None = None,
        stamp: Stamp,
    ) -> tuple[Self, PhotoAdded]:
        """Add a photo.

        Raises:
            AlreadyExists: The product has this photo.
            Invalid: Something lies outside its type.
        """
        photo = Photo(file=file, caption=caption)
        changed = replace(self, photos=self._photos().added(photo))
        return changed, PhotoAdded(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            sku=changed.sku,
            file=file,
            caption=caption,
        )

    def remove_photo(self, *, file: str, stamp: Stamp) -> tuple[Self, PhotoRemoved]:
        """Remove a photo.

        Raises:
            NotFound: The product has no such photo.
        """
        changed = replace(self, photos=self._photos().without(file))
        return changed, PhotoRemoved(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            sku=changed.sku,
            file=file,
        )

    def reserve_stock(self, *, quantity: int, stamp: Stamp) -> tuple[Self, StockReserved]:
        """Reserve stock.

        Raises:
            OutOfStock: Fewer are left than asked for.
            NoLongerSold: The product is retired.
            Invalid: Something lies outside its type.
        """
        Check.all(
            "ReserveStock",
            Check.whole("quantity", quantity, low=1),
        )
        PRODUCT_MOVES.allow(self.state, "ReserveStock")
        if self.out_of_stock(quantity=quantity):
            raise OutOfStock("ReserveStock")
        return self, StockReserved(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            sku=self.sku,
            quantity=quantity,
        )

    def release_stock(self, *, quantity: int, stamp: Stamp) -> tuple[Self, StockReleased]:
        """Release stock.

        Raises:
            Invalid: Something lies outside its type.
        """
        Check.all(
            "ReleaseStock",
            Check.whole("quantity", quantity, low=1),
        )
        return self, StockReleased(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            sku=self.sku,
            quantity=quantity,
        )

    def retire(self, *, stamp: Stamp) -> tuple[Self, ProductRetired]:
        """Retire a product.

        Raises:
            IllegalMove: The product is not active.
        """
        state = PRODUCT_MOVES.after(self.state, "RetireProduct")
        changed = replace(self, state=state)
        return changed, ProductRetired(
            event_id=stamp.event_id,
            occurred_at=stamp.at,
            sku=changed.sku,
        )

    def out_of_stock(self, *, quantity: int) -> bool:
        """Fewer are left than asked for."""
        return False

    def _photos(self) -> ItemList[Photo]:
        return ItemList(
            "photo",
            "file",
            self.photos,
            lambda photo: photo.file,
        )
