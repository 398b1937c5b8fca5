"""Types on the wire: what is said comes back as it was, and nothing else is taken."""

import math
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shop.shared.checks import LONGEST_SPAN
from shop.shared.edge import (
    Anything,
    Data,
    Day,
    Exact,
    Key,
    Moment,
    Number,
    NumberText,
    Span,
    Text,
    Truth,
    TruthText,
    Web,
    Whole,
    WholeText,
)

NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
KEY = "018de9a0-5c3b-7c1e-8000-00000000abcd"
NINES = "9" * 1000
LONGEST = "P106751991DT4H54.775807S"

TYPES: dict[str, TypeAdapter[Any]] = {
    "text": TypeAdapter(Text),
    "whole": TypeAdapter(Whole),
    "number": TypeAdapter(Number),
    "truth": TypeAdapter(Truth),
    "exact": TypeAdapter(Exact),
    "day": TypeAdapter(Day),
    "moment": TypeAdapter(Moment),
    "span": TypeAdapter(Span),
    "key": TypeAdapter(Key),
    "web": TypeAdapter(Web),
    "data": TypeAdapter(Data),
    "anything": TypeAdapter(Anything),
    "whole text": TypeAdapter(WholeText),
    "number text": TypeAdapter(NumberText),
    "truth text": TypeAdapter(TruthText),
}

# What comes in, the value that it is, what goes out.
TAKEN = [
    ("text", "äöü🐌\n", "äöü🐌\n", "äöü🐌\n"),
    ("whole", 2**63 - 1, 2**63 - 1, 2**63 - 1),
    ("whole", -(2**63), -(2**63), -(2**63)),
    ("number", 1.5, 1.5, 1.5),
    ("number", 2, 2.0, 2.0),
    ("truth", True, True, True),
    ("exact", "-0.10", Decimal("-0.10"), "-0.10"),
    ("exact", f"{NINES}.{NINES}", Decimal(f"{NINES}.{NINES}"), f"{NINES}.{NINES}"),
    ("exact", Decimal("1E+2"), Decimal(100), "100"),
    ("day", "2024-02-29", date(2024, 2, 29), "2024-02-29"),
    ("moment", "2024-02-29T12:00:00Z", NOON, "2024-02-29T12:00:00Z"),
    ("moment", "2024-02-29t13:30:00+01:30", NOON, "2024-02-29T12:00:00Z"),
    ("moment", "2024-02-29T12:00:00.0000019z", NOON + TICK, "2024-02-29T12:00:00.000001Z"),
    ("moment", NOON.astimezone(timezone(timedelta(hours=1))), NOON, "2024-02-29T12:00:00Z"),
    ("span", "PT15M", timedelta(minutes=15), "PT15M"),
    ("span", "P2W", timedelta(days=14), "P14D"),
    ("span", "P1DT2H3M4.5S", timedelta(days=1, seconds=7384.5), "P1DT2H3M4.500000S"),
    ("span", "PT90M1S", timedelta(seconds=5401), "PT1H30M1S"),
    ("span", "PT1H1S", timedelta(seconds=3601), "PT1H1S"),
    ("span", "PT0S", timedelta(0), "PT0S"),
    ("span", "PT0.000001S", TICK, "PT0.000001S"),
    (
        "span",
        "P99999999DT99999999H99999999M99999999S",
        timedelta(104_237_267, 41_139),
        "P104237267DT11H25M39S",
    ),
    ("span", "P9999999W", timedelta(weeks=9_999_999), "P69999993D"),
    ("span", LONGEST, LONGEST_SPAN, LONGEST),
    ("key", KEY.upper(), UUID(KEY), KEY),
    ("web", "https://a.example:8080/b?c=d#e", "https://a.example:8080/b?c=d#e", None),
    ("data", "", b"", ""),
    ("data", "/+8=", b"\xff\xef", "/+8="),
    ("anything", {"a": [None, True, 1.5, "x"]}, {"a": [None, True, 1.5, "x"]}, None),
    ("whole text", "-5", -5, None),
    ("whole text", "0", 0, None),
    ("whole text", "10", 10, None),
    ("number text", "1.5", 1.5, None),
    ("number text", "-10", -10.0, None),
    ("number text", "0.25e+2", 25.0, None),
    ("number text", "1E-2", 0.01, None),
    ("truth text", "true", True, None),
    ("truth text", "false", False, None),
]

