"""The shape of a blueprint: which keys may stand where, and what kind of thing they hold.

Only shape is checked here; what names mean is checked later. The JSON Schema for
editors is generated from these models, so their docstrings speak to whoever writes a
blueprint.
"""

# ruff: noqa: RUF012 - pydantic copies what stands as a default

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import ConfigDict, Field, Tag, WithJsonSchema

from .parts import (
    ANSWER,
    ATTRIBUTES,
    CLASSES,
    EITHER,
    LIST,
    MAPPING,
    SNAKE,
    Constant,
    Constants,
    Doc,
    Documented,
    FieldLine,
    Listed,
    Named,
    Part,
    Short,
    Takes,
    long_form,
    named_by,
)


class ValuePart(Named):
    """A value: one scalar (`is`), one of some names (`one_of`), or some fields (`fields`)."""

    model_config = ConfigDict(title="Value")

    line: str | None = Field(None, alias="is")
    """One plain type and its bounds, like `str 3..254`."""
    pattern: str | None = None
    """A regular expression that must match the whole text."""
    pii: bool = False
    """Personal: shown as `***` in repr, logs and errors."""
    samples: list[str] = []
    """Three texts that match the pattern, where none can be made up."""
    one_of: list[str] | None = None
    """The members of an enumeration."""
    fields: Annotated[dict[str, FieldLine] | None, ATTRIBUTES] = None
    """The fields of a value made of several."""


class EntityPart(Named):
    """An item of a list of its aggregate, with a key that is unique in the list."""

    model_config = ConfigDict(title="Entity")

    key: str
    """The field that tells items apart."""
    fields: Annotated[dict[str, FieldLine], ATTRIBUTES]
    """The fields of an item."""


class ExamplePart(Part):
    """Given past events, then an event or a refusal."""

    model_config = ConfigDict(title="Example")

    given: list[str] = []
    """The events that happened before, in order; none: not born."""
    then: str
    """The event that follows, or the refusal."""


class CommandPart(Documented):
    """What may be asked of one aggregate, in one transaction."""

    model_config = ConfigDict(title="Command")

    creates: bool = False
    """The first command of a life; implied by `[*] -> ...`."""
    takes: Takes | None = None
    """Own fields, to be set; or a mapping with fields of the command's own."""
    sets: dict[str, Constant] = {}
    """Own fields that get a constant, or `none`."""
    adds: str | None = None
    """The entity list that gets an item."""
    changes: str | None = None
    """The entity list of which an item is changed."""
    removes: str | None = None
    """The entity list that loses an item."""
    deletes: bool = False
    """The last command of a life; implied by `... -> [*]`."""
    moves: Listed = []
    """From state to state: `placed, confirmed -> cancelled`; `[*]` is not born."""
    rejects: Annotated[
        Annotated[list[str], Tag(LIST)]
        | Annotated[dict[str, Annotated[Any, WithJsonSchema(ANSWER)]], Tag(MAPPING)],
        EITHER,
    ] = []
    """Refusals: a list of errors, or each with words, or with the states it answers in."""
    asks: str | None = None
    """The method of a port that is asked: `Port.method`."""
    emits: Listed = []
    """The event, or several: the first is the normal outcome."""
    examples: list[ExamplePart] = []
    """One test each."""


class EventPart(Named):
    """A fact about one aggregate, in the past tense."""

    model_config = ConfigDict(title="Event")

    version: int = Field(1, ge=1)
    """The version of its shape."""
    fields: Annotated[dict[str, FieldLine] | None, ATTRIBUTES] = None
    """What it carries; left out: what its command took and set."""
    earlier: dict[str, dict[str, FieldLine]] = Field(
        default_factory=dict,
        json_schema_extra=named_by("^[1-9][0-9]*$"),
    )
    """The fields of every older version, by its number."""


class QueryPart(Documented):
    """A question about one aggregate, or about a view."""

    model_config = ConfigDict(title="Query")

    takes: Takes | None = None
    """Filters by equality, and parameters that are no fields."""
    where: dict[str, Constants] = {}
    """Fields, or `state`, fixed to a constant or to one of a list."""
    search: list[str] = []
    """The texts that a parameter `text` is looked for in."""
    returns: str
    """`Note`, `Note optional` or `Note*`."""
    paginate: bool = False
    """Give pages instead of all rows."""


