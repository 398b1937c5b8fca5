"""What can be added to a blueprint and taken out: each kind, and where such things stand."""

from dataclasses import dataclass
from typing import TypeAlias

from ..blueprint.document import (
    AggregatePart,
    Document,
    EntityPart,
    EventPart,
    ModulePart,
    PortPart,
    ValuePart,
    ViewPart,
)
from ..blueprint.parts import Part
from ..errors import Refused
from ..names import article, nearest, pascal_fault, shown, snake_fault

Home: TypeAlias = tuple[str, ...]
"""The sections on the way to a thing: a name of the path stands between each two."""

ITEMS: dict[str, tuple[str, type[Part]]] = {
    "modules": ("module", ModulePart),
    "aggregates": ("aggregate", AggregatePart),
    "entities": ("entity", EntityPart),
    "values": ("value", ValuePart),
    "events": ("event", EventPart),
    "views": ("view", ViewPart),
    "ports": ("port", PortPart),
}
"""What an item of a section is called, and which keys it has."""

IN_MODULE = ("modules",)
IN_AGGREGATE = ("modules", "aggregates")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: where it may stand, and what it is when nothing is said.

    Shape: `homes` in the order in which they are tried; `example` is a value, in YAML;
    `default` too, or "" where a value must be given. A `worded` value is one text, and is
    given without the quotes that YAML may need.
    """

    name: str
    homes: tuple[Home, ...]
    form: str
    example: str
    default: str = ""
    worded: bool = False
    snake: bool = False

    @property
    def titled(self) -> str:
        """Return what it is called, with its article."""
        return f"{article(self.name)} {self.name}"

    @property
    def depths(self) -> set[int]:
        """Return how many parts its path may have."""
        return {len(home) for home in self.homes}

    def fault(self, name: str) -> str | None:
        """Say why nothing of this kind can have a name, or None."""
        return snake_fault(name) if self.snake else pascal_fault(name)


FIELDS = (
    ("values", "fields"),
    (*IN_AGGREGATE, "fields"),
    (*IN_MODULE, "values", "fields"),
    (*IN_MODULE, "views", "fields"),
    (*IN_AGGREGATE, "entities", "fields"),
    (*IN_AGGREGATE, "events", "fields"),
)

KINDS = (
    Kind(
        "module",
        (("modules",),),
        "MODULE",
        example="{aggregates: {Thing: {crud: true}}}",
        snake=True,
    ),
    Kind(
        "aggregate",
        ((*IN_MODULE, "aggregates"),),
        "MODULE.AGGREGATE",
        example="{fields: {FIELD: TYPE}, crud: true}",
        default="{crud: true}",
    ),
    Kind(
        "field",
        FIELDS,
        "MODULE.AGGREGATE.FIELD, or an entity, event, view or value in place of the aggregate",
        example="str 1..80 optional",
        worded=True,
        snake=True,
    ),
    Kind(
        "entity",
        ((*IN_AGGREGATE, "entities"),),
        "MODULE.AGGREGATE.ENTITY",
        example="{key: code, fields: {code: str 1..20}}",
    ),
    Kind(
        "value",
        (("values",), (*IN_MODULE, "values")),
        "VALUE, or MODULE.VALUE",
        example="{is: str 1..20}",
    ),
    Kind(
        "rule",
        ((*IN_AGGREGATE, "rules"),),
        "MODULE.AGGREGATE.RULE",
        example="What always holds, in words.",
        worded=True,
        snake=True,
    ),
    Kind(
        "command",
        ((*IN_AGGREGATE, "commands"),),
        "MODULE.AGGREGATE.COMMAND",
        example="{takes: [FIELD], emits: EVENT}",
        default="{}",
    ),
    Kind(
        "event",
        ((*IN_AGGREGATE, "events"),),
        "MODULE.AGGREGATE.EVENT",
        example="{fields: {FIELD: TYPE}}",
        default="{}",
    ),
    Kind(
        "query",
        ((*IN_MODULE, "queries"), (*IN_AGGREGATE, "queries")),
        "MODULE.AGGREGATE.QUERY, or MODULE.QUERY for one of a view",
        example="{returns: AGGREGATE*}",
    ),
    Kind(
        "view",
        ((*IN_MODULE, "views"),),
        "MODULE.VIEW",
        example="{key: FIELD, from: [EVENT], fields: {FIELD: TYPE}}",
    ),
    Kind(
        "policy",
        ((*IN_MODULE, "policies"),),
        "MODULE.POLICY",
        example="{when: EVENT, then: COMMAND}",
        snake=True,
    ),
    Kind(
        "process",
        ((*IN_MODULE, "processes"),),
        "MODULE.PROCESS",
        example="{when: EVENT, steps: [{do: COMMAND}]}",
        snake=True,
    ),
    Kind(
        "port",
        ((*IN_MODULE, "ports"),),
        "MODULE.PORT",
        example="{methods: {METHOD: {returns: bool}}}",
    ),
    Kind(
        "method",
        ((*IN_MODULE, "ports", "methods"),),
        "MODULE.PORT.METHOD",
        example="{takes: {FIELD: TYPE}, returns: bool}",
        default="{}",
        snake=True,
    ),
)


def kind_called(name: str) -> Kind:
    """Return the kind that a name means.

    Raises:
        Refused: There is none.
    """
    found = next((it for it in KINDS if it.name == name), None)
    if found is not None:
        return found
    names = [it.name for it in KINDS]
    near = nearest(name, names)
    hint = f"did you mean {near!r}?" if near else f"there are {', '.join(names)}"
    raise Refused(f"there is no kind {shown(name)}; {hint}")


def keys_beside(home: Home) -> dict[str, bool]:
    """Return the keys that may stand beside the last section, as the language has them.

    Shape: in the order of the language; key -> whether it must stand there.
    """
    model = ITEMS[home[-2]][1] if len(home) > 1 else Document
    fields = model.model_fields.items()
    return {field.alias or name: field.is_required() for name, field in fields}
