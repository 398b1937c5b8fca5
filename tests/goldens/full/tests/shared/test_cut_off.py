"""Requests that are cut off because the site stops: what the client and the log hear of it."""

import asyncio
import json
import logging
from collections.abc import Callable

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shop.shared.correlation import request_id
from shop.shared.middleware import AccessLog, RequestIds

from tests.doubles import CountedIds, counted_id


async def cut_off(around: Callable[[ASGIApp], ASGIApp], *sent: Message) -> list[Message]:
    """Cancel a request that has sent this and waits; return what the client hears of it."""
    heard: list[Message] = []

    async def wait(_: Scope, __: Receive, send: Send) -> None:
        for message in sent:
            await send(message)
        await asyncio.Event().wait()

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        heard.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    task = asyncio.ensure_future(around(wait)(scope, receive, send))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return heard


async def test_what_is_cut_off_is_told_so() -> None:
    head, body = await cut_off(lambda app: RequestIds(app, CountedIds()))

    assert head["status"] == 503
    assert {b"retry-after", b"x-request-id"} <= dict(head["headers"]).keys()
    assert json.loads(body["body"]) == {
        "type": "/problems/unavailable",
        "title": "Unavailable",
        "status": 503,
        "detail": "the site stops; look whether it was carried out, then try again",
        "request_id": str(counted_id(1)),
    }
    assert request_id.get() == ""


async def test_what_is_cut_off_in_the_middle_of_an_answer_gets_no_other() -> None:
    start = {"type": "http.response.start", "status": 200, "headers": []}

    heard = await cut_off(lambda app: RequestIds(app, CountedIds()), start)

    assert [it["status"] for it in heard] == [200]


async def test_what_is_cut_off_is_logged_as_such(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    await cut_off(AccessLog)

    [line] = [it.getMessage() for it in caplog.records if it.name.endswith(".middleware")]
    assert line.startswith("POST - 503 ")
