"""Endpoints: tags for what is shown, no change of what was not seen, a place for the new."""

from datetime import date
from zlib import crc32

import pytest
from fastapi import Request

from shop.shared import web
from shop.shared.errors import ConcurrentChange
from shop.shared.memory import MemoryReceipts, MemoryStore
from shop.shared.problems import PreconditionFailed
from shop.shared.terms import Terms

from tests.doubles import counted_id
from tests.shared.harbour import Boat, BoatBody, Harbour


@pytest.fixture(scope="module")
def built() -> Harbour:
    return Harbour()


@pytest.fixture
def harbour(built: Harbour) -> Harbour:
    built.store = MemoryStore()
    built.receipts = []
    return built


@pytest.fixture
async def ada(harbour: Harbour) -> Harbour:
    """A harbour with one boat, at version 2."""
    await harbour.client.post("/boats", json={"name": "Ada"})
    await harbour.client.post("/boats/Ada/paint", json={"colour": "red"})
    return harbour


async def tag_of(ada: Harbour) -> str:
    """Look at the boat, for its tag."""
    answer = await ada.client.get("/boats/Ada")
    return str(answer.headers["etag"])


async def test_what_is_shown_has_a_tag(ada: Harbour) -> None:
    answer = await ada.client.get("/boats/Ada")

    assert answer.status_code == 200
    assert answer.headers["etag"] == f'"2-{crc32(answer.content):08x}"'
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"name": "Ada", "colour": "red", "notes": None}


async def test_what_is_known_is_not_sent_again(ada: Harbour) -> None:
    tag = await tag_of(ada)

    for known in (tag, f"W/{tag}", f'"1", {tag}', f'"a,b" , W/{tag}', "*", " * "):
        answer = await ada.client.get("/boats/Ada", headers={"If-None-Match": known})

        assert (answer.status_code, answer.content) == (304, b""), known
        assert answer.headers["etag"] == tag, known


async def test_what_is_known_may_be_said_in_several_lines(ada: Harbour) -> None:
    tag = await tag_of(ada)

    for lines in (['"1"', tag], [tag, '"1"'], ['"1", "3"', f"W/{tag}"]):
        answer = await ada.client.get("/boats/Ada", headers=[("If-None-Match", it) for it in lines])

        assert (answer.status_code, answer.content) == (304, b""), lines


async def test_what_is_shown_otherwise_has_another_tag(ada: Harbour) -> None:
    plain, more = (
        web.shown(view, 2) for view in (BoatBody(name="Ada"), BoatBody(name="Ada", notes="new"))
    )

    assert plain.headers["etag"] != more.headers["etag"]


async def test_what_is_not_known_is_sent(ada: Harbour) -> None:
    for known in ('"1"', "2", '"22"', '"1", "3"', "", '"*"', '"2"', '"2-00000000"'):
        answer = await ada.client.get("/boats/Ada", headers={"If-None-Match": known})

        assert answer.status_code == 200, known


async def test_nothing_is_shown_as_null(harbour: Harbour) -> None:
    answer = await harbour.client.get("/boats")

    assert (answer.status_code, answer.text) == (200, "null")
    assert "etag" not in answer.headers


