"""The terms of the language: types, references to things by name, constants."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from typing import TypeAlias
from uuid import UUID


class Scalar(StrEnum):
    """The plain types of the language."""

    STR = "str"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "datetime"
    DURATION = "duration"
    UUID = "uuid"
    URL = "url"
    BYTES = "bytes"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ValueRef:
    """A value; `module` is empty for one of the whole blueprint."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class EntityRef:
    """An entity of an aggregate."""

    module: str
    aggregate: str
    name: str


@dataclass(frozen=True, slots=True)
class AggregateRef:
    """A reference: the identity of an aggregate, never the aggregate itself."""

    module: str
    name: str


Type: TypeAlias = Scalar | ValueRef | EntityRef | AggregateRef
Plain: TypeAlias = bool | int | float | Decimal | str | date | datetime | timedelta | UUID
Bound: TypeAlias = int | float | Decimal | date | datetime | timedelta


class Ask(Enum):
    """A default that the injected clock gives."""

    NOW = "now"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an enumeration, as a constant."""

    value: ValueRef
    name: str


class Nothing(Enum):
    """`none` in `sets`: the optional field is emptied."""

    NONE = "none"


Constant: TypeAlias = Plain | Member | Ask | Nothing
