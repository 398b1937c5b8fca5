"""The JSON Schema of a blueprint, for editors: generated from the models.

It knows which keys may stand where, what they mean and what names look like; what names
mean is checked by `groundplan check` alone.
"""

from typing import Any

from .document import Document

DIALECT = "http://json-schema.org/draft-07/schema#"
"""Editors know this one best."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a blueprint."""
    schema = Document.model_json_schema(by_alias=True)
    definitions = {name: _tidy(it) for name, it in sorted(schema.pop("$defs").items())}
    return {"$schema": DIALECT, **_tidy(schema), "definitions": definitions}


def _tidy(node: Any) -> Any:
    """Return a schema as editors like it: own keys allowed, no titles made from names."""
    if isinstance(node, list):
        return [_tidy(it) for it in node]
    if not isinstance(node, dict):
        return node
    if "properties" in node:
        node = _part(node)
    kept = {key: it for key, it in node.items() if key not in {"default", "discriminator"}}
    if {"type": "null"} in kept.get("anyOf", ()) and "description" in kept:
        kept |= _never_empty(kept.pop("anyOf"))
    if "$ref" in kept:
        kept["$ref"] = kept["$ref"].replace("#/$defs/", "#/definitions/")
    return {key: _tidy(it) for key, it in kept.items()}


def _never_empty(choices: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the choices without null: a key that stands there has a value."""
    rest = [it for it in choices if it != {"type": "null"}]
    return rest[0] if len(rest) == 1 else {"anyOf": rest}


def _part(node: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a part: its keys, and `x-...` keys of anybody's own."""
    properties = {
        name: {key: it for key, it in value.items() if key != "title"}
        for name, value in node["properties"].items()
        if name != "x-"
    }
    return {
        **{key: it for key, it in node.items() if key != "properties"},
        "properties": properties,
        "patternProperties": {"^x-": {"description": "Your own: kept as it is."}},
        "additionalProperties": False,
    }
