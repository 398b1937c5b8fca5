"""The site as a whole: what stands around its routes, and whether it is ready."""

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import APIRouter
from pydantic import BaseModel

from shop.shared import health
from shop.shared.errors import Unavailable
from shop.shared.web import site

from tests.doubles import CountedIds


class Bell(BaseModel):
    """What the one route takes."""

    rings: int


class Tower:
    """A site with one route, on something that can fail or hang."""

    def __init__(self, *, docs: bool = True) -> None:
        self.error: Exception | None = None
        self.hangs = False
        self.fault: BaseException | None = None
        self.done = False
        self.beside: list[str] = []
        router = APIRouter(prefix="/bells", tags=["tower"])
        router.post("/{name}")(self.ring)
        self.site = site(
            title="tower",
            version="1.2",
            routers=[router],
            ids=CountedIds(),
            ready=self.ready,
            stop=self.stop,
            docs=docs,
            largest_body=20,
            beside=[self.go_on],
        )
        transport = httpx2.ASGITransport(self.site)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://tower")

    async def ring(self, name: str, body: Bell) -> None:
        """Ring one bell."""

    async def ready(self) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error

    async def go_on(self) -> None:
        self.beside.append("begun")
        if self.fault is not None:
            raise self.fault
        if self.done:
            return
        try:
            await asyncio.Event().wait()
        finally:
            self.beside.append("ended")

    async def stop(self) -> None:
        self.beside.append("stopped")


@pytest.fixture(scope="module")
def built() -> Tower:
    return Tower()


@pytest.fixture
def tower(built: Tower) -> Tower:
    built.error = built.fault = None
    built.hangs = built.done = False
    built.beside.clear()
    return built


async def test_a_site_lives_whatever_it_stands_on_does(tower: Tower) -> None:
    tower.error = OSError("gone")

    answer = await tower.client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_site_is_ready_when_all_answers(tower: Tower) -> None:
    answer = await tower.client.get("/health/ready")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("error", "what"),
    [(Unavailable("the rope"), "the rope"), (OSError("hunter2"), "something that the site needs")],
)
async def test_a_site_is_not_ready_when_something_fails(
    tower: Tower, error: Exception, what: str
) -> None:
    tower.error = error

    answer = await tower.client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/unavailable"
    assert answer.json()["detail"] == f"{what} does not answer; try again later"
    assert answer.headers["retry-after"] == "5"
    assert "hunter2" not in answer.text


async def test_a_site_is_not_ready_when_something_hangs(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0)
    tower.hangs = True

    answer = await tower.client.get("/health/ready")

    assert answer.status_code == 503


async def test_what_goes_on_beside_begins_with_the_site_and_ends_before_it_stops(
    tower: Tower, caplog: pytest.LogCaptureFixture
) -> None:
    async with tower.site.router.lifespan_context(tower.site):
        await asyncio.sleep(0)
        assert tower.beside == ["begun"]

    assert tower.beside == ["begun", "ended", "stopped"]
    assert [it for it in caplog.records if it.name.endswith(".web")] == []


async def test_what_ends_beside_by_a_fault_is_logged_at_once_and_the_site_goes_on(
    tower: Tower, caplog: pytest.LogCaptureFixture
) -> None:
    tower.fault = RuntimeError("out of order")

    async with tower.site.router.lifespan_context(tower.site):
        for _ in range(3):
            await asyncio.sleep(0)
        [record] = [it for it in caplog.records if it.name.endswith(".web")]
        assert (await tower.client.get("/health/live")).status_code == 200

    assert record.levelno == logging.ERROR
    assert record.getMessage() == "what went on beside the site has failed"
    assert record.exc_info is not None
    assert record.exc_info[1] is tower.fault
    assert tower.beside == ["begun", "stopped"]


@pytest.mark.parametrize("fault", [RuntimeError("out of order"), asyncio.CancelledError()])
async def test_a_site_is_not_ready_once_something_beside_it_has_failed(
    tower: Tower, fault: BaseException
) -> None:
    tower.fault = fault

    async with tower.site.router.lifespan_context(tower.site):
        await asyncio.sleep(0)
        answer = await tower.client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["detail"] == (
        "what goes on beside the site does not answer; try again later"
    )


async def test_what_beside_a_site_is_done_leaves_it_ready(tower: Tower) -> None:
    tower.done = True

    async with tower.site.router.lifespan_context(tower.site):
        await asyncio.sleep(0)
        assert (await tower.client.get("/health/ready")).status_code == 200


async def test_a_request_is_counted_named_and_logged_in_this_order(
    tower: Tower, caplog: pytest.LogCaptureFixture
) -> None:
    """What is refused for its size has an id and a line in the log."""
    caplog.set_level(logging.INFO)

    answer = await tower.client.post("/bells/a", content=b"x" * 21)

    lines = [it.getMessage() for it in caplog.records if it.name.endswith(".middleware")]
    assert answer.status_code == 413
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert [it.split(" 413 ")[0] for it in lines] == ["POST -"]


async def test_a_body_without_a_length_is_refused_all_the_same(tower: Tower) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 10

    answer = await tower.client.post("/bells/a", content=pieces())

    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/payload-too-large"


async def test_a_route_is_logged_by_its_template(
    tower: Tower, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    answer = await tower.client.post("/bells/a%2Fb", json={"rings": 1})

    lines = [it.getMessage() for it in caplog.records if it.name.endswith(".middleware")]
    assert answer.status_code == 200
    assert [it.split(" 200 ")[0] for it in lines] == ["POST /bells/{name}"]


async def test_no_redirect_stands_for_a_route(tower: Tower) -> None:
    assert (await tower.client.get("/health/live/")).status_code == 404


async def test_the_site_describes_itself(tower: Tower) -> None:
    document = (await tower.client.get("/openapi.json")).json()

    assert document["info"] == {"title": "tower", "version": "1.2"}
    assert [*document["paths"]] == ["/health/live", "/health/ready", "/bells/{name}"]
    assert document["paths"]["/health/live"]["get"]["tags"] == ["health"]
    assert (await tower.client.get("/docs")).status_code == 200


async def test_a_site_without_docs_describes_nothing() -> None:
    tower = Tower(docs=False)

    for path in ("/openapi.json", "/docs", "/redoc"):
        assert (await tower.client.get(path)).status_code == 404
