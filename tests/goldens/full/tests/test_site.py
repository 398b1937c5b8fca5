"""The site as it is put together: ready on the project's database, and only then."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from pydantic import SecretStr

from shop import site as sites
from shop.app import App, build
from shop.settings import Settings


async def asked(site: FastAPI, path: str) -> int:
    """Ask the site, and return the status."""
    async with AsyncClient(transport=ASGITransport(site), base_url="http://site") as client:
        return (await client.get(path)).status_code


async def test_it_is_alive_and_ready(site: FastAPI) -> None:
    assert await asked(site, "/health/live") == 200
    assert await asked(site, "/health/ready") == 200


@pytest.mark.parametrize(("docs", "status"), [(True, 200), (False, 404)])
async def test_it_describes_itself_if_it_may(app: App, docs: bool, status: int) -> None:  # noqa: FBT001
    settings = app.settings.model_copy(update={"docs": docs})

    assert await asked(sites.site(replace(app, settings=settings)), "/openapi.json") == status


async def test_it_is_not_ready_before_the_schema_is(tmp_path: Path) -> None:
    address = SecretStr(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    app = build(Settings(database_url=address))
    site = sites.site(app)

    assert await asked(site, "/health/live") == 200
    assert await asked(site, "/health/ready") == 503

    await app.close()
