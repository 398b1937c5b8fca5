"""The site: what shop answers over HTTP, one router for each module."""

from functools import partial

from fastapi import FastAPI

from shop.app import App
from shop.billing.api import router as billing_router
from shop.catalog.api import router as catalog_router
from shop.ordering.api import router as ordering_router
from shop.shared import web
from shop.shared.errors import Unavailable
from shop.shared.ids import TimeOrderedIds
from shop.shared.migrations import pending


def site(app: App) -> FastAPI:
    """Answer with what is wired."""
    return web.site(
        title="Shop",
        version="1",
        routers=[
            catalog_router(app.bus, app.receipts),
            ordering_router(app.bus, app.receipts),
            billing_router(app.bus, app.receipts),
        ],
        ids=TimeOrderedIds(),
        ready=partial(ready, app),
        stop=app.close,
        docs=app.settings.docs,
        largest_body=app.settings.largest_body,
    )


async def ready(app: App) -> None:
    """Return if requests can be answered now.

    Raises:
        Unavailable: The database does not answer, or has another schema.
    """
    await app.database.ready()
    if await pending(app.database, app.settings.migrations):
        raise Unavailable("a database with the newest schema")
