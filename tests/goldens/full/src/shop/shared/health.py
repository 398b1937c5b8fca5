"""Whether the site lives, and whether it is ready to be asked."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from shop.shared.errors import Unavailable
from shop.shared.problems import refusals

log = logging.getLogger(__name__)
PATIENCE = 1.5  # seconds; whoever asks waits for two


class Health(BaseModel):
    """All is well."""

    status: Literal["ok"] = "ok"


class Readiness:
    """Ready, as long as what the site needs answers in time.

    Nobody is told that the site stops: the server takes no connection then.
    """

    def __init__(self, ready: Callable[[], Awaitable[None]]) -> None:
        """Ask this, which raises if something does not answer."""
        self._ready = ready

    async def check(self) -> None:
        """Find out.

        Raises:
            Unavailable: The site is not ready.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                await self._ready()
        except Unavailable:
            raise
        except Exception as error:
            log.exception("the site is not ready")
            raise Unavailable("something that the site needs") from error


def health(readiness: Readiness) -> APIRouter:
    """Make the routes that an orchestrator asks."""
    router = APIRouter(prefix="/health", tags=["health"])

    @router.get("/live", operation_id="live", summary="Whether the process answers")
    async def live() -> Health:
        return Health()

    @router.get(
        "/ready",
        operation_id="ready",
        summary="Whether all that the site needs answers",
        responses=refusals(503),
    )
    async def ready() -> Health:
        await readiness.check()
        return Health()

    return router
