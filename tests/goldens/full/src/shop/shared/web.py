"""The site: what every route of every module shares.

    site(title="shop", version="0.1.0", routers=[...], ...)

Endpoints answer by `shown`, `created` and `changed`, which keep the promises of HTTP: a tag
for what is shown, no change of what was not seen, one effect for a request that comes twice.

Sources: RFC 9110, HTTP Semantics, 2022 (conditional requests); the IETF draft "The
Idempotency-Key HTTP Header Field".
"""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Annotated
from urllib.parse import quote
from zlib import crc32

from fastapi import APIRouter, FastAPI, Header, Request, Response
from pydantic import BaseModel
from starlette.middleware import Middleware

from shop.shared.errors import (
    AlreadyExists,
    ConcurrentChange,
    Invalid,
    Unavailable,
)
from shop.shared.health import Readiness, health
from shop.shared.ids import Ids
from shop.shared.middleware import (
    AccessLog,
    BodyLimit,
    EncodedKeys,
    Heads,
    JoinedTags,
    RequestIds,
    template_of,
)
from shop.shared.openapi import Site
from shop.shared.problems import (
    IdempotencyMismatch,
    PreconditionFailed,
    install,
    refusals,
)
from shop.shared.terms import (
    KeyReceipt,
    Receipts,
    Repeated,
    Terms,
    answer_of,
)

__all__ = [
    "IdempotencyKey",
    "IfMatch",
    "IfNoneMatch",
    "changed",
    "created",
    "refusals",
    "shown",
    "site",
]

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The ETag of what was seen: the change is made only if it is still so.",
        json_schema_extra={"pattern": r'^(\*|(W/)?"[!#-~]*")$'},
    ),
]
IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="ETags of what is known already: it is not sent again.",
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Names the request: however often it comes, it has one effect.",
        min_length=1,
        max_length=255,
        pattern="^[ -~]*$",
    ),
]
log = logging.getLogger(__name__)
NEVER = 0  # is no version of anything
OWN_TAG = re.compile(r'"([1-9][0-9]{0,18})(?:-[0-9a-f]{8})?"')
TAG = re.compile(r'(?:W/)?("[!#-~\x80-\xff]*")')


def site(
    *,
    title: str,
    version: str,
    routers: Sequence[APIRouter],
    ids: Ids,
    ready: Callable[[], Awaitable[None]],
    stop: Callable[[], Awaitable[None]],
    docs: bool,
    largest_body: int,
    beside: Sequence[Callable[[], Awaitable[None]]] = (),
) -> FastAPI:
    """Assemble the site; `stop` is called after the last request, `beside` goes on until then.

    Once something beside it has failed, the site is not ready.
    """
    going_on: list[asyncio.Future[None]] = []

    async def all_ready() -> None:
        if any(it.done() and (it.cancelled() or it.exception()) for it in going_on):
            raise Unavailable("what goes on beside the site")
        await ready()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        going_on[:] = [asyncio.ensure_future(it()) for it in beside]
        for it in going_on:
            it.add_done_callback(_log_fault)
        try:
            yield
        finally:
            for it in going_on:
                it.cancel()
            await asyncio.gather(*going_on, return_exceptions=True)
            going_on.clear()
            await stop()

    app = Site(
        # A flat list: an included router matches each path twice.
        routes=[route for it in (health(Readiness(all_ready)), *routers) for route in it.routes],
        title=title,
        version=version,
        lifespan=lifespan,
        openapi_url="/openapi.json" if docs else None,
        redirect_slashes=False,
        middleware=[  # the first one is outermost
            Middleware(RequestIds, ids),
            Middleware(AccessLog),
            Middleware(Heads),
            Middleware(BodyLimit, largest_body),
            Middleware(JoinedTags),
            Middleware(EncodedKeys),
        ],
    )
    install(app)
    return app


