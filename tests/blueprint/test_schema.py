"""The JSON Schema for editors: it knows every key, and says what each means."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from groundplan.blueprint.document import Document
from groundplan.blueprint.parts import Part
from groundplan.blueprint.reader import Source
from groundplan.blueprint.schema import json_schema
from groundplan.blueprint.structure import keys_of

HERE = Path(__file__).parent
PRESETS = HERE.parents[1] / "generators" / "groundplan" / "presets"
EXAMPLES = [*sorted((HERE / "valid").glob("*.yml")), *sorted(PRESETS.glob("*.yml"))]
SCHEMA = json_schema()


def parts(model: type[Part] = Part) -> Iterator[type[Part]]:
    for one in model.__subclasses__():
        yield one
        yield from parts(one)


def faults(value: Any, schema: Any, path: str = "") -> list[str]:
    """Check what an editor would check, as far as our schema goes."""
    schema = resolved(schema)
    for choice in ("anyOf", "oneOf"):
        if choice in schema and all(faults(value, it, path) for it in schema[choice]):
            return [f"{path}: none of the choices"]
    if "const" in schema and value != schema["const"]:
        return [f"{path}: not {schema['const']}"]
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    kind = schema.get("type")
    if isinstance(kind, str) and kind in kinds and not isinstance(value, kinds[kind]):
        return [f"{path}: no {kind}"]
    if isinstance(value, dict):
        return [*mapping_faults(value, schema, path)]
    items = schema.get("items") if isinstance(value, list) else None
    return [it for one in value for it in faults(one, items, f"{path}[]")] if items else []


def mapping_faults(value: dict[str, Any], schema: Any, path: str) -> Iterator[str]:
    """Check the keys of a mapping, and what they hold."""
    yield from (f"{path}: lacks {it}" for it in schema.get("required", ()) if it not in value)
    for key, inner in value.items():
        if key.startswith("x-") and "patternProperties" in schema:
            continue
        below = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
        if below is False:
            yield f"{path}: unknown {key}"
        elif below:
            yield from faults(inner, below, f"{path}.{key}")


def resolved(schema: Any) -> Any:
    """Follow a reference."""
    if "$ref" in schema:
        return SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]]
    return schema


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_keep_to_the_schema(path: Path) -> None:
    value = Source(path.read_text(encoding="utf-8"), path.name).root.plain()

    assert faults(value, SCHEMA) == []


@pytest.mark.parametrize(
    "text",
    [
        "{name: a, modules: {}}",
        "{blueprint: 2, name: a, modules: {}}",
        "{blueprint: 1, name: a, modules: {}, colour: red}",
        "{blueprint: 1, name: a, modules: {m: {aggregates: {A: {fields: []}}}}}",
        "{blueprint: 1, name: a, modules: {m: {aggregates: {A: {fields: {a: 5}}}}}}",
        "{blueprint: 1, name: a, modules: {m: {queries: {Q: {}}}}}",
    ],
)
def test_the_schema_finds_what_has_the_wrong_shape(text: str) -> None:
    assert faults(yaml.safe_load(text), SCHEMA)


def test_every_key_is_explained() -> None:
    for definition in [SCHEMA, *SCHEMA["definitions"].values()]:
        assert definition["description"]
        assert definition["additionalProperties"] is False
        for key, value in definition["properties"].items():
            assert value["description"], key


def test_every_part_is_in_the_schema() -> None:
    known = {"Blueprint": SCHEMA, **SCHEMA["definitions"]}
    used = [it for it in parts() if it.__name__ in known or it is Document]

    assert len(used) == len(known)
    for part in used:
        schema = known["Blueprint" if part is Document else part.__name__]
        assert sorted(schema["properties"]) == keys_of(part)


def test_own_keys_may_stand_everywhere() -> None:
    assert all("^x-" in it["patternProperties"] for it in SCHEMA["definitions"].values())


def test_a_field_may_be_short_or_long() -> None:
    short, long = SCHEMA["definitions"]["AggregatePart"]["properties"]["fields"][
        "additionalProperties"
    ]["anyOf"]

    assert short["type"] == "string"
    assert long == {"$ref": "#/definitions/FieldPart"}
