"""The site: what shop answers over HTTP, one router for each module."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError

from shop.app import App
from shop.billing.api import router as billing_router
from shop.catalog.api import router as catalog_router
from shop.ordering.api import router as ordering_router
from shop.shared import web
from shop.shared.errors import Unavailable
from shop.shared.migrations import pending

log = logging.getLogger(__name__)
REMEMBERED = timedelta(days=1)  # how long a request that comes again is known
PAUSE = 3600.0  # seconds from one look for older ones to the next


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
        ids=app.ids,
        ready=partial(ready, app),
        beside=[partial(forget, app)],
        stop=app.close,
        docs=app.settings.docs,
        largest_body=app.settings.largest_body,
    )


async def ready(app: App) -> None:
    """Return if requests can be answered now.

    Raises:
        Unavailable: The database does not answer, or has another schema.
    """
    if await pending(app.database, app.settings.migrations):
        raise Unavailable("a database with the newest schema")


async def forget(app: App, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Let go of requests that are too old to come again, as long as the site answers."""
    while True:
        try:
            await app.receipts.forget(before=app.clock.now() - REMEMBERED)
        except (Unavailable, DBAPIError) as error:  # the next look comes anyway
            log.warning("old requests are still known: %s", type(error).__name__)
        await pause(PAUSE)
