"""The OpenAPI document: problems, bounds and parameters as they are."""

from typing import Annotated, Any

import pytest
from fastapi import Query
from pydantic import Field

from shop.shared.edge import Edge, TruthText, Web, Whole, WholeText, between
from shop.shared.openapi import Site
from shop.shared.problems import refusals

from tests.shared.harbour import Harbour

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


class Line(Edge):
    count: Whole = 1
    fraction: Annotated[float, Field(ge=0.5)]


class Asked(Edge):
    limit: Annotated[WholeText, between(None, 200)] = 50
    weight: Annotated[WholeText, between(1, None)] | None = None
    either: WholeText | TruthText | None = None


class Link(Edge):
    web: Web


async def send(body: Line) -> None:
    """Take a line."""


async def search(asked: Annotated[Asked, Query()]) -> None:
    """Take a question."""


async def follow(body: Link) -> Link:
    """Take a link and show it."""
    return body


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    site = Site()
    site.post("/lines", responses=refusals(304, 409, 503))(send)
    site.get("/lines", responses=refusals(422))(search)
    site.get("/nothing")(site.openapi)
    return site.openapi()


def test_what_refuses_is_a_problem(document: dict[str, Any]) -> None:
    responses = document["paths"]["/lines"]["post"]["responses"]

    assert responses["409"]["content"] == PROBLEM
    assert responses["503"]["content"] == PROBLEM
    assert responses["503"]["description"] == "Something that this needs does not answer"
    assert responses["304"]["description"] == "It is still as If-None-Match says"
    assert "content" not in responses["304"]


def test_no_problem_is_left_to_fastapi(document: dict[str, Any]) -> None:
    for operation in document["paths"]["/lines"].values():
        assert operation["responses"]["422"]["content"] == PROBLEM
    assert "422" not in document["paths"]["/nothing"]["get"]["responses"]
    assert document["components"]["schemas"].keys() == {"Fault", "Line", "Problem"}


def test_bounds_of_integers_are_exact(document: dict[str, Any]) -> None:
    fields = document["components"]["schemas"]["Line"]["properties"]

    assert fields["count"]["minimum"] == -(2**63)
    assert fields["count"]["maximum"] == 2**63 - 1
    assert fields["fraction"]["minimum"] == 0.5


def test_a_parameter_is_never_null(document: dict[str, Any]) -> None:
    asked = document["paths"]["/lines"]["get"]["parameters"]
    schemas = {it["name"]: it["schema"] for it in asked}

    assert schemas["limit"]["default"] == 50
    assert schemas["weight"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 2**63 - 1,
        "title": "Weight",
    }
    assert schemas["either"].keys() == {"anyOf", "title"}
    assert [it["type"] for it in schemas["either"]["anyOf"]] == ["integer", "boolean"]


def test_what_is_shown_may_be_more_than_what_is_taken() -> None:
    site = Site()
    site.post("/links")(follow)

    schemas = site.openapi()["components"]["schemas"]

    assert "pattern" in schemas["Link-Input"]["properties"]["web"]
    assert "pattern" not in schemas["Link-Output"]["properties"]["web"]


@pytest.mark.parametrize(
    ("path", "method", "status", "named"),
    [
        ("/boats", "post", "201", {"Location", "Idempotency-Replayed"}),
        ("/boats", "post", "409", set()),
        ("/boats/{name}", "get", "200", {"ETag"}),
        ("/boats/{name}", "get", "304", {"ETag"}),
        ("/boats", "get", "200", set()),
        ("/health/ready", "get", "503", {"Retry-After"}),
    ],
)
def test_the_headers_of_answers_are_named(
    path: str, method: str, status: str, named: set[str]
) -> None:
    document = Harbour().site.openapi()

    headers = document["paths"][path][method]["responses"][status]["headers"]

    assert headers.keys() == {"X-Request-ID", *named}
    for name, header in headers.items():
        assert header == {"$ref": f"#/components/headers/{name}"}
        assert document["components"]["headers"][name]["schema"] == {"type": "string"}


def test_the_document_is_made_once() -> None:
    site = Site()
    site.post("/lines")(send)

    assert site.openapi() is site.openapi()
