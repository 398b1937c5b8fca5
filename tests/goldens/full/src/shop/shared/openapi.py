"""The OpenAPI document: what FastAPI says of the routes, made exact."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from shop.shared.checks import INT_64
from shop.shared.problems import Problem, refusals


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
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            _mend_bounds(schemas)
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


def _mend_bounds(schema: object) -> None:
    """Make bounds whole again: FastAPI makes them floats, and the largest one too large."""
    if isinstance(schema, dict) and schema.get("type") == "integer":
        for bound in {"minimum", "maximum"} & schema.keys():
            schema[bound] = min(int(schema[bound]), INT_64 - 1)
    elif isinstance(schema, dict | list):
        for part in schema.values() if isinstance(schema, dict) else schema:
            _mend_bounds(part)
