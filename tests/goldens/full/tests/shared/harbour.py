"""A small site over a store in memory: boats that are moored, painted and shown."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

import httpx2
from fastapi import APIRouter, Request, Response

from shop.shared import web
from shop.shared.clock import EPOCH
from shop.shared.edge import UNQUOTED, Anything, Edge, Text
from shop.shared.errors import NotFound
from shop.shared.memory import (
    MemoryReceipts,
    MemoryRepository,
    MemoryStore,
    MemoryTable,
    MemoryTransaction,
)
from shop.shared.terms import KeyReceipt, Terms

from tests.doubles import CountedIds, FixedClock


@dataclass(frozen=True, slots=True)
class Boat:
    name: str
    colour: str = "white"


BOATS: MemoryTable[Boat, str] = MemoryTable("boat", "name", lambda boat: boat.name)


class BoatBody(Edge):
    name: Text
    colour: Text = "white"
    notes: Anything = None


class PaintBody(Edge):
    colour: Text


class Harbour:
    """A site over a store in memory, which each test finds empty."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.receipts: list[KeyReceipt | None] = []
        routes = APIRouter(prefix="/boats", tags=["harbour"])
        routes.post("", status_code=201, responses=web.refusals(409, 413, 422))(self.moor)
        routes.post("/{name}/paint", status_code=204, responses=web.refusals(412))(self.paint)
        routes.get("/{name}", response_model=BoatBody, responses=web.refusals(304, 404))(self.show)
        routes.get("")(self.show_none)
        self.site = web.site(
            title="harbour",
            version="1",
            routers=[routes],
            ids=CountedIds(),
            ready=self.nothing,
            stop=self.nothing,
            docs=True,
            largest_body=1000,
        )
        transport = httpx2.ASGITransport(self.site)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://harbour")

    async def nothing(self) -> None:
        """Be ready, and stop at once."""

    async def find(self, name: str) -> KeyReceipt | None:
        """Find what a test says is kept now, then what is."""
        if self.receipts:
            return self.receipts.pop()
        return await MemoryReceipts(self.store).find(name)

    async def forget(self, before: datetime) -> None:
        """Forget what is kept."""
        await MemoryReceipts(self.store).forget(before)

    async def moor(
        self, body: BoatBody, request: Request, key: web.IdempotencyKey = None
    ) -> Response:
        async def send(terms: Terms | None) -> str:
            transaction = MemoryTransaction(self.store, FixedClock(EPOCH))
            transaction.accept(terms or Terms())
            await MemoryRepository(transaction, BOATS).add(Boat(body.name, body.colour))
            await transaction.commit()
            return body.name

        return await web.created(
            send, receipts=self, request=request, body=body, key=key, identity="name", at="/boats"
        )

    async def paint(
        self,
        name: Annotated[Text, UNQUOTED],
        body: PaintBody,
        if_match: web.IfMatch = None,
    ) -> Response:
        async def send(terms: Terms | None) -> None:
            transaction = MemoryTransaction(self.store, FixedClock(EPOCH))
            transaction.accept(terms or Terms())
            boats = MemoryRepository(transaction, BOATS)
            await boats.save(replace(await boats.get(name), colour=body.colour))
            await transaction.commit()

        return await web.changed(send, if_match, of=("boat", name))

    async def show(
        self, name: Annotated[Text, UNQUOTED], if_none_match: web.IfNoneMatch = None
    ) -> Response:
        boat = self.store.find(BOATS, name)
        if boat is None:
            raise NotFound("boat", name)
        view = BoatBody(name=boat.name, colour=boat.colour)
        return web.shown(view, self.store.version(BOATS, name), if_none_match)

    async def show_none(self) -> Response:
        return web.shown(None)

    def boats(self) -> list[Boat]:
        return self.store.all(BOATS)
