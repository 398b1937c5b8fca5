"""Check the shape of a blueprint, and go on with what has the right one.

pydantic says what is wrong; the wording is ours. A part with the wrong shape is taken
out, so that the meaning of all others can still be checked in the same run.
"""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..names import nearest, proposed, shown, snake_fault
from .document import AggregatePart, Document, EntityPart
from .ledger import Ledger
from .parts import EMPTY, LIST, MAPPING, FieldPart, Part
from .reader import Path

ROUNDS = 6
"""How often parts are taken out before the rest is given up."""

STAND_INS: dict[str, Any] = {"blueprint": 1, "name": "unnamed", "modules": {}}
"""What stands in for a required key of the blueprint that is missing."""

SHAPES = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "either": "a list or a mapping",
    "constant": "a plain value",
    "listed": "text or a list",
}


PARTS = {
    "FieldPart": "a type, like 'str 1..80', or a mapping",
    "SendPart": "a command, or a mapping",
}

MEANT = {"description": "doc"}
"""What other languages call our keys, where no likeness shows it."""

ELSEWHERE = {
    (AggregatePart, "states"): "states come from 'moves'",
    (AggregatePart, "id"): "an identity is 'key: FIELD'",
    (EntityPart, "id"): "an identity is 'key: FIELD'",
}
"""Keys that are no keys here, and how a blueprint says the same."""

OF_VALUES = ("one_of", "fields")
"""Keys of a value, which a field cannot declare on the spot."""


def shaped(ledger: Ledger) -> Document | None:
    """Return the document; every wrong shape goes to the ledger.

    None when so much is wrong that nothing is left to check.
    """
    rest: Any = ledger.source.root.plain()
    for _ in range(ROUNDS):
        try:
            return Document.model_validate(rest)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False, include_context=True)
            for error in sorted(errors, key=lambda it: it["type"] != "extra_forbidden"):
                if not _is_there(ledger, error) and not _renamed(rest, error, ledger):
                    _tell(ledger, error)
                    _take_out(rest, error, ledger)
    return None


def _is_there(ledger: Ledger, error: ErrorDetails) -> bool:
    """Say whether a missing key is there after all: misspelt, and told."""
    path = _path(ledger, error)
    if error["type"] != "missing":
        return False
    return path[-1] in ledger.source.node(path[:-1]).entries and path not in ledger.tainted


def _renamed(rest: Any, error: ErrorDetails, ledger: Ledger) -> bool:
    """Tell a misspelt key, and go on with what it was meant to be."""
    if error["type"] != "extra_forbidden":
        return False
    path = _path(ledger, error)
    said, near = _unknown_key(path, error)
    holder = _holder(rest, path)
    if near is None or not isinstance(holder, dict) or near in holder:
        return False
    ledger.wrong(path, said, near, key=True)
    entries = ledger.source.node(path[:-1]).entries
    entries[near] = entries.pop(str(path[-1]))
    holder[near] = holder.pop(path[-1])
    return True


def _holder(rest: Any, path: Path) -> Any:
    """Return what holds the last step of a path, or None where it was taken out."""
    for step in path[:-1]:
        try:
            rest = rest[step]
        except (LookupError, TypeError):
            return None
    return rest


def _tell(ledger: Ledger, error: ErrorDetails) -> None:
    """Put one of pydantic's errors in plain words."""
    path = _path(ledger, error)
    kind, value = error["type"], error["input"]
    if _declares_value(ledger, path, error):
        said = f"{shown(path[-2])} declares a value; name it under 'values' and use it as a type"
        ledger.wrong(path[:-1], said, key=True)
    elif kind == "extra_forbidden":
        said, near = _unknown_key(path, error)
        ledger.wrong(path, said, near, key=True)
    elif kind == "missing" and path in ledger.tainted:
        return  # told already, when it was taken out
    elif kind == "missing":
        ledger.wrong(path[:-1], f"the key '{path[-1]}' is missing", key=True)
    else:
        named = kind == "string_pattern_mismatch"
        near = proposed(str(value), style="snake") if named else None
        ledger.wrong(path, _expected(kind, value, error, path), near)


def _declares_value(ledger: Ledger, path: Path, error: ErrorDetails) -> bool:
    """Say whether an error comes from a field that tries to declare a value on the spot."""
    if error["type"] not in {"extra_forbidden", "missing"}:
        return False
    if _model_at(error["loc"][:-1]) is not FieldPart:
        return False
    if error["type"] == "extra_forbidden":
        return path[-1] in OF_VALUES
    return any(key in ledger.source.node(path[:-1]).entries for key in OF_VALUES)