WHOLES = "Input should be a valid integer"
WHOLE_TEXTS = "must be a whole number, such as 10"
NUMBER_TEXTS = "must be a number, such as 1.5"
NUMBERS = "Input should be a valid number"
EXACTS = 'must be a decimal number as text, such as "1.50"'
DAYS = "must be a date, such as 2024-02-29"
MOMENTS = "must be a moment with its offset, such as 2024-02-29T12:30:00Z"
SPANS = "must be a duration such as PT15M, of at most 64 bits of microseconds"
KEYS = "must be a UUID, such as 018de9a0-5c3b-7c1e-8000-000000000000"

REFUSED: list[tuple[str, list[Any], str]] = [
    ("text", ["\0", "a\0b"], "String should match pattern '^[^\\x00]*$'"),
    ("text", [1, b"a", None], "Input should be a valid string"),
    (
        "text",
        ["\ud800"],
        "Input should be a valid string, unable to parse raw data as a unicode string",
    ),
    ("whole", [True, 1.0, "1", None], WHOLES),
    ("whole", [2**63], "Input should be less than or equal to 9223372036854775807"),
    ("whole", [-(2**63) - 1], "Input should be greater than or equal to -9223372036854775808"),
    ("number", [True, "1.5", None, 10**400], NUMBERS),
    ("number", [math.nan, math.inf], "Input should be a finite number"),
    ("truth", [1, 0, "true", None], "Input should be a valid boolean"),
    ("exact", [1, 1.5, True, None, "", "1.", ".5", "+1", "1e3", "NaN", " 1", "1\n", "١"], EXACTS),
    ("exact", [f"9{NINES}", f"0.{NINES}9"], EXACTS),
    (
        "day",
        [20240229, NOON, "20240229", "2024-W09-4", "2024-02-29T00:00:00Z", "2024-02-29\n"],
        DAYS,
    ),
    ("day", ["2023-02-29", "0000-01-01"], "must be a day of the calendar"),
    ("moment", [0, None, NOON.replace(tzinfo=None), "2024-02-29", "2024-02-29T12:00:00"], MOMENTS),
    ("moment", ["2024-02-29 12:00:00Z", "2024-02-29T12:00Z", "2024-02-29T12:00:00Z\n"], MOMENTS),
    (
        "moment",
        ["2023-02-29T12:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"],
        "must be a moment of the calendar, also in UTC",
    ),
    ("span", [900, None, "", "P", "PT", "P1DT", "P1Y", "P1M", "PT1.5M", "-PT1S", "PT1S\n"], SPANS),
    ("span", [LONGEST.replace("7S", "8S"), "PT0.0000001S", "P107000000D"], SPANS),
    (
        "key",
        [1, None, "", KEY.replace("-", ""), f"urn:uuid:{KEY}", f"{KEY}\n", "g" + KEY[1:]],
        KEYS,
    ),
    ("web", [1, None], "must be text"),
    ("web", ["", "ftp://a.example", "//a"], "must begin with http:// or https:// and a host"),
    ("web", ["https://a/".ljust(2001, "x")], "must have at most 2000 characters"),
    ("data", [1, None, "a", "YQ", "YR==", "Y===", "YWJj\n", "_-8="], "must be bytes in base64"),
    (
        "anything",
        [2**63, math.nan, [{"a": "\0"}]],
        "must be JSON, with integers of 64 bits, without NUL, and 100 levels at most",
    ),
    (
        "whole text",
        ["9" * 5000],
        "Unable to parse input string as an integer, exceeded maximum size",
    ),
    (
        "whole text",
        ["9223372036854775808"],
        "Input should be less than or equal to 9223372036854775807",
    ),
    ("whole text", ["", "1_0", "+10", "10.0", " 10 ", "10\n", "0010", "-01", "1e1"], WHOLE_TEXTS),
    ("whole text", ["\N{ARABIC-INDIC DIGIT ONE}", "ten", "--1", "0x1"], WHOLE_TEXTS),
    (
        "number text",
        ["", "1_0", "+1.5", " 1.5", "1.5\n", "01.5", ".5", "5.", "1e", "1,5"],
        NUMBER_TEXTS,
    ),
    ("number text", ["nan", "inf", "Infinity"], NUMBER_TEXTS),
    ("number text", ["1e999"], "Input should be a finite number"),
    (
        "truth text",
        ["", "True", "1", "0", "yes", "on", "t", " true", "true\n"],
        "must be true or false",
    ),
]


