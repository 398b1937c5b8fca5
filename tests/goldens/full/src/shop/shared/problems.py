"""Every failure of a request as one kind of document, from one place.

Source: RFC 9457, Problem Details for HTTP APIs, 2023.
"""

import logging
import re
from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus
from http.client import responses
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from shop.shared.correlation import request_id
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
from shop.shared.terms import Repeated

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "5"  # seconds
MOST_TOLD = 100  # of what is wrong with one request
WORD_BREAK = re.compile(" |(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")  # of a field, also of one that the client made up
UNREADABLE = "There was an error parsing the body"  # what FastAPI says of text that is no JSON
NO_OBJECT = "model_attributes_type"
IN_JSON: Mapping[str, str] = MappingProxyType(
    {
        NO_OBJECT: "Input should be a valid object",
        "tuple_type": "Input should be a valid array",
    }
)

# A refusal has the status of its class, or of the nearest base that is listed.
STATUSES: Mapping[type[DomainError], int] = MappingProxyType(
    {
        NotFound: 404,
        AlreadyExists: 409,
        ConcurrentChange: 409,
        IllegalMove: 409,
        Rejected: 409,
        Repeated: 409,
        Invalid: 422,
        Unavailable: 503,
    }
)

MEANINGS: Mapping[int, str] = MappingProxyType(
    {
        304: "It is still as If-None-Match says",
        404: "There is none",
        409: "Something is taken, has changed, or does not allow this",
        412: "It is not as If-Match says",
        413: "The body is too large",
        422: "Something lies outside its type",
        503: "Something that this needs does not answer",
    }
)


class PreconditionFailed(HTTPException):
    """The aggregate is at another version than the one in If-Match."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(412, "it is not as If-Match says; get it again, then decide")


class IdempotencyMismatch(HTTPException):
    """The key was used for a request that asked for something else."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(409, "this Idempotency-Key came with another body; use a new key")


class PayloadTooLarge(HTTPException):
    """The body is larger than this site takes."""

    def __init__(self, largest: int) -> None:
        """Say what is taken."""
        super().__init__(413, f"the body has more than {largest} bytes")


class Fault(BaseModel):
    """One thing that is wrong, and where."""

    pointer: str | None = None
    field: str | None = None
    detail: str


class Problem(BaseModel):
    """Why a request was not carried out."""

    type: str
    title: str
    status: int
    detail: str | None = None
    request_id: str
    errors: list[Fault] | None = None


def status_of(kind: type[BaseException]) -> int:
    """Return the status of a class of refusals.

    Raises:
        LookupError: Neither it nor a base of it is listed.
    """
    for base in kind.__mro__:
        if base in STATUSES:
            return STATUSES[base]
    raise LookupError(f"{kind.__name__} has no status; give it one in STATUSES")


def problem(
    name: str,
    status: int,
    detail: str | None = None,
    *,
    errors: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Write the document of a failure with this name, such as that of its class."""
    kind = WORD_BREAK.sub("-", name).lower()
    document = Problem(
        type=f"/problems/{kind}",
        title=kind.replace("-", " ").capitalize(),
        status=status,
        detail=detail,
        request_id=request_id.get(),
        errors=list(errors[:MOST_TOLD]) or None,
    )
    return Response(document.model_dump_json(exclude_none=True), status, headers, MEDIA_TYPE)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe these answers for the `responses` of a route."""
    return {it: _described(it) for it in statuses}


def install(app: FastAPI) -> None:
    """Have every failure answered with a problem."""
    app.exception_handler(DomainError)(_on_refusal)
    app.exception_handler(RequestValidationError)(_on_request)
    app.exception_handler(HTTPException)(_on_http)
    app.exception_handler(Exception)(_on_failure)


def failure() -> Response:
    """Write the document of what nobody foresaw; what it was stays in the log."""
    return problem("InternalError", 500)


def stopping() -> Response:
    """Write the document of a request that is cut off because the site stops."""
    said = "the site stops; look whether it was carried out, then try again"
    return problem("Unavailable", 503, said, headers={"Retry-After": RETRY_AFTER})


async def _on_refusal(_: Request, error: DomainError) -> Response:
    name, status = type(error).__name__, status_of(type(error))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        log.warning("%s (%s)", error, type(error.__cause__ or error).__name__)
        return problem(name, status, str(error), headers={"Retry-After": RETRY_AFTER})
    problems = error.problems if isinstance(error, Invalid) else ()
    return problem(name, status, str(error), errors=[_refused(it) for it in problems])


async def _on_request(request: Request, error: RequestValidationError) -> Response:
    found = error.errors()
    if any(it["type"] == NO_OBJECT for it in found) and not _is_json(request):
        return _invalid([Fault(field="Content-Type", detail="must be application/json")])
    outer = {place[:depth] for place in (it["loc"] for it in found) for depth in range(len(place))}
    return _invalid([_unread(it) for it in found if not _only_follows(it, outer)])


async def _on_http(request: Request, error: HTTPException) -> Response:
    status, headers = error.status_code, error.headers
    if error.detail == UNREADABLE:
        return _invalid([Fault(pointer="#", detail="is no JSON")])
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": _allowed(request)}
    phrase = responses.get(status, "Error")
    name = type(error).__name__ if type(error).__module__ == __name__ else phrase
    detail = None if error.detail == phrase else error.detail
    return problem(name, status, detail, headers=headers)


async def _on_failure(_: Request, __: Exception) -> Response:
    return failure()


def _is_json(request: Request) -> bool:
    """Say whether a body is said to be JSON; else it is not read as such."""
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    return re.fullmatch(r"application/(?:.+\+)?json", kind.strip(), re.IGNORECASE) is not None


def _invalid(errors: Sequence[Fault]) -> Response:
    return problem("Invalid", 422, "the request is not valid", errors=errors)


def _refused(problem: str) -> Fault:
    """Split what a check found, which is `name: what is wrong`."""
    name, _, wrong = problem.partition(": ")
    return Fault(field=name, detail=wrong)


def _only_follows(error: Mapping[str, Any], outer: Collection[tuple[str | int, ...]]) -> bool:
    """Say whether a list is too short only without the items that could not be read.

    Shape: `outer` are the places of whatever has something wrong inside.
    """
    return error["type"] == "too_short" and error["loc"] in outer


def _unread(error: Mapping[str, Any]) -> Fault:
    """Say where and what, without the input, which may be personal."""
    where, *path = error["loc"]
    if error["type"] == "json_invalid":
        return Fault(pointer="#", detail="is no JSON")
    names = takewhile(NAME.fullmatch, map(str, path))
    if where == "body":
        return Fault(pointer="/".join(("#", *names)), detail=_in_json(error))
    return Fault(field=".".join(names) or where, detail=error["msg"])


def _in_json(error: Mapping[str, Any]) -> str:
    """Say what is wrong with a body, without naming the types of Python."""
    message: str = IN_JSON.get(error["type"], error["msg"])
    counts = error["type"] in {"too_long", "too_short"}
    return message.replace("Tuple", "Array", 1) if counts else message


def _allowed(request: Request) -> str:
    """Name all methods that this path has, where the first route names its own."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    routes = iter_route_contexts(request.app.routes)
    methods = {it for route in routes if route.path_regex.match(path) for it in route.methods or ()}
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


def _described(status: int) -> dict[str, Any]:
    described: dict[str, Any] = {"description": MEANINGS[status]}
    if status >= HTTPStatus.BAD_REQUEST:
        schema = {"$ref": "#/components/schemas/Problem"}
        described["content"] = {MEDIA_TYPE: {"schema": schema}}
    return described
