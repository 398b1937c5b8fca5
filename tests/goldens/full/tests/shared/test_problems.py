"""Problems: every failure has its status and its words, and none says too much."""

import json
import logging
from typing import Annotated

import httpx2
import pytest
from fastapi import FastAPI, HTTPException, Query
from pydantic import Field

from shop.shared.correlation import request_id
from shop.shared.edge import Edge, Text, Whole, WholeText, between
from shop.shared.errors import (
    AlreadyExists,
    ConcurrentChange,
    DomainError,
    IllegalMove,
    Invalid,
    NotFound,
    Rejected,
    Unavailable,
)
from shop.shared.problems import (
    IdempotencyMismatch,
    PayloadTooLarge,
    PreconditionFailed,
    install,
    status_of,
)
from shop.shared.terms import Repeated

SECRET = "hunter2"
JSON = {"content-type": "application/json"}


class TooLate(Rejected):
    """The door is closed."""


class SKUTaken(AlreadyExists):
    """A refusal that a module makes its own."""


class Unlisted(DomainError):
    """A refusal that nobody gave a status."""


class Line(Edge):
    pin: Annotated[Text, Field(max_length=4)]
    count: Whole = 1


class Parcel(Edge):
    lines: Annotated[tuple[Line, ...], Field(max_length=2)]
    seals: Annotated[tuple[Line, ...], Field(min_length=1)] = (Line(pin="1"),)


class Asked(Edge):
    limit: Annotated[WholeText, between(None, 200)] = 50


class Raiser:
    """A site whose one failure is chosen by the test."""

    def __init__(self) -> None:
        self.error: Exception = RuntimeError(SECRET)
        self.site = FastAPI(redirect_slashes=False)
        install(self.site)
        self.site.get("/failure")(self.fail)
        self.site.post("/parcels")(self.send)
        self.site.get("/parcels")(self.search)
        self.site.put("/parcels/{key}")(self.fail)
        transport = httpx2.ASGITransport(self.site, raise_app_exceptions=False)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://site")

    async def fail(self) -> None:
        raise self.error

    async def send(self, body: Parcel) -> None:
        """Take a parcel."""

    async def search(self, asked: Annotated[Asked, Query()]) -> None:
        """Take a question."""

    async def answer_to(self, error: Exception) -> httpx2.Response:
        self.error = error
        return await self.client.get("/failure")


@pytest.fixture(scope="module")
def raiser() -> Raiser:
    return Raiser()


KNOWN = [
    (NotFound("parcel", 7), 404, "not-found", "there is no parcel 7"),
    (AlreadyExists("parcel", "label"), 409, "already-exists", "another"),
    (SKUTaken("parcel", "sku"), 409, "sku-taken", "another parcel has this sku"),
    (TooLate("Send"), 409, "too-late", "Send was refused: The door is closed."),
    (IllegalMove("Send", "sent", []), 409, "illegal-move", "Send is not possible"),
    (ConcurrentChange("parcel", 7, 1, 2), 409, "concurrent-change", "parcel"),
    (Repeated("POST /parcels a"), 409, "repeated", "the request POST /parcels a was"),
    (Unavailable("the scale"), 503, "unavailable", "the scale does not answer"),
    (PreconditionFailed(), 412, "precondition-failed", "it is not as"),
    (IdempotencyMismatch(), 409, "idempotency-mismatch", "this Idem"),
    (PayloadTooLarge(9), 413, "payload-too-large", "the body has more than 9"),
    (HTTPException(403, "staff only"), 403, "forbidden", "staff only"),
]


async def test_a_failure_has_its_status_and_its_words(raiser: Raiser) -> None:
    for error, status, kind, detail in KNOWN:
        token = request_id.set("req-1")
        answer = await raiser.answer_to(error)
        request_id.reset(token)

        said = answer.json()
        assert answer.status_code == status, error
        assert answer.headers["content-type"] == "application/problem+json"
        assert said.pop("detail").startswith(detail), error
        assert said == {
            "type": f"/problems/{kind}",
            "title": kind.replace("-", " ").capitalize(),
            "status": status,
            "request_id": "req-1",
        }


async def test_what_is_invalid_is_named_one_by_one(raiser: Raiser) -> None:
    answer = await raiser.answer_to(Invalid("Parcel", ["weight: must be: at least 1", "label: no"]))

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid"
    assert answer.json()["errors"] == [
        {"field": "weight", "detail": "must be: at least 1"},
        {"field": "label", "detail": "no"},
    ]


async def test_what_does_not_answer_may_be_asked_later(
    raiser: Raiser, caplog: pytest.LogCaptureFixture
) -> None:
    error = Unavailable("the scale")
    error.__cause__ = OSError(SECRET)

    answer = await raiser.answer_to(error)

    assert answer.headers["retry-after"] == "5"
    said = [(it.levelno, it.message) for it in caplog.records if it.name.endswith(".problems")]
    assert said == [(logging.WARNING, "the scale does not answer; try again later (OSError)")]


async def test_what_an_owner_raises_keeps_its_headers(raiser: Raiser) -> None:
    answer = await raiser.answer_to(HTTPException(401, headers={"WWW-Authenticate": "Bearer"}))

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "detail" not in answer.json()