def _expected(kind: str, value: object, error: ErrorDetails, path: Path) -> str:
    """Say what should stand there instead."""
    name = next((it for it in reversed(path) if isinstance(it, str)), "blueprint")
    if path == ("blueprint",) and kind == "literal_error" and (said := _other_version(value)):
        return said
    if kind == "literal_error":
        expected = str(error.get("ctx", {}).get("expected", ""))
        return f"{shown(name)} must be {expected}, not {shown(value)}"
    if kind == "too_short":
        return f"{shown(name)} is empty; name at least one"
    if kind == "greater_than_equal":
        return f"{shown(name)} must be 1 or more, not {shown(value)}"
    if kind == "string_pattern_mismatch":
        return snake_fault(str(value)) or f"{shown(value)} is no name"
    wanted = SHAPES.get(kind, "something else")
    wanted = PARTS.get(str(error.get("ctx", {}).get("class_name")), wanted)
    if value is None or value is EMPTY:
        return f"{shown(name)} is empty; it must be {wanted}, or be left out"
    if kind == "string_type" and not isinstance(value, list | dict):
        return f"{shown(value)} is {_called(value)} in YAML, and text is needed; quote it"
    return f"{shown(name)} must be {wanted}, not {_called(value)}"


def _other_version(value: object) -> str:
    """Say what is wrong with a version of the language; nothing where it is none at all."""
    if value == "1":
        return "'blueprint' must be the number 1, not a text; take the quotes away"
    if type(value) is not int:
        return ""
    said = f"'blueprint' is {value}, and this groundplan knows version 1 of the language only"
    return f"{said}; write 1, or take another groundplan"


def _called(value: object) -> str:
    """Say what kind of thing a value is."""
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"the text {shown(value)}"


def _path(ledger: Ledger, error: ErrorDetails) -> Path:
    """Turn pydantic's location into a path of the text: without the tags of unions."""
    node = ledger.source.root
    path: list[str | int] = []
    missing = error["type"] == "missing"
    for step in error["loc"][:-1] if missing else error["loc"]:
        if node.kind == "mapping" and str(step) in node.entries:
            node = node.entries[str(step)][1]
            path.append(step)
        elif node.kind == "list" and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            path.append(step)
    if missing:
        path.append(error["loc"][-1])
    return tuple(path)


def _unknown_key(path: Path, error: ErrorDetails) -> tuple[str, str | None]:
    """Say which keys may stand there."""
    key = str(path[-1])
    if "->" in key:
        return f"{shown(key)} is no key; inside braces quote a move that has a comma", None
    model = _model_at(error["loc"][:-1])
    if (model, key) in ELSEWHERE:
        return f"unknown key {shown(key)}; {ELSEWHERE[model, key]}", None
    known = keys_of(model)
    near = MEANT[key] if MEANT.get(key) in known else nearest(key, known)
    hint = "" if near else f"; here may stand {', '.join(known)}"
    return f"unknown key {shown(key)}{hint}", near


def keys_of(model: type[Part]) -> list[str]:
    """Return the keys of a part, as they are written."""
    names = [field.alias or name for name, field in model.model_fields.items()]
    return sorted(name for name in names if name != "x-")


def _model_at(loc: tuple[str | int, ...]) -> type[Part]:
    """Return the model that pydantic was at."""
    model: Any = Document
    for step in loc:
        if isinstance(model, type) and issubclass(model, Part):
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            model = fields[str(step)].annotation if str(step) in fields else model
        else:
            model = _inner(model, step)
    while not (isinstance(model, type) and issubclass(model, Part)):
        model = _inner(model, "")
        if model is None:
            return Document
    return model


def _inner(model: Any, step: str | int) -> Any:
    """Return what an annotation holds: the value of a mapping, the item of a list."""
    arguments = [it for it in getattr(model, "__args__", ()) if it is not type(None)]
    if getattr(model, "__origin__", None) is dict:
        return arguments[1]
    if step in {LIST, MAPPING}:
        return _choice(model, dict if step == MAPPING else list)
    return arguments[0] if arguments else None


def _choice(model: Any, origin: type) -> Any:
    """Return the list or the mapping among the choices of an annotation, or None."""
    if getattr(model, "__origin__", None) is origin:
        return model
    found = (_choice(it, origin) for it in getattr(model, "__args__", ()))
    return next((it for it in found if it is not None), None)


def _take_out(rest: Any, error: ErrorDetails, ledger: Ledger) -> None:
    """Take the smallest removable part around an error out of the data."""
    path = _path(ledger, error)
    if error["type"] == "missing":
        ledger.tainted.add(path)
        if len(path) == 1 and isinstance(rest, dict):
            rest[path[0]] = STAND_INS[str(path[0])]
            return
        path = path[:-1]
    while path and isinstance(path[-1], int):
        path = path[:-1]  # a list goes as a whole, so that the others keep their numbers
    ledger.tainted.add(path)
    holder = _holder(rest, path)
    if path and isinstance(holder, dict):
        holder.pop(path[-1], None)
        if "->" in str(path[-1]):
            holder.pop("moves", None)  # only its first half stands there
