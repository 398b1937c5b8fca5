"""The site as it is put together: ready on the project's database, and only then."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import ASGITransport, AsyncClient, Response
from pydantic import SecretStr

from shop import site as sites
from shop.app import App, build
from shop.settings import Settings
from shop.shared.sql import SqlTransaction
from shop.shared.terms import KeyReceipt, Terms

from tests.doubles import FixedClock, counted_id


async def answer(site: FastAPI, path: str) -> Response:
    """Return what the site answers."""
    async with AsyncClient(transport=ASGITransport(site), base_url="http://site") as client:
        return await client.get(path)


async def asked(site: FastAPI, path: str) -> int:
    """Ask the site, and return the status."""
    return (await answer(site, path)).status_code


async def test_it_is_alive_and_ready_and_describes_itself(site: FastAPI) -> None:
    named = await answer(site, "/health/live")

    assert named.status_code == 200
    assert named.headers["x-request-id"] == str(counted_id(1))  # by the source of all ids
    assert await asked(site, "/health/ready") == 200
    assert await asked(site, "/openapi.json") == 200


def test_no_route_hides_a_later_one(site: FastAPI) -> None:
    routes = [(it, it.methods) for it in iter_route_contexts(site.routes) if it.methods]

    for at, (later, methods) in enumerate(routes):
        before = [it for it, others in routes[:at] if others & methods]
        hiding = [it.path for it in before if it.path_regex.match(later.path)]

        assert not hiding, f"{later.path} stands behind {hiding[0]}; move it up"


def test_each_use_case_is_described_with_how_it_may_fail(site: FastAPI) -> None:
    paths = [(path, it) for path, it in site.openapi()["paths"].items() if "/health/" not in path]

    for path, operations in paths:
        for operation in operations.values():
            assert "503" in operation["responses"], path


async def test_it_does_not_describe_itself_if_it_must_not(app: App) -> None:
    settings = app.settings.model_copy(update={"docs": False})

    assert await asked(sites.site(replace(app, settings=settings)), "/openapi.json") == 404


async def test_it_is_not_ready_before_the_schema_is(tmp_path: Path) -> None:
    address = SecretStr(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    app = build(Settings(database_url=address))
    site = sites.site(app)

    assert await asked(site, "/health/live") == 200
    assert await asked(site, "/health/ready") == 503

    await app.close()


async def test_it_forgets_requests_as_long_as_it_runs_and_closes_the_app_in_the_end(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    async def forget(_: App) -> None:
        seen.append("forgets")

    async def close(_: App) -> None:
        seen.append("closes")

    with monkeypatch.context() as patch:
        patch.setattr(sites, "forget", forget)
        patch.setattr(App, "close", close)
        site = sites.site(app)
        async with site.router.lifespan_context(site):
            await asyncio.sleep(0)

    assert seen == ["forgets", "closes"]


async def test_requests_are_forgotten_when_they_are_old(app: App, clock: FixedClock) -> None:
    for name in ("old", "new"):
        transaction = SqlTransaction(app.database, clock)
        transaction.accept(Terms(receipt=KeyReceipt(name=name, fingerprint="")))
        await transaction.commit()
        await transaction.close()
        clock.advance(sites.REMEMBERED / 2 + timedelta(seconds=1))

    with pytest.raises(asyncio.CancelledError):
        await sites.forget(app, cancelled)

    assert await app.receipts.find("old") is None
    assert await app.receipts.find("new")


async def test_a_database_that_is_away_is_looked_at_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = build(Settings(database_url=SecretStr(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")))

    with pytest.raises(asyncio.CancelledError):
        await sites.forget(app, cancelled)

    lines = [(it.levelno, it.getMessage()) for it in caplog.records if it.name == sites.__name__]
    assert lines == [(logging.WARNING, "old requests are still known: OperationalError")]
    await app.close()


async def cancelled(_: float) -> None:
    """Pause as a site does that stops meanwhile."""
    raise asyncio.CancelledError