@pytest.mark.parametrize("error", [RuntimeError(SECRET), Unlisted(SECRET)])
async def test_what_nobody_foresaw_says_nothing(raiser: Raiser, error: Exception) -> None:
    answer = await raiser.answer_to(error)

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().keys() == {"type", "title", "status", "request_id"}
    assert answer.json()["type"] == "/problems/internal-error"
    assert SECRET not in answer.text


def test_a_refusal_without_a_status_is_named() -> None:
    with pytest.raises(LookupError, match="Unlisted has no status; give it one in STATUSES"):
        status_of(Unlisted)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [{"pointer": "#/lines", "detail": "Field required"}]),
        ([], [{"pointer": "#", "detail": "Input should be a valid object"}]),
        ({"lines": {}}, [{"pointer": "#/lines", "detail": "Input should be a valid array"}]),
        (
            {"lines": [{"pin": ""}] * 3},
            [{"pointer": "#/lines", "detail": "Array should have at most 2 items"}],
        ),
        (
            {"lines": [{"pin": ""}, {"pin": SECRET}], "seals": [{"pin": "", "count": SECRET}]},
            [
                {"pointer": "#/lines/1/pin", "detail": "String should have at most 4 characters"},
                {"pointer": "#/seals/0/count", "detail": "Input should be a valid integer"},
            ],
        ),
        (
            {"lines": [], "size": SECRET},
            [{"pointer": "#/size", "detail": "Extra inputs are not permitted"}],
        ),
        *(
            ({"lines": [], name: 1}, [{"pointer": "#", "detail": "Extra inputs are not permitted"}])
            for name in (f"a/{SECRET}", "x" * 65, "é", "\n")
        ),
        ({"\ud800": 1}, [{"pointer": "#", "detail": ""}]),
        (
            {"lines": [], **{f"x{it}": 1 for it in range(9_999)}},
            [{"pointer": f"#/x{it}", "detail": "Extra inputs"} for it in range(100)],
        ),
    ],
)
async def test_a_body_is_refused_by_place_without_showing_it(
    raiser: Raiser, body: object, errors: list[dict[str, str]]
) -> None:
    answer = await raiser.client.post("/parcels", content=json.dumps(body), headers=JSON)

    said = answer.json()
    assert answer.status_code == 422
    assert said["type"] == "/problems/invalid"
    assert [it["pointer"] for it in said["errors"]] == [it["pointer"] for it in errors]
    for error, wanted in zip(said["errors"], errors, strict=True):
        assert error["detail"].startswith(wanted["detail"])
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("query", "field", "detail"),
    [
        ("limit=201", "limit", "must be at most 200"),
        (f"limit={SECRET}", "limit", "must be a whole number, such as 10"),
        (f"size={SECRET}", "size", "Extra inputs are not permitted"),
        ("a%20b=1", "query", "Extra inputs are not permitted"),
    ],
)
async def test_a_parameter_is_refused_by_name(
    raiser: Raiser, query: str, field: str, detail: str
) -> None:
    answer = await raiser.client.get(f"/parcels?{query}")

    [error] = answer.json()["errors"]
    assert answer.status_code == 422
    assert error["field"] == field
    assert error["detail"].startswith(detail)
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    "content", [b"{", b"", b"\xff", b'{"lines": ' + b"9" * 5000 + b"}", b"[" * 100_000]
)
async def test_what_is_no_json_is_refused(raiser: Raiser, content: bytes) -> None:
    answer = await raiser.client.post("/parcels", content=content, headers=JSON)

    [error] = answer.json()["errors"]
    assert answer.status_code == 422
    assert error == {"pointer": "#", "detail": "is no JSON" if content else "Field required"}


@pytest.mark.parametrize("kind", ["text/plain", "", "application/jsonp", "application/json-seq"])
async def test_what_is_not_said_to_be_json_is_refused(raiser: Raiser, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}
    answer = await raiser.client.post("/parcels", content=b'{"lines": []}', headers=headers)

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "Content-Type", "detail": "must be application/json"}
    ]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/note+json"])
async def test_what_is_said_to_be_json_is_read(raiser: Raiser, kind: str) -> None:
    headers = {"content-type": kind}
    answer = await raiser.client.post("/parcels", content=b'{"lines": [], "x": 1}', headers=headers)

    assert [it["pointer"] for it in answer.json()["errors"]] == ["#/x"]


async def test_an_address_that_does_not_exist_is_not_found(raiser: Raiser) -> None:
    answer = await raiser.client.get("/parcels/")

    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


@pytest.mark.parametrize(
    ("path", "allowed"), [("/parcels", "GET, HEAD, POST"), ("/parcels/7", "PUT")]
)
async def test_a_method_that_is_not_offered_is_told_those_that_are(
    raiser: Raiser, path: str, allowed: str
) -> None:
    answer = await raiser.client.delete(path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    assert answer.json()["type"] == "/problems/method-not-allowed"


async def test_methods_are_found_behind_a_proxy(raiser: Raiser) -> None:
    transport = httpx2.ASGITransport(raiser.site, root_path="/api")
    async with httpx2.AsyncClient(transport=transport, base_url="http://site") as client:
        answer = await client.delete("/api/parcels")

    assert answer.headers["allow"] == "GET, HEAD, POST"
