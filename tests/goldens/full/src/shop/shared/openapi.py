"""The OpenAPI document: what FastAPI says of the routes, made exact."""

import json
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI

from shop.shared.checks import INT_64
from shop.shared.problems import Problem, refusals

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "ETag": "The version of what is shown, for If-Match and If-None-Match",
        "Idempotency-Replayed": "`true` if this is the answer of an earlier request",
        "Location": "Where to find what was created",
        "Retry-After": "The seconds after which to ask again",
        "X-Request-ID": "What the request is called in the log and in problems",
    }
)


class Site(FastAPI):
    """An application whose document knows problems, and nothing else that refuses."""

    def openapi(self) -> dict[str, Any]:
        """Describe all routes."""
        document = super().openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs") | {"Problem": problem}
            for operation in _operations(document):
                _mend_refusals(operation["responses"])
                _mend_parameters(operation.get("parameters", []))
                _name_headers(operation)
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            _mend_bounds(schemas)
            _join_twins(document)
            document["components"]["headers"] = {
                name: {"description": said, "schema": {"type": "string"}}
                for name, said in HEADERS.items()
            }
        return document


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        yield from operations.values()


def _mend_refusals(responses: dict[str, Any]) -> None:
    """Describe a problem where FastAPI describes what it would have said itself."""
    if "application/json" in responses.get("422", {}).get("content", {}):
        responses["422"] = refusals(422)[422]


def _mend_parameters(parameters: list[dict[str, Any]]) -> None:
    """Take `null` out: a parameter is text, or it is left out."""
    for schema in (it["schema"] for it in parameters):
        kinds = [it for it in schema.pop("anyOf", []) if it != {"type": "null"}]
        if kinds:
            schema.update(kinds[0] if len(kinds) == 1 else {"anyOf": kinds})


def _name_headers(operation: dict[str, Any]) -> None:
    """Name the headers of each answer, which follow from those that may be sent."""
    sent = {it["name"] for it in operation.get("parameters", [])}
    for status, answer in operation["responses"].items():
        names = ["X-Request-ID"]
        if status == "503":
            names.append("Retry-After")
        if status in {"200", "304"} and "If-None-Match" in sent:
            names.append("ETag")
        if status == "201" and "Idempotency-Key" in sent:
            names += ["Location", "Idempotency-Replayed"]
        answer["headers"] = {it: {"$ref": f"#/components/headers/{it}"} for it in names}


def _mend_bounds(schema: object) -> None:
    """Make bounds whole again: FastAPI makes them floats, and the largest one too large."""
    if isinstance(schema, dict) and schema.get("type") == "integer":
        for bound in {"minimum", "maximum"} & schema.keys():
            schema[bound] = min(int(schema[bound]), INT_64 - 1)
    elif isinstance(schema, dict | list):
        for part in schema.values() if isinstance(schema, dict) else schema:
            _mend_bounds(part)


def _join_twins(document: dict[str, Any]) -> None:
    """Make one schema of two that say the same of what comes in and of what goes out.

    FastAPI does so itself, but not where a schema holds itself.
    """
    schemas = document["components"]["schemas"]
    same = {it.removesuffix("-Input") for it in schemas if it.endswith("-Input")}

    def differs(name: str) -> bool:
        coming, going = (schemas.get(f"{name}-{it}") for it in ("Input", "Output"))
        return _joined(coming, same) != _joined(going, same)

    while others := {*filter(differs, same)}:
        same -= others
    for name in sorted(same):
        schemas[name] = schemas.pop(f"{name}-Input")
        del schemas[f"{name}-Output"]
    document |= json.loads(_joined(document, same))


def _joined(part: object, names: Collection[str]) -> str:
    """Write a part of the document with one reference for both of such schemas."""
    text = json.dumps(part)
    for name in names:
        for end in ("-Input", "-Output"):
            text = text.replace(f'/{name}{end}"', f'/{name}"')
    return text
