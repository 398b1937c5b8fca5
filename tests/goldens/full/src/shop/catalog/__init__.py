"""The door of catalog: the only names that other modules may use."""

from shop.catalog.commands import ReleaseStock, ReserveStock
from shop.catalog.events import PriceChanged
from shop.catalog.model import NoLongerSold, OutOfStock
from shop.catalog.queries import GetProduct
from shop.catalog.records import ProductRecord
from shop.catalog.values import Photo, ProductState

__all__ = [
    "GetProduct",
    "NoLongerSold",
    "OutOfStock",
    "Photo",
    "PriceChanged",
    "ProductRecord",
    "ProductState",
    "ReleaseStock",
    "ReserveStock",
]
