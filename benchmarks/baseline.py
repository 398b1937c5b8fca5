"""What a good engineer writes by hand for one resource: the yardstick of the generated service.

FastAPI and SQLAlchemy, no architecture: each endpoint opens a session and runs the same SQL
as the generated shop does, behind the same headers and limits (request id, access log, size of
the body, ETag), and takes the same values: lengths, patterns and ranges are checked on the way
in. It reads by the ORM, as most services do, the shop by Core. What it has not is what an
architecture is for: events, units of work, a domain that checks itself, a read side, and
answers to what goes wrong.
"""

import logging
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer
from sqlalchemy import BigInteger, ForeignKey, String, TypeDecorator, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

# Routes are tried in order, so a service of the same size has as many before the one asked for.
OTHERS = (
    "/health/live",
    "/health/ready",
    "/catalog/products/{sku}/change-price",
    "/catalog/products/{sku}/add-photo",
    "/catalog/products/{sku}/remove-photo",
    "/catalog/products/{sku}/reserve-stock",
    "/catalog/products/{sku}/release-stock",
    "/catalog/products/{sku}/retire-product",
)
LARGEST_BODY = 1024 * 1024
SKU = r"^[A-Z]{3}-[0-9]{4}$"
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
log = logging.getLogger("baseline")


class Base(DeclarativeBase):
    """The tables."""


class ExactText(TypeDecorator[Decimal]):
    """A decimal number as text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _: object) -> str | None:
        """Write it."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, _: object) -> Decimal | None:
        """Read it."""
        return None if value is None else Decimal(value)


class ProductRow(Base):
    """A product."""

    __tablename__ = "catalog_products"

    sku: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    price_amount: Mapped[Decimal] = mapped_column(ExactText)
    price_currency: Mapped[str]
    stock: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    version: Mapped[int] = mapped_column(BigInteger)
    photos: Mapped[list["PhotoRow"]] = relationship(
        lazy="selectin", order_by="PhotoRow.position", viewonly=True
    )


class PhotoRow(Base):
    """A photo of a product."""

    __tablename__ = "catalog_product_photos"

    product: Mapped[str] = mapped_column(ForeignKey("catalog_products.sku"), primary_key=True)
    file: Mapped[str] = mapped_column(primary_key=True)
    caption: Mapped[str | None]
    position: Mapped[int]


class Edge(BaseModel):
    """What crosses the wire."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Exact = Annotated[Decimal, Field(ge=0), PlainSerializer(str)]


class Currency(StrEnum):
    """A currency."""

    EUR = "EUR"
    USD = "USD"
    GBP = "GBP"


class Money(Edge):
    """An amount of money."""

    amount: Exact
    currency: Currency = Currency.EUR


class NewProduct(Edge):
    """What is asked for."""

    sku: Annotated[str, Field(pattern=SKU)]
    name: Annotated[str, Field(min_length=2, max_length=120)]
    price: Money


class Photo(Edge):
    """A photo as it is shown."""

    file: str
    caption: str | None


class Product(Edge):
    """A product as it is shown."""

    sku: str
    name: str
    price: Money
    stock: int
    photos: list[Photo]
    state: str


class Frame:
    """Around each request: its id, its size, a line in the log; one layer does all."""

    def __init__(self, app: Any) -> None:
        """Wrap the application."""
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        name = given if SAFE_ID.fullmatch(given) else str(uuid7())
        begun, status, size = time.perf_counter(), 500, 0
        if int(headers.get(b"content-length", b"0")) > LARGEST_BODY:
            await Response(status_code=413)(scope, receive, send)
            return

        async def counted() -> Any:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > LARGEST_BODY:
                raise HTTPException(413)
            return message

        async def answer(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", name.encode()))
            await send(message)

        try:
            await self.app(scope, counted, answer)
        finally:
            log.info(
                "%s %s %d %.1f ms",
                scope["method"],
                scope["path"],
                status,
                (time.perf_counter() - begun) * 1000,
            )


def engine_of(url: str) -> AsyncEngine:
    """Prepare the engine, with SQLite as the generated service has it."""
    engine = create_async_engine(url)

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def service(url: str) -> FastAPI:  # noqa: C901 - all of it stands in one place, as by hand
    """Make the service over a database that has the tables."""
    engine = engine_of(url)
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    # Nothing stands before the routes: the generated service has its description after them.
    app = FastAPI(lifespan=life, openapi_url=None)
    app.add_middleware(Frame)
    app.state.engine, app.state.sessions = engine, sessions

    async def elsewhere() -> Response:
        return Response(status_code=404)

    for path in OTHERS[:2]:
        app.get(path)(elsewhere)

    @app.post("/catalog/products", status_code=201)
    async def add(
        body: NewProduct,
        request: Request,
        idempotency_key: Annotated[str | None, Header(max_length=255)] = None,
    ) -> Response:
        if idempotency_key is not None:
            return Response(status_code=501)  # not timed here
        async with app.state.sessions() as session:
            session.add(
                ProductRow(
                    sku=body.sku,
                    name=body.name,
                    price_amount=body.price.amount,
                    price_currency=body.price.currency,
                    stock=0,
                    state="active",
                    version=1,
                )
            )
            try:
                await session.commit()
            except IntegrityError:
                return Response(status_code=409)
        location = f"{request.url.path}/{body.sku}"
        return Response(
            f'{{"sku":"{body.sku}"}}',
            status_code=201,
            headers={"Location": location},
            media_type="application/json",
        )

    for path in OTHERS[2:]:
        app.post(path)(elsewhere)

    @app.get("/catalog/products/{sku}", response_model=Product)
    async def get(
        sku: Annotated[str, Path(pattern=SKU)],
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        async with app.state.sessions() as session:
            row = await session.get(ProductRow, sku)
        if row is None:
            return Response(status_code=404)
        tag = f'"{row.version}"'
        if if_none_match == tag:
            return Response(status_code=304, headers={"ETag": tag})
        shown = Product(
            sku=row.sku,
            name=row.name,
            price=Money(amount=row.price_amount, currency=Currency(row.price_currency)),
            stock=row.stock,
            photos=[Photo(file=it.file, caption=it.caption) for it in row.photos],
            state=row.state,
        )
        return Response(
            shown.model_dump_json(), headers={"ETag": tag}, media_type="application/json"
        )

    return app
