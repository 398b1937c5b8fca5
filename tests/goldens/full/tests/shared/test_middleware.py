"""The steps around every request, each around a small application of its own."""

import logging
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shop.shared.correlation import RequestIdFilter, request_id
from shop.shared.middleware import (
    AccessLog,
    BodyLimit,
    EncodedKeys,
    Heads,
    JoinedTags,
    RequestIds,
)

from tests.doubles import CountedIds, counted_id

SECRET = "hunter2"
LIMIT = 10


class Route:
    """What a router leaves in the scope."""

    path_format = "/parcels/{key}"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the path and the body, on a route."""
    scope["route"] = Route()
    body = await Request(scope, receive).body()
    answer = PlainTextResponse(f"{scope['path']} {body.decode()}", status_code=201)
    await answer(scope, receive, send)


async def fail(_: Scope, __: Receive, ___: Send) -> None:
    """Fail before anything is sent."""
    raise RuntimeError(SECRET)


async def fail_late(_: Scope, __: Receive, send: Send) -> None:
    """Fail in the middle of an answer."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError(SECRET)


async def say_id(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the id of the request, as code below sees it."""
    await PlainTextResponse(request_id.get())(scope, receive, send)


async def asked(
    app: ASGIApp,
    path: str = "/parcels/7",
    *,
    content: bytes | AsyncIterator[bytes] = b"",
    headers: dict[str, str] | None = None,
) -> httpx2.Response:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://site") as client:
        return await client.post(path, content=content, headers=headers)


async def pieces(*sizes: int) -> AsyncIterator[bytes]:
    for size in sizes:
        yield b"x" * size


def logged(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    records = [it for it in caplog.records if it.name.endswith(".middleware")]
    return [(it.levelno, it.getMessage()) for it in records]


@pytest.mark.parametrize("given", ["a", "A-b_c.9", "x" * 128])
async def test_a_harmless_id_of_the_client_is_kept(given: str) -> None:
    answer = await asked(RequestIds(say_id, CountedIds()), headers={"X-Request-ID": given})

    assert answer.text == given
    assert answer.headers["x-request-id"] == given


@pytest.mark.parametrize("given", [None, "", "x" * 129, "a b", "a\tb", "a/b"])
async def test_any_other_request_gets_an_id(given: str | None) -> None:
    headers = {} if given is None else {"X-Request-ID": given}

    answer = await asked(RequestIds(say_id, CountedIds()), headers=headers)

    assert answer.text == answer.headers["x-request-id"] == str(counted_id(1))


async def test_the_id_is_forgotten_after_the_request() -> None:
    await asked(RequestIds(say_id, CountedIds()))

    assert request_id.get() == ""


async def test_the_log_knows_the_id_of_the_request() -> None:
    record = logging.makeLogRecord({})

    async def log(scope: Scope, receive: Receive, send: Send) -> None:
        assert RequestIdFilter().filter(record)
        await echo(scope, receive, send)

    await asked(RequestIds(log, CountedIds()), headers={"X-Request-ID": "req-1"})

    assert vars(record)["request_id"] == "req-1"
    assert RequestIdFilter().filter(record)
    assert vars(record)["request_id"] == "-"


async def test_what_nobody_foresaw_is_logged_once_and_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = await asked(RequestIds(fail, CountedIds()), headers={"X-Request-ID": "req-1"})

    assert answer.status_code == 500
    assert answer.headers["x-request-id"] == "req-1"
    assert answer.json() == {
        "type": "/problems/internal-error",
        "title": "Internal error",
        "status": 500,
        "request_id": "req-1",
    }
    assert logged(caplog) == [(logging.ERROR, "POST - failed")]
    assert caplog.text.count("Traceback") == 1


async def test_what_fails_in_the_middle_of_an_answer_is_left_to_the_server(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(RuntimeError, match=SECRET):
        await asked(RequestIds(fail_late, CountedIds()))

    assert logged(caplog) == []
    assert request_id.get() == ""


async def test_a_request_is_logged_by_its_route(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    await asked(AccessLog(echo), f"/parcels/{SECRET}")

    [(level, line)] = logged(caplog)
    assert level == logging.INFO
    assert line.startswith("POST /parcels/{key} 201 ")
    assert line.endswith(" ms")


async def test_a_request_that_fails_is_logged_as_such(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    with pytest.raises(RuntimeError):
        await asked(AccessLog(fail), f"/{SECRET}")

    [(_, line)] = logged(caplog)
    assert line.startswith("POST - 500 ")


@pytest.mark.parametrize("content", [b"", b"x" * LIMIT, pieces(6, 4)])
async def test_a_body_may_be_as_large_as_the_limit(
    content: bytes | AsyncIterator[bytes],
) -> None:
    answer = await asked(BodyLimit(echo, LIMIT), content=content)

    assert answer.status_code == 201
    assert answer.text in {"/parcels/7 ", "/parcels/7 xxxxxxxxxx"}


@pytest.mark.parametrize("length", [str(LIMIT + 1), "9" * 5000])
async def test_a_body_that_says_it_is_too_large_is_not_read(length: str) -> None:
    answer = await asked(BodyLimit(fail, LIMIT), content=b"x", headers={"Content-Length": length})

    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/payload-too-large"
    assert answer.json()["detail"] == "the body has more than 10 bytes"


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "1"}, {"Content-Length": "x"}])
async def test_a_body_that_turns_out_too_large_is_refused(headers: dict[str, str]) -> None:
    read: list[Message] = []

    async def read_all(_: Scope, receive: Receive, __: Send) -> None:
        while not read or read[-1]["more_body"]:
            read.append(await receive())

    with pytest.raises(Exception, match="the body has more than 10 bytes"):
        await asked(BodyLimit(read_all, LIMIT), content=pieces(6, 4, 1, 1), headers=headers)

    assert [len(it["body"]) for it in read] == [6, 4]


@pytest.mark.parametrize(
    ("path", "routed"),
    [
        ("/parcels/a%20b", "/parcels/a b"),
        ("/parcels/a%2Fb", "/parcels/a%2Fb"),
        ("/parcels/a%2fb", "/parcels/a%2fb"),
        ("/parcels/%252F%C3%A9", "/parcels/%252Fé"),
        ("/parcels/%23%21", "/parcels/#!"),
    ],
)
async def test_a_slash_in_a_key_stays_encoded(path: str, routed: str) -> None:
    answer = await asked(EncodedKeys(echo), path)

    assert answer.text == f"{routed} "


async def test_who_looks_is_answered_and_logged_without_a_body(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    transport = httpx2.ASGITransport(AccessLog(Heads(echo)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://site") as client:
        answer = await client.head("/parcels/7")

    [(_, line)] = logged(caplog)
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["content-length"] == str(len("/parcels/7 "))
    assert line.startswith("HEAD /parcels/{key} 201 ")


async def test_the_server_still_knows_that_somebody_only_looks() -> None:
    methods: list[str] = []
    scope = {"type": "http", "method": "HEAD"}

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        methods.append(scope["method"])
        await send({"type": "http.response.start"})

    async def receive() -> Message:
        return {}

    async def send(_: Message) -> None:
        methods.append(scope["method"])

    await Heads(app)(scope, receive, send)

    assert methods == ["GET", "HEAD"]


async def test_lines_of_tags_are_one_list() -> None:
    seen: list[tuple[bytes, bytes]] = []

    async def look(scope: Scope, receive: Receive, send: Send) -> None:
        seen.extend(scope["headers"])
        await echo(scope, receive, send)

    lines = [
        ("If-Match", "1"),
        ("X-A", "a"),
        ("If-None-Match", "2"),
        ("If-Match", "3"),
        ("X-A", "b"),
    ]
    transport = httpx2.ASGITransport(JoinedTags(look))
    async with httpx2.AsyncClient(transport=transport, base_url="http://site") as client:
        await client.get("/parcels/7", headers=lines)

    assert [it for it in seen if it[0].startswith((b"if-", b"x-"))] == [
        (b"x-a", b"a"),
        (b"if-none-match", b"2"),
        (b"x-a", b"b"),
        (b"if-match", b"1, 3"),
    ]


@pytest.mark.parametrize(
    "around",
    [
        lambda app: RequestIds(app, CountedIds()),
        AccessLog,
        lambda app: BodyLimit(app, LIMIT),
        EncodedKeys,
        Heads,
        JoinedTags,
    ],
)
async def test_what_is_no_request_passes_through(around: Callable[[ASGIApp], ASGIApp]) -> None:
    passed: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope)

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        passed.append(message)

    await around(app)({"type": "lifespan"}, receive, send)

    assert passed == [{"type": "lifespan"}]