class AggregatePart(Named):
    """An aggregate root: what changes together."""

    model_config = ConfigDict(title="Aggregate")

    key: str | None = None
    """The field that is its identity; left out: `id: uuid`."""
    plural: str | None = None
    """The plural of its name, where that is not regular English."""
    fields: Annotated[dict[str, FieldLine], ATTRIBUTES] = {}
    """What it holds."""
    entities: Annotated[dict[str, EntityPart], CLASSES] = {}
    """The items of its lists."""
    rules: Annotated[dict[str, str], ATTRIBUTES] = {}
    """What must always hold, in words."""
    crud: bool = False
    """Create, change, delete, get and list, as if written out."""
    commands: Annotated[dict[str, CommandPart], CLASSES] = {}
    """What may be asked of it."""
    events: Annotated[dict[str, EventPart], CLASSES] = {}
    """Its events, where more is to say than what its commands emit."""
    queries: Annotated[dict[str, QueryPart], CLASSES] = {}
    """The questions about it."""


class ViewPart(Documented):
    """A read model: rows kept from events."""

    model_config = ConfigDict(title="View")

    plural: str | None = None
    """The plural of its name, where that is not regular English."""
    key: str
    """The field that tells rows apart."""
    sources: Annotated[
        Annotated[list[str], Tag(LIST)] | Annotated[dict[str, dict[str, str]], Tag(MAPPING)],
        EITHER,
    ] = Field(alias="from")
    """Events; or each with the fields that are filled from another source."""
    fields: Annotated[dict[str, FieldLine], ATTRIBUTES]
    """The fields of a row."""


class PolicyPart(Documented):
    """Whenever an event happened, then a command is sent."""

    model_config = ConfigDict(title="Policy")

    when: str
    """The event."""
    then: str
    """The command, or `Port.method`."""
    given: dict[str, str] = Field(default_factory=dict, alias="with")
    """Where fields of the command come from: a field, or `= constant`."""
    each: str | None = None
    """The list of the event whose items get one command each."""


class SendPart(Part):
    """A command, and where its fields come from."""

    model_config = ConfigDict(title="Send")

    do: str
    """The command."""
    given: dict[str, str] = Field(default_factory=dict, alias="with")
    """Where fields of the command come from: a field, or `= constant`."""


Send: TypeAlias = Annotated[SendPart, long_form("do"), Short({"type": "string"})]


class StepPart(SendPart):
    """A step of a process, and its way back."""

    model_config = ConfigDict(title="Step")

    each: str | None = None
    """The list of the event whose items get one command each."""
    undo: Send | None = None
    """What is sent when a later step fails."""
    within: str | None = None
    """How long it may take, like `15 minutes`."""


class ProcessPart(Documented):
    """A saga: steps in order, undone in reverse when one fails."""

    model_config = ConfigDict(title="Process")

    when: str
    """The event that begins it."""
    steps: list[StepPart] = Field(min_length=1)
    """The commands, in order."""
    otherwise: Send | None = Field(None, alias="else")
    """What is sent after everything was undone."""


class MethodPart(Documented):
    """A method of a port."""

    model_config = ConfigDict(title="Method")

    takes: Annotated[dict[str, FieldLine], ATTRIBUTES] = {}
    """Its parameters."""
    returns: str | None = None
    """The type of its answer."""


class PortPart(Documented):
    """What the module needs from outside."""

    model_config = ConfigDict(title="Port")

    methods: Annotated[dict[str, MethodPart], ATTRIBUTES]
    """What it can be asked or told."""
    plugins: Literal["one", "many"] | None = None
    """`one`: an installed plugin is the adapter; `many`: every plugin is told."""


class ModulePart(Named):
    """A bounded context: a package of its own."""

    model_config = ConfigDict(title="Module")

    persistence: Literal["state", "events"] = "state"
    """Rows, or an event store."""
    values: Annotated[dict[str, ValuePart], CLASSES] = {}
    """The values of this module."""
    aggregates: Annotated[dict[str, AggregatePart], CLASSES] = {}
    """What changes together."""
    views: Annotated[dict[str, ViewPart], CLASSES] = {}
    """Read models."""
    queries: Annotated[dict[str, QueryPart], CLASSES] = {}
    """The questions about its views."""
    policies: Annotated[dict[str, PolicyPart], ATTRIBUTES] = {}
    """Whenever ... then."""
    processes: Annotated[dict[str, ProcessPart], ATTRIBUTES] = {}
    """Sagas."""
    ports: Annotated[dict[str, PortPart], CLASSES] = {}
    """What it needs from outside."""
    public: list[str] = []
    """The commands, queries and events that other modules may use."""


class Document(Part):
    """A blueprint: what the program is about, free of technology."""

    model_config = ConfigDict(title="Blueprint")

    blueprint: Literal[1]
    """The version of the language."""
    name: str = Field(pattern=SNAKE)
    """The name of the whole, in snake_case."""
    doc: Doc | None = None
    """A sentence or more for people: what this is."""
    values: Annotated[dict[str, ValuePart], CLASSES] = {}
    """The values of all modules."""
    modules: Annotated[dict[str, ModulePart], ATTRIBUTES]
    """The bounded contexts."""
