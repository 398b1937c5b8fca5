"""What an aggregate is made of, understood: fields, values, entities, rules, commands, events.

The domain puts them together. Things refer to each other by name.
"""

from dataclasses import dataclass
from enum import Enum

from .terms import Bound, Constant, Type


@dataclass(frozen=True, slots=True)
class Field:
    """A name with a type.

    `many` is "" for one, "*" for any number, "+" for at least one, also where `low` asks for
    more than none. `low` and `high` bound the number, the length of the text or bytes, or, with
    `many`, the count of items.
    """

    name: str
    type: Type
    many: str = ""
    low: Bound | None = None
    high: Bound | None = None
    optional: bool = False
    unique: bool = False
    default: Constant | None = None
    pattern: str = ""
    samples: tuple[str, ...] = ()
    pii: bool = False
    doc: str = ""
    line: int = 0


class Shape(Enum):
    """What a value is made of."""

    SCALAR = "is"
    ENUM = "one_of"
    RECORD = "fields"


@dataclass(frozen=True, slots=True)
class Value:
    """A value: one scalar (in `fields[0]`, called `value`), some members, or some fields."""

    module: str
    name: str
    shape: Shape
    members: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    doc: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Entity:
    """An item of a list of its aggregate; `key` and `holder` name fields."""

    name: str
    key: str
    holder: str
    fields: tuple[Field, ...]
    doc: str = ""
    line: int = 0

    @property
    def identity(self) -> Field:
        """Return the field that tells the items apart."""
        return next(it for it in self.fields if it.name == self.key)


@dataclass(frozen=True, slots=True)
class Rule:
    """An invariant in words."""

    name: str
    words: str
    line: int = 0


class Action(Enum):
    """What an item command does to its list."""

    ADDS = "adds"
    REMOVES = "removes"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class ItemWork:
    """The list that an item command works on, and the entity in it."""

    action: Action
    holder: str
    entity: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A field a command carries beside the identity of its aggregate.

    `own`: it sets the field of that name (of the aggregate, or of the item for an item
    command). Otherwise it goes into the event and nowhere else. The field's `optional`
    and `default` are those of the command, not of the aggregate.
    """

    field: Field
    own: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """An own field (or item's field) that a command sets to a constant."""

    name: str
    to: Constant


@dataclass(frozen=True, slots=True)
class Move:
    """From one state to the state of each outcome, in the order of `emits`.

    `source` is "" for not born; a target is "" for gone. One target serves all outcomes.
    """

    source: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refusal of a command: a question in words, or the answer in some states."""

    error: str
    words: str
    states: tuple[str, ...] = ()


class Origin(Enum):
    """Where a field of an event comes from."""

    TAKEN = "taken"  # the command's parameter of that name
    SET = "set"  # what the command sets an optional field to, where the event requires it
    AGGREGATE = "aggregate"  # the aggregate after the change; before it, when deleting
    ITEM = "item"  # the item after the change


@dataclass(frozen=True, slots=True)
class Fill:
    """How one field of an event is filled."""

    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Emission:
    """An event a command may emit; the first is the normal outcome, each other a question."""

    event: str
    fills: tuple[Fill, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """Given past events (none = not born), then an event, or a refusal if `refused`."""

    given: tuple[str, ...]
    then: str
    refused: bool
    line: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """The method of a port that a command asks; `given` is handed on by name."""

    port: str
    method: str
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """What may be asked of one aggregate.

    `takes` leaves the identity of the aggregate out, but holds a key that a creating
    command takes, and the key of the item that an item command works on (first).
    `moves` are complete: a command without moves has none; `takes_id` says that a
    creating command gets a declared key, otherwise the id source makes one.
    """

    name: str
    creates: bool = False
    deletes: bool = False
    takes_id: bool = False
    item: ItemWork | None = None
    takes: tuple[Taken, ...] = ()
    sets: tuple[Setting, ...] = ()
    moves: tuple[Move, ...] = ()
    rejects: tuple[Rejection, ...] = ()
    asks: Asking | None = None
    emits: tuple[Emission, ...] = ()
    examples: tuple[Example, ...] = ()
    doc: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """A fact about one aggregate. Identity, `event_id` and `occurred_at` are not in `fields`."""

    name: str
    fields: tuple[Field, ...]
    version: int = 1
    doc: str = ""
    line: int = 0
