"""One handler per message of catalog: load, call the model, save."""

from collections.abc import Callable

from shop.catalog.commands import (
    AddPhoto,
    AddProduct,
    ChangePrice,
    ReleaseStock,
    RemovePhoto,
    ReserveStock,
    RetireProduct,
)
from shop.catalog.model import Product
from shop.catalog.queries import GetProduct, SearchProducts
from shop.catalog.records import ProductRecord
from shop.catalog.repository import CatalogReads, CatalogWork
from shop.shared.message_bus import MessageBus
from shop.shared.pages import Page
from shop.shared.values import Sku


async def add_product(command: AddProduct, work: CatalogWork) -> Sku:
    """Add a product."""
    async with work:
        product, event = Product.add(
            sku=command.sku,
            name=command.name,
            price=command.price,
            stamp=work.stamp(),
        )
        await work.products.add(product)
        work.collect(event)
        await work.commit()
    return product.sku


async def change_price(command: ChangePrice, work: CatalogWork) -> None:
    """Change price."""
    async with work:
        product = await work.products.get(command.sku)
        product, event = product.change_price(price=command.price, stamp=work.stamp())
        await work.products.save(product)
        work.collect(event)
        await work.commit()


async def add_photo(command: AddPhoto, work: CatalogWork) -> None:
    """Add a photo."""
    async with work:
        product = await work.products.get(command.sku)
        product, event = product.add_photo(
            file=command.file,
            caption=command.caption,
            stamp=work.stamp(),
        )
        await work.products.save(product)
        work.collect(event)
        await work.commit()


async def remove_photo(command: RemovePhoto, work: CatalogWork) -> None:
    """Remove a photo."""
    async with work:
        product = await work.products.get(command.sku)
        product, event = product.remove_photo(file=command.file, stamp=work.stamp())
        await work.products.save(product)
        work.collect(event)
        await work.commit()


async def reserve_stock(command: ReserveStock, work: CatalogWork) -> None:
    """Reserve stock."""
    async with work:
        product = await work.products.get(command.sku)
        product, event = product.reserve_stock(quantity=command.quantity, stamp=work.stamp())
        await work.products.save(product)
        work.collect(event)
        await work.commit()


async def release_stock(command: ReleaseStock, work: CatalogWork) -> None:
    """Release stock."""
    async with work:
        product = await work.products.get(command.sku)
        product, event = product.release_stock(quantity=command.quantity, stamp=work.stamp())
        await work.products.save(product)
        work.collect(event)
        await work.commit()


async def retire_product(command: RetireProduct, work: CatalogWork) -> None:
    """Retire a product."""
    async with work:
        product = await work.products.get(command.sku)
        product, event = product.retire(stamp=work.stamp())
        await work.products.save(product)
        work.collect(event)
        await work.commit()


async def get_product(query: GetProduct, reads: CatalogReads) -> ProductRecord:
    """Get a product."""
    return await reads.get_product(sku=query.sku)


async def search_products(query: SearchProducts, reads: CatalogReads) -> Page[ProductRecord]:
    """Search products."""
    return await reads.search_products(text=query.text, limit=query.limit, cursor=query.cursor)


def register(
    bus: MessageBus,
    work: Callable[[], CatalogWork],
    reads: CatalogReads,
) -> None:
    """Give every message of catalog its one handler."""
    bus.on_command(AddProduct, add_product, work)
    bus.on_command(ChangePrice, change_price, work)
    bus.on_command(AddPhoto, add_photo, work)
    bus.on_command(RemovePhoto, remove_photo, work)
    bus.on_command(ReserveStock, reserve_stock, work)
    bus.on_command(ReleaseStock, release_stock, work)
    bus.on_command(RetireProduct, retire_product, work)
    bus.on_query(GetProduct, get_product, reads)
    bus.on_query(SearchProducts, search_products, reads)
