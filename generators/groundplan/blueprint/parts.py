"""What all parts of a blueprint are made of: own keys, words for people, names, fields.

A text may stand for a list of one, or for a mapping that holds only its main key; the
models take in both, and editors are told so.
"""

from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

EMPTY = object()
"""Stands for a key without a value."""

LINE = {
    "type": "string",
    "description": "TYPE[* | +] [min..max] [optional] [unique] [= default]",
    "examples": ["str 1..80", "decimal 0..", "date optional", "bool = false"],
    "pattern": r"^[A-Za-z][A-Za-z0-9_.]*[*+]?( .*)?$",
}
ANSWER = {
    "anyOf": [
        {"type": "string", "description": "When it is refused, in words."},
        {"type": "array", "items": {"type": "string"}, "description": "The states."},
        {"type": "null"},
    ],
}
LIST = "<list>"
MAPPING = "<mapping>"

PASCAL = r"^[A-Z][A-Za-z0-9]{0,39}$"
SNAKE = r"^[a-z][a-z0-9_]{0,39}$"
PLAIN = {"type": ["string", "number", "boolean"]}


def _listed(value: object) -> object:
    """Let one text stand for a list of one."""
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [value]
    raise PydanticCustomError("listed", "must be text or a list")


def long_form(key: str) -> BeforeValidator:
    """Let a text stand for a mapping that holds only this key."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


class Short:
    """Tell editors that a text may stand for a mapping."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema

    def __get_pydantic_json_schema__(
        self,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> dict[str, Any]:
        """Offer the short form beside the long one."""
        return {"anyOf": [self._schema, handler(schema)]}


def _constant(value: object) -> object:
    """Refuse anything but a plain value."""
    if isinstance(value, str | int | float):
        return value
    raise PydanticCustomError("constant", "a constant must be a plain value")


def _constants(value: object) -> object:
    """Refuse anything but a plain value, or a list of them."""
    for one in value if isinstance(value, list) else [value]:
        _constant(one)
    return value


def _ended(text: str) -> str:
    """Take away the line feed that ends a block of text."""
    return text.removesuffix("\n")


def _kind(value: object) -> str | None:
    """Tell a list from a mapping."""
    return LIST if isinstance(value, list) else MAPPING if isinstance(value, dict) else None


def named_by(pattern: str) -> dict[str, Any]:
    """Describe the keys of a mapping for editors."""
    return {"propertyNames": {"pattern": pattern}}


CLASSES = Field(json_schema_extra=named_by(PASCAL))
ATTRIBUTES = Field(json_schema_extra=named_by(SNAKE))

EITHER = Discriminator(
    _kind,
    custom_error_type="either",
    custom_error_message="must be a list or a mapping",
)

Doc: TypeAlias = Annotated[str, AfterValidator(_ended)]
Listed: TypeAlias = Annotated[
    list[str],
    BeforeValidator(_listed),
    WithJsonSchema(
        {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    ),
]
Constant: TypeAlias = Annotated[Any, BeforeValidator(_constant), WithJsonSchema(PLAIN)]
Constants: TypeAlias = Annotated[
    Any,
    BeforeValidator(_constants),
    WithJsonSchema({"anyOf": [PLAIN, {"type": "array", "items": PLAIN}]}),
]


class Part(BaseModel):
    """What all parts of a blueprint have in common: `x-...` keys are kept as they are."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

    extras: dict[str, Any] = Field(default_factory=dict, alias="x-", exclude=True)
    """Your own keys: anything that begins with `x-`."""

    @model_validator(mode="before")
    @classmethod
    def _set_apart(cls, value: Any) -> Any:
        """Move the `x-...` keys out of the way of the check for unknown keys.

        What is written, but empty, is made to look like it: None would pass for left out.
        """
        if not isinstance(value, dict) or not _is_apart(value):
            return value
        value = {key: EMPTY if it is None else it for key, it in value.items()}
        own = {key: it for key, it in value.items() if key.startswith("x-")}
        rest = {key: it for key, it in value.items() if key not in own}
        return {**rest, "x-": own} if own else rest


def _is_apart(value: dict[str, Any]) -> bool:
    """Say whether a mapping holds keys of your own, or something empty."""
    return any(it is None or key.startswith("x-") for key, it in value.items())


class Documented(Part):
    """A part that may be explained."""

    doc: Doc | None = None
    """A sentence or more for people: what this is."""


class Named(Documented):
    """A part that may have had other names."""

    was: Listed = []
    """The earlier name, or names, so that a later version can tell a rename from a new thing."""


class FieldPart(Named):
    """A field: a name with a type."""

    model_config = ConfigDict(title="Field")

    line: str = Field(alias="is")
    """TYPE[* | +] [min..max] [optional] [unique] [= default], like `str 2..80 optional`."""
    pattern: str | None = None
    """A regular expression that must match the whole text."""
    pii: bool = False
    """Personal: shown as `***` in repr, logs and errors."""
    samples: list[str] = []
    """Three texts that match the pattern, where none can be made up."""


FieldLine: TypeAlias = Annotated[FieldPart, long_form("is"), Short(LINE)]
Takes: TypeAlias = Annotated[
    Annotated[list[str], Tag(LIST)] | Annotated[dict[str, FieldLine], Tag(MAPPING)],
    EITHER,
]