def test_what_is_said_is_taken_and_comes_back() -> None:
    for name, said, value, shown in TAKEN:
        taken = TYPES[name].validate_python(said)

        assert (taken, type(taken)) == (value, type(value)), name
        assert TYPES[name].validate_python(value) == value or name.endswith(" text")
        assert TYPES[name].dump_python(taken, mode="json") == (value if shown is None else shown)


def test_what_is_no_such_thing_is_refused_without_showing_it() -> None:
    for name, each, problem in ((name, it, why) for name, said, why in REFUSED for it in said):
        with pytest.raises(ValidationError) as refusal:
            pytest.fail(f"{name}: {each!r} is taken as {TYPES[name].validate_python(each)!r}")

        assert [it["msg"] for it in refusal.value.errors()] == [problem], (name, each)


@pytest.mark.parametrize("name", ["text", "exact", "span", "web", "data"])
def test_a_schema_allows_what_is_taken_and_no_more(name: str) -> None:
    schema = TYPES[name].json_schema()
    taken = [said for kind, said, _, _ in TAKEN if kind == name]
    refused = [it for kind, said, _ in REFUSED if kind == name for it in said]

    def allowed(text: object) -> bool:
        fits = isinstance(text, str) and len(text) <= schema.get("maxLength", math.inf)
        return fits and re.fullmatch(schema["pattern"], str(text)) is not None

    assert [it for it in taken if isinstance(it, str) and not allowed(it)] == []
    assert [it for it in refused if allowed(it) and it != "\ud800"] == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("exact", "-0.10"),
        ("span", "P106751990D"),
        ("web", "HTTPS://example.org:65000"),
        ("web", "http://[::1]:8080/"),
        ("data", "/+8="),
    ],
)
def test_the_schema_of_an_answer_allows_all_that_is_written(name: str, said: str) -> None:
    schema = TYPES[name].json_schema(mode="serialization")
    written = TYPES[name].dump_python(TYPES[name].validate_python(said), mode="json")

    assert re.fullmatch(schema.get("pattern", ".*"), written)


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("whole", {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1}),
        ("whole text", {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1}),
        ("number", {"type": "number"}),
        ("truth", {"type": "boolean"}),
        ("day", {"type": "string", "format": "date"}),
        ("moment", {"type": "string", "format": "date-time"}),
        ("key", {"type": "string", "format": "uuid"}),
    ],
)
def test_a_schema_names_its_format(name: str, schema: dict[str, object]) -> None:
    assert TYPES[name].json_schema() == schema


def test_the_schema_of_anything_goes_all_the_way_down() -> None:
    schema = TYPES["anything"].json_schema()

    kinds = {it["type"]: it for it in schema["$defs"]["Anything"]["anyOf"]}

    assert schema["$ref"] == kinds["array"]["items"]["$ref"] == "#/$defs/Anything"
    assert kinds["object"] == {
        "type": "object",
        "patternProperties": {r"^[^\x00]*$": {"$ref": "#/$defs/Anything"}},
        "additionalProperties": False,
    }
    assert kinds.keys() == {"null", "boolean", "integer", "number", "string", "array", "object"}


@given(
    st.one_of(
        st.tuples(st.just("exact"), st.decimals(allow_nan=False, allow_infinity=False)),
        st.tuples(st.just("day"), st.dates()),
        st.tuples(st.just("moment"), st.datetimes(timezones=st.just(UTC))),
        st.tuples(st.just("span"), st.timedeltas(timedelta(0), LONGEST_SPAN)),
        st.tuples(st.just("data"), st.binary()),
        st.tuples(st.just("key"), st.uuids()),
    )
)
def test_what_is_written_reads_as_the_same_value(kind: tuple[str, object]) -> None:
    name, value = kind

    shown = TYPES[name].dump_python(TYPES[name].validate_python(value), mode="json")

    assert isinstance(shown, str)
    assert TYPES[name].validate_python(shown) == value