def shown(
    view: BaseModel | None, version: int | None = None, if_none_match: str | None = None
) -> Response:
    """Answer a query; what has a version also has a tag, and is not sent twice."""
    content = "null" if view is None else view.model_dump_json()
    if version is None:
        return Response(content, media_type="application/json")
    # A newer release may show the same version otherwise.
    tag = f'"{version}-{crc32(content.encode()):08x}"'
    if if_none_match is not None and _knows(if_none_match, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, headers={"ETag": tag}, media_type="application/json")


async def changed(
    send: Callable[[Terms | None], Awaitable[None]],
    if_match: str | None,
    *,
    of: tuple[str, object],
) -> Response:
    """Have a change made, if need be only of what was seen.

    Shape: `of` says which aggregate it is: what it is called, and its identity.

    Raises:
        Invalid: If-Match is not one tag.
        PreconditionFailed: It is at another version.
    """
    terms = _terms_of(if_match, *of)
    try:
        await send(terms)
    except ConcurrentChange as error:
        if terms is None or not terms.are_missed_by(error):
            raise
        raise PreconditionFailed from error
    return Response(status_code=204)


async def created(
    send: Callable[[Terms | None], Awaitable[object]],
    *,
    receipts: Receipts,
    request: Request,
    body: BaseModel | None,
    key: str | None,
    identity: str,
    at: str,
) -> Response:
    """Have something created; under a key only once, however often this is asked.

    Raises:
        IdempotencyMismatch: The key came with another body before.
    """
    at = f"{request.scope.get('root_path', '')}{at}"
    if key is None:
        return _created(identity, at, answer_of(await send(None)))
    receipt = _receipt(request, body, key)
    kept = await receipts.find(receipt.name)
    if kept is None:
        try:
            return _created(identity, at, answer_of(await send(Terms(receipt=receipt))))
        except (AlreadyExists, Repeated):  # perhaps by a twin that was quicker
            kept = await receipts.find(receipt.name)
            if kept is None:
                raise
    if kept.fingerprint != receipt.fingerprint:
        raise IdempotencyMismatch
    return _created(identity, at, kept.answer, replayed=True)


def _log_fault(ended: asyncio.Future[None]) -> None:
    """Log what ended by itself, and not because the site stops."""
    error = None if ended.cancelled() else ended.exception()
    if error is not None:
        log.error("what went on beside the site has failed", exc_info=error)


def _knows(if_none_match: str, tag: str) -> bool:
    return if_none_match.strip() == "*" or tag in TAG.findall(if_none_match)


def _terms_of(if_match: str | None, resource: str, identity: object) -> Terms | None:
    """Read If-Match, of which the version counts; a tag of others matches nothing that is there."""
    if if_match is None or if_match.strip() == "*":
        return None
    if not TAG.fullmatch(if_match.strip()):
        raise Invalid("request", ['If-Match: must be one ETag, such as "7", or *'])
    own = OWN_TAG.fullmatch(if_match.strip())
    return Terms.seen(resource, identity, int(own[1]) if own else NEVER)


def _receipt(request: Request, body: BaseModel | None, key: str) -> KeyReceipt:
    """Name the request by its route and key, and tell what it asks for.

    What a default says is left out, so that a newer release with more fields knows it again.
    """
    asked = None if body is None else body.model_dump(mode="json", exclude_defaults=True)
    canonical = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return KeyReceipt(
        name=f"{request.method} {template_of(request.scope)} {key}",
        fingerprint=sha256(canonical.encode()).hexdigest(),
    )


def _created(identity: str, at: str, answer: str, *, replayed: bool = False) -> Response:
    known = {"Idempotency-Replayed": "true"} if replayed else {}
    if not answer:  # it was carried out, and created nothing that could be named
        return Response(status_code=201, headers=known)
    place = quote(str(json.loads(answer)), safe="")
    if place in {".", ".."}:  # a client would walk there
        place = place.replace(".", "%2E")
    headers = {"Location": f"{at}/{place}", **known}
    return Response('{"' + identity + '":' + answer + "}", 201, headers, "application/json")
