"""The JSON Schema of a blueprint, for editors: generated from the models.

It knows which keys may stand where, what they mean and what names look like; what names
mean is checked by `groundplan check` alone.
"""

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from . import document, parts
from .document import Document
from .parts import Part

DIALECT = "http://json-schema.org/draft-07/schema#"
"""Editors know this one best."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a blueprint."""
    schema = Document.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs")
    texts = dict(_texts())
    for model in _parts(Part):
        _explain(schema if model is Document else definitions.get(model.__name__), model, texts)
    definitions = {name: _tidy(it) for name, it in sorted(definitions.items())}
    return {"$schema": DIALECT, **_tidy(schema), "definitions": definitions}


def _texts() -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what stands below each field of a part: pydantic would read it at every start."""
    for module in (parts, document):
        tree = ast.parse(inspect.getsource(module))
        for part in [it for it in tree.body if isinstance(it, ast.ClassDef)]:
            for field, below in pairwise(part.body):
                match field, below:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ):
                        yield (part.name, name), inspect.cleandoc(text)


def _parts(model: type[Part]) -> Iterator[type[Part]]:
    """Yield all kinds of parts."""
    for kind in model.__subclasses__():
        yield kind
        yield from _parts(kind)


def _explain(
    schema: dict[str, Any] | None,
    model: type[Part],
    texts: dict[tuple[str, str], str],
) -> None:
    """Put what stands below each field into the schema of its part."""
    for name, field in model.model_fields.items() if schema else ():
        told = [texts[it.__name__, name] for it in model.__mro__ if (it.__name__, name) in texts]
        properties = schema["properties"] if schema else {}
        properties[field.alias or name]["description"] = told[0]


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