@pytest.mark.parametrize("tag", [None, '"2"', '"2-0123abcd"', "*"])
async def test_what_was_seen_may_be_changed(ada: Harbour, tag: str | None) -> None:
    headers = {} if tag is None else {"If-Match": tag}

    answer = await ada.client.post("/boats/Ada/paint", json={"colour": "blue"}, headers=headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert ada.boats() == [Boat("Ada", "blue")]


async def test_what_was_not_seen_is_not_changed(ada: Harbour) -> None:
    other = ('"1"', '"3"', 'W/"2"', '"02"', '"0"', '"abc"', '""', '"9223372036854775808"')
    for tag in (*other, '"1-0123abcd"', '"2-"', '"2-0123"'):
        answer = await ada.client.post(
            "/boats/Ada/paint", json={"colour": "blue"}, headers={"If-Match": tag}
        )

        assert answer.status_code == 412, tag
        assert answer.json()["type"] == "/problems/precondition-failed", tag
        assert ada.boats() == [Boat("Ada", "red")], tag


@pytest.mark.parametrize("tag", ['"2"', '"abc"', 'W/"2"', "*"])
async def test_what_is_not_there_is_not_found_whatever_was_seen(ada: Harbour, tag: str) -> None:
    answer = await ada.client.post(
        "/boats/Bea/paint", json={"colour": "blue"}, headers={"If-Match": tag}
    )

    assert answer.status_code == 404


async def test_one_tag_is_wanted(ada: Harbour) -> None:
    for tag in ('"2", "3"', "2", "", 'w/"2"', '"2'):
        answer = await ada.client.post(
            "/boats/Ada/paint", json={"colour": "blue"}, headers={"If-Match": tag}
        )

        assert answer.status_code == 422, tag
        assert answer.json()["errors"] == [
            {"field": "If-Match", "detail": 'must be one ETag, such as "7", or *'}
        ]
        assert ada.boats() == [Boat("Ada", "red")], tag


async def test_one_tag_is_wanted_in_all_lines_together(ada: Harbour) -> None:
    answer = await ada.client.post(
        "/boats/Ada/paint",
        json={"colour": "blue"},
        headers=[("If-Match", '"2"'), ("If-Match", '"3"')],
    )

    assert answer.status_code == 422
    assert ada.boats() == [Boat("Ada", "red")]


async def test_what_can_be_shown_can_be_looked_at(ada: Harbour) -> None:
    for path in ("/boats/Ada", "/boats", "/boats/Bea", "/health/live", "/openapi.json"):
        shown, looked = await ada.client.get(path), await ada.client.head(path)

        assert looked.content == b"", path
        assert looked.status_code == shown.status_code, path
        assert {**looked.headers, "x-request-id": ""} == {**shown.headers, "x-request-id": ""}, path


async def test_what_is_known_is_known_to_who_looks(ada: Harbour) -> None:
    known = {"If-None-Match": await tag_of(ada)}
    answer = await ada.client.head("/boats/Ada", headers=known)

    assert answer.status_code == 304


async def test_what_cannot_be_shown_cannot_be_looked_at(ada: Harbour) -> None:
    answer = await ada.client.head("/boats/Ada/paint")

    assert (answer.status_code, answer.content) == (405, b"")
    assert answer.headers["allow"] == "POST"
    assert (await ada.client.put("/boats/Ada")).headers["allow"] == "GET, HEAD"


async def test_a_tag_of_somebody_else_tells_no_version_that_there_is() -> None:
    seen: list[Terms | None] = []

    async def send(terms: Terms | None) -> None:
        seen.append(terms)

    for tag in ('W/"2"', '"02"', '"0"', '"abc"', '"12345678901234567890"', '"7"'):
        await web.changed(send, tag, of=("boat", "Ada"))

    assert seen == [Terms.seen("boat", "Ada", it) for it in (0, 0, 0, 0, 0, 7)]


async def test_only_a_change_of_what_was_seen_is_one_that_the_tag_tells() -> None:
    async def send(_: Terms | None) -> None:
        raise ConcurrentChange("boat", "***", 1, 2)

    for tag, kind in ((None, "boat"), ('"1"', "sail"), ('"7"', "boat")):
        with pytest.raises(ConcurrentChange):
            await web.changed(send, tag, of=(kind, "Ada"))
    with pytest.raises(PreconditionFailed):
        await web.changed(send, '"1"', of=("boat", "Ada"))


async def test_what_is_created_is_named_and_placed(harbour: Harbour) -> None:
    answer = await harbour.client.post("/boats", json={"name": "Ada/é ?"})

    assert answer.status_code == 201
    assert answer.json() == {"name": "Ada/é ?"}
    assert answer.headers["location"] == "/boats/Ada%2F%C3%A9%20%3F"
    assert (await harbour.client.get(answer.headers["location"])).json()["name"] == "Ada/é ?"


@pytest.mark.parametrize(
    ("identity", "said", "place"),
    [
        (7, "7", "7"),
        (counted_id(1), f'"{counted_id(1)}"', str(counted_id(1))),
        (date(2024, 2, 29), '"2024-02-29"', "2024-02-29"),
        ("..", '".."', "%2E%2E"),
        (".", '"."', "%2E"),
        ("a.b", '"a.b"', "a.b"),
        ("50%", '"50%"', "50%25"),
    ],
)
async def test_any_identity_has_a_place(identity: object, said: str, place: str) -> None:
    async def send(_: Terms | None) -> object:
        return identity

    answer = await web.created(
        send,
        receipts=MemoryReceipts(MemoryStore()),
        request=Request({"type": "http", "root_path": "/api"}),
        body=None,
        key=None,
        identity="it",
        at="/things",
    )

    assert bytes(answer.body).decode() == '{"it":' + said + "}"
    assert answer.headers["location"] == f"/api/things/{place}"


@pytest.mark.parametrize("name", [b"If-Match", b"If-None-Match", b"Idempotency-Key"])
async def test_no_header_makes_the_site_fail(ada: Harbour, name: bytes) -> None:
    everything = bytes([9, *range(32, 127), *range(128, 256)])
    for value in (everything, b'"' + everything.replace(b'"', b"") + b'"', b'W/"', b",", b'"",'):
        headers = [(name, value)]

        answers = [
            await ada.client.get("/boats/Ada", headers=headers),
            await ada.client.post("/boats", json={"name": "Bea"}, headers=headers),
            await ada.client.post("/boats/Ada/paint", json={"colour": "red"}, headers=headers),
        ]

        assert max(it.status_code for it in answers) < 500


def test_what_comes_and_goes_has_one_schema(harbour: Harbour) -> None:
    document = harbour.site.openapi()

    painted = document["paths"]["/boats/{name}/paint"]["post"]["responses"]
    assert [*painted["422"]["content"]] == ["application/problem+json"]
    assert document["components"]["schemas"].keys() == {
        "Anything",
        "BoatBody",
        "Fault",
        "Health",
        "PaintBody",
        "Problem",
    }


def test_headers_are_told_as_the_standards_write_them(harbour: Harbour) -> None:
    operations = [it for path in harbour.site.openapi()["paths"].values() for it in path.values()]
    parameters = [it for operation in operations for it in operation.get("parameters", ())]

    told = {it["name"] for it in parameters if it["in"] == "header"}
    assert told == {"Idempotency-Key", "If-Match", "If-None-Match"}
