"""Routes as a site serves them, asked in the same process."""

from collections.abc import Mapping

import pytest
from fastapi import APIRouter
from httpx2 import ASGITransport, AsyncClient
from pydantic import BaseModel, ValidationError

from shop.shared.web import site

from tests.doubles import CountedIds


class Served:
    """Some routes behind the walls of a site."""

    def __init__(self, router: APIRouter) -> None:
        app = site(
            title="served",
            version="1",
            routers=[router],
            ids=CountedIds(),
            ready=nothing,
            stop=nothing,
            docs=False,
            largest_body=1_000_000,
        )
        self.client = AsyncClient(transport=ASGITransport(app), base_url="http://served")

    async def refuses(
        self,
        status: int,
        kind: str,
        method: str,
        path: str,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int | float | bool | None] | None = None,
    ) -> None:
        """Want a request to be answered with a problem of this kind."""
        answer = await self.client.request(method, path, json=json, headers=headers, params=params)

        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (status, f"/problems/{kind}")
        assert problem["status"] == status
        assert problem["request_id"] == answer.headers["x-request-id"]


def takes(model: type[BaseModel], body: Mapping[str, object], *right: Mapping[str, object]) -> None:
    """Want a body to be taken with each of these changes."""
    for change in right:
        model.model_validate({**body, **change})


def refuses(
    model: type[BaseModel], body: Mapping[str, object], *wrong: Mapping[str, object]
) -> None:
    """Want a body to be refused with each of these changes."""
    for change in wrong:
        with pytest.raises(ValidationError):
            model.model_validate({**body, **change})


async def nothing() -> None:
    """Be ready, or stop, at once."""
