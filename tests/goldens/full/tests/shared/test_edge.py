"""Types at the edge: limits that are kept and shown, models without anything unknown."""

import re
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from shop.shared.edge import (
    UNQUOTED,
    Anything,
    Data,
    Day,
    Edge,
    Exact,
    Moment,
    NumberText,
    Span,
    Text,
    Whole,
    WholeText,
    between,
    matching,
    sized,
)

NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)

LIMITS: list[tuple[TypeAdapter[Any], list[object], list[object], str, dict[str, Any]]] = [
    (
        TypeAdapter(Annotated[WholeText, between(0, 200)]),
        ["0", "200"],
        ["-1", "201"],
        "must be from 0 to 200",
        {"type": "integer", "minimum": 0, "maximum": 200},
    ),
    (
        TypeAdapter(Annotated[NumberText, between(None, 0.5)]),
        ["0.5", "-1e3"],
        ["0.51"],
        "must be at most 0.5",
        {"type": "number", "maximum": 0.5},
    ),
    (
        TypeAdapter(Annotated[Exact, between(Decimal("0.10"), Decimal(2))]),
        ["0.10", "2.00"],
        ["0.09", "2.01"],
        "must be from 0.10 to 2",
        {"formatMinimum": "0.10", "formatMaximum": "2"},
    ),
    (
        TypeAdapter(Annotated[Day, between(date(2024, 2, 29), None)]),
        ["2024-02-29"],
        ["2024-02-28"],
        "must be at least 2024-02-29",
        {"formatMinimum": "2024-02-29"},
    ),
    (
        TypeAdapter(Annotated[Moment, between(None, NOON)]),
        ["2024-02-29T13:00:00+01:00"],
        ["2024-02-29T12:00:00.000001Z"],
        "must be at most 2024-02-29T12:00:00Z",
        {"formatMaximum": "2024-02-29T12:00:00Z"},
    ),
    (
        TypeAdapter(Annotated[Span, between(timedelta(minutes=1), timedelta(days=1))]),
        ["PT1M", "PT24H"],
        ["PT59S", "P1DT1S"],
        "must be from PT1M to P1D",
        {"formatMinimum": "PT1M", "formatMaximum": "P1D"},
    ),
    (
        TypeAdapter(Annotated[Data, sized(2, 4)]),
        ["YWI=", "YWJjZA=="],
        ["YQ==", "YWJjZGU="],
        "must have from 2 to 4 bytes",
        {"contentEncoding": "base64"},
    ),
    (
        TypeAdapter(Annotated[Data, sized(1)]),
        ["YQ=="],
        [""],
        "must have at least 1 byte",
        {"contentEncoding": "base64"},
    ),
    (
        TypeAdapter(Annotated[Text, Field(min_length=2), matching(r"[A-Z]\d")]),
        ["A1"],
        ["A1\n", "xA1", "A١"],
        r"must match [A-Z]\d",
        {"minLength": 2, "pattern": "^(?:[A-Z][0-9])$"},
    ),
]

PATTERNS = [
    (r"[A-Z]{3}-\d{4}", "^(?:[A-Z]{3}-[0-9]{4})$"),
    (r"[^@\s]+@.\w", r"^(?:[^\x00@ \t\n\r\f\v]+@[^\n\x00][A-Za-z0-9_])$"),
    (r"(?P<a>\D|\S)|\W", r"^(?:(?<a>[^0-9\x00]|[^ \t\n\r\f\v\x00])|[^A-Za-z0-9_\x00])$"),
    (r"[\w\].]\.|[]a]?", r"^(?:[A-Za-z0-9_\].]\.|[]a]?)$"),
]


class Parcel(Edge):
    label: Annotated[Text, Field(alias="json")]
    weight: Annotated[Whole, Field(ge=0)] | None = None
    notes: Anything = None


@pytest.mark.parametrize(("limited", "inside", "outside", "problem", "schema"), LIMITS)
def test_a_limit_is_kept_and_shown(
    limited: TypeAdapter[object],
    inside: list[object],
    outside: list[object],
    problem: str,
    schema: dict[str, object],
) -> None:
    for each in inside:
        limited.validate_python(each)
    for each in outside:
        with pytest.raises(ValidationError) as refusal:
            limited.validate_python(each)

        assert [it["msg"] for it in refusal.value.errors()] == [problem]
    assert limited.json_schema() | schema == limited.json_schema()


def test_a_text_keeps_both_its_length_and_its_pattern() -> None:
    with pytest.raises(ValidationError, match="at least 2 characters"):
        LIMITS[-1][0].validate_python("A")


@pytest.mark.parametrize(("low", "high"), [(0, 0), (1, 4), (2, 2), (3, 7), (4, None), (5, 6)])
def test_a_schema_counts_bytes_in_base64(low: int, high: int | None) -> None:
    schema = sized(low, high).schema["anyOf"]
    texts = {size: b64encode(b"a" * size).decode() for size in range(12)}

    allowed = [
        size
        for size, text in texts.items()
        for it in schema
        if re.fullmatch(it["pattern"], text)
        and it["minLength"] <= len(text) <= it.get("maxLength", len(text))
    ]

    assert allowed == [*range(low, 12 if high is None else high + 1)]


@pytest.mark.parametrize(("pattern", "spelled"), PATTERNS)
def test_a_pattern_is_spelled_for_all_dialects(pattern: str, spelled: str) -> None:
    assert matching(pattern).schema == {"pattern": spelled}


@pytest.mark.parametrize("pattern", [r"[^@\s]+@?\w*", r"\D\S?.*", r"\W[\d\].]*"])
def test_a_spelled_pattern_means_what_the_pattern_means(pattern: str) -> None:
    limit = matching(pattern)
    texts = ["".join(it) for size in range(4) for it in product("aA1_@. \n\0\xa0é١", repeat=size)]

    for text in texts:
        spelled = re.fullmatch(limit.schema["pattern"], text) is not None

        assert spelled == (bool(limit.fits(text)) and "\0" not in text), repr(text)


def test_a_text_of_a_path_is_unquoted_before_it_is_checked() -> None:
    key = TypeAdapter(Annotated[Text, Field(max_length=3), UNQUOTED])

    assert key.validate_python("a%2Fb") == "a/b"


def test_nothing_unknown_is_taken_and_nothing_changes() -> None:
    parcel = Parcel.model_validate({"json": "x", "weight": None})

    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Parcel.model_validate({"json": "x", "size": 1})
    with pytest.raises(ValidationError, match="Instance is frozen"):
        parcel.weight = 1


def test_a_model_speaks_by_the_names_of_the_wire() -> None:
    parcel = Parcel.model_validate({"json": "x", "notes": [{}]})

    assert parcel.model_dump_json() == '{"json":"x","weight":null,"notes":[{}]}'


def test_no_error_shows_what_was_given() -> None:
    with pytest.raises(ValidationError) as refusal:
        Parcel.model_validate({"json": "x", "weight": "hunter2"})

    assert "hunter2" not in str(refusal.value)
