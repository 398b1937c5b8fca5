"""Steps around every request, in plain ASGI: no body is buffered, no task is started.

Source: the ASGI specification, HTTP connection scope.
"""

import logging
import re
from asyncio import CancelledError, get_running_loop
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shop.shared.correlation import request_id
from shop.shared.ids import Ids
from shop.shared.problems import (
    PayloadTooLarge,
    failure,
    problem,
    stopping,
)

log = logging.getLogger(__name__)
ACCEPTED_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")


class RequestIds:
    """Gives each request an id, and answers 500 with it when all else failed.

    What the server cuts off because it stops is answered 503.

    The id is the client's `X-Request-ID` if that is harmless. It comes back in the answer,
    and stands in the log and in problems.
    """

    def __init__(self, app: ASGIApp, ids: Ids) -> None:
        """Make new ids from this source."""
        self._app = app
        self._ids = ids

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on under an id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = _header(scope, b"x-request-id")
        name = given if ACCEPTED_ID.fullmatch(given) else str(self._ids.new()).encode()
        started = False

        async def send_named(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], (b"x-request-id", name)]
            await send(message)

        token = request_id.set(name.decode())
        try:
            await self._app(scope, receive, send_named)
        except CancelledError:
            if not started:
                await stopping()(scope, receive, send_named)
            raise
        except Exception:
            if started:  # too late for another answer: the server logs it and hangs up
                raise
            log.exception("%s %s failed", scope["method"], template_of(scope))
            await failure()(scope, receive, send_named)
        finally:
            request_id.reset(token)


class AccessLog:
    """Logs each request by its route: what stands in paths may be personal."""

    def __init__(self, app: ASGIApp) -> None:
        """Log what this app answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Log a line once the answer is sent."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        clock = get_running_loop().time
        begun = clock()

        async def send_watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except CancelledError:
            status = 503
            raise
        finally:
            taken = (clock() - begun) * 1000
            log.info("%s %s %d %.1f ms", scope["method"], template_of(scope), status, taken)


class BodyLimit:
    """Refuses bodies that are too large, by their length or while they come in."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        """Take bodies of so many bytes."""
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on and count, unless the length says it all."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = _header(scope, b"content-length")
        if length.isdigit() and int(length[:20]) > self._largest:
            error = PayloadTooLarge(self._largest)
            answer = problem("PayloadTooLarge", error.status_code, error.detail)
            await answer(scope, receive, send)
            return
        await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        size = 0

        async def receive_counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._largest:
                raise PayloadTooLarge(self._largest)
            return message

        return receive_counted


class EncodedKeys:
    """Keeps `%2F` and `%25` in paths as they are, so that a key may hold a slash.

    Routes split paths at slashes; what they find between them is unquoted afterwards.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Route to this app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on with a path in which slashes are those of the routes."""
        if scope["type"] == "http" and b"%2" in (raw := scope.get("raw_path") or b""):
            kept = re.sub(rb"%(2[Ff]|25)", rb"%25\1", raw)
            scope["path"] = unquote(kept.decode("latin-1"))
        await self._app(scope, receive, send)


class Heads:
    """Answers HEAD as it would answer GET, but without a body: routes know only of GET.

    The scope of the server keeps its method, so that the server and the log know it.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Ask this app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on; whoever asks for the head alone asks for all of it behind here."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, send_head)
        finally:
            scope["route"] = asked.get("route")


class JoinedTags:
    """Makes one list of tags that come in several lines, of which only the first would be read.

    Source: RFC 9110, 5.3 (field order).
    """

    def __init__(self, app: ASGIApp) -> None:
        """Hand the lists to this app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on with one line of each."""
        if scope["type"] == "http":
            for name in (b"if-match", b"if-none-match"):
                lines = [value for held, value in scope["headers"] if held == name]
                if len(lines) > 1:
                    others = [it for it in scope["headers"] if it[0] != name]
                    scope["headers"] = [*others, (name, b", ".join(lines))]
        await self._app(scope, receive, send)


def template_of(scope: Scope) -> str:
    """Return the path of the route, such as `/things/{key}`; `-` if there is none."""
    return getattr(scope.get("route"), "path_format", "-")


def _header(scope: Scope, name: bytes) -> bytes:
    for held, value in scope["headers"]:
        if held == name:
            return bytes(value)
    return b""
