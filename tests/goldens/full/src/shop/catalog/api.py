"""The routes of catalog: parse, ask a use case, answer."""

from functools import partial
from typing import Annotated

import fastapi

from shop.catalog import schemas
from shop.catalog.commands import (
    AddPhoto,
    AddProduct,
    ChangePrice,
    ReleaseStock,
    RemovePhoto,
    ReserveStock,
    RetireProduct,
)
from shop.catalog.queries import GetProduct, SearchProducts
from shop.shared import web
from shop.shared.message_bus import MessageBus
from shop.shared.terms import Receipts
from shop.shared.values import Sku


def router(bus: MessageBus, receipts: Receipts) -> fastapi.APIRouter:
    """Return the routes of catalog."""
    routes = fastapi.APIRouter(prefix="/catalog", tags=["catalog"])
    _products(routes, bus, receipts)
    return routes


def _products(routes: fastapi.APIRouter, bus: MessageBus, receipts: Receipts) -> None:
    """Add what may be asked of a product."""

    @routes.post(
        "/products",
        status_code=201,
        response_model=schemas.ProductIdentity,
        responses=web.refusals(409, 413, 422, 503),
        operation_id="AddProduct",
    )
    async def add_product(
        body: schemas.AddProductBody,
        request: fastapi.Request,
        idempotency_key: web.IdempotencyKey = None,
    ) -> fastapi.Response:
        """Add a product."""
        command = AddProduct(sku=Sku(body.sku), name=body.name, price=body.price.to_domain())
        return await web.created(
            partial(bus.send, command),
            receipts=receipts,
            request=request,
            body=body,
            key=idempotency_key,
            identity="sku",
            at="/catalog/products",
        )

    @routes.post(
        "/products/{sku}/change-price",
        status_code=204,
        responses=web.refusals(404, 409, 412, 413, 422, 503),
        operation_id="ChangePrice",
    )
    async def change_price(
        sku: schemas.ProductKey,
        body: schemas.ChangePriceBody,
        if_match: web.IfMatch = None,
    ) -> fastapi.Response:
        """Change price."""
        command = ChangePrice(sku=Sku(sku), price=body.price.to_domain())
        return await web.changed(partial(bus.send, command), if_match, of=("product", command.sku))

    @routes.post(
        "/products/{sku}/add-photo",
        status_code=204,
        responses=web.refusals(404, 409, 412, 413, 422, 503),
        operation_id="AddPhoto",
    )
    async def add_photo(
        sku: schemas.ProductKey,
        body: schemas.AddPhotoBody,
        if_match: web.IfMatch = None,
    ) -> fastapi.Response:
        """Add a photo."""
        command = AddPhoto(sku=Sku(sku), file=body.file, caption=body.caption)
        return await web.changed(partial(bus.send, command), if_match, of=("product", command.sku))

    @routes.post(
        "/products/{sku}/remove-photo",
        status_code=204,
        responses=web.refusals(404, 409, 412, 413, 422, 503),
        operation_id="RemovePhoto",
    )
    async def remove_photo(
        sku: schemas.ProductKey,
        body: schemas.RemovePhotoBody,
        if_match: web.IfMatch = None,
    ) -> fastapi.Response:
        """Remove a photo."""
        command = RemovePhoto(sku=Sku(sku), file=body.file)
        return await web.changed(partial(bus.send, command), if_match, of=("product", command.sku))

    @routes.post(
        "/products/{sku}/reserve-stock",
        status_code=204,
        responses=web.refusals(404, 409, 412, 413, 422, 503),
        operation_id="ReserveStock",
    )
    async def reserve_stock(
        sku: schemas.ProductKey,
        body: schemas.ReserveStockBody,
        if_match: web.IfMatch = None,
    ) -> fastapi.Response:
        """Reserve stock."""
        command = ReserveStock(sku=Sku(sku), quantity=body.quantity)
        return await web.changed(partial(bus.send, command), if_match, of=("product", command.sku))

    @routes.post(
        "/products/{sku}/release-stock",
        status_code=204,
        responses=web.refusals(404, 409, 412, 413, 422, 503),
        operation_id="ReleaseStock",
    )
    async def release_stock(
        sku: schemas.ProductKey,
        body: schemas.ReleaseStockBody,
        if_match: web.IfMatch = None,
    ) -> fastapi.Response:
        """Release stock."""
        command = ReleaseStock(sku=Sku(sku), quantity=body.quantity)
        return await web.changed(partial(bus.send, command), if_match, of=("product", command.sku))

    @routes.post(
        "/products/{sku}/retire-product",
        status_code=204,
        responses=web.refusals(404, 409, 412, 422, 503),
        operation_id="RetireProduct",
    )
    async def retire_product(
        sku: schemas.ProductKey,
        if_match: web.IfMatch = None,
    ) -> fastapi.Response:
        """Retire a product."""
        command = RetireProduct(sku=Sku(sku))
        return await web.changed(partial(bus.send, command), if_match, of=("product", command.sku))

    @routes.get(
        "/products/{sku}",
        response_model=schemas.ProductView,
        responses=web.refusals(304, 404, 422, 503),
        operation_id="GetProduct",
    )
    async def get_product(
        sku: schemas.ProductKey,
        if_none_match: web.IfNoneMatch = None,
    ) -> fastapi.Response:
        """Get a product."""
        found = await bus.ask(GetProduct(sku=Sku(sku)))
        return web.shown(schemas.ProductView.of(found), found.version, if_none_match)

    @routes.get(
        "/search-products",
        response_model=schemas.ProductPage,
        responses=web.refusals(422, 503),
        operation_id="SearchProducts",
    )
    async def search_products(
        asked: Annotated[schemas.SearchProductsParameters, fastapi.Query()],
    ) -> fastapi.Response:
        """Search products."""
        found = await bus.ask(
            SearchProducts(text=asked.text, limit=asked.limit, cursor=asked.cursor),
        )
        return web.shown(schemas.ProductPage.of(found))
