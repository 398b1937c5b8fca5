"""The checks: what is inside passes, what is just outside does not, and says so."""

import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.shared.checks import (
    DEPTH,
    LONGEST_SPAN,
    Check,
    Json,
    Problems,
)
from notes.shared.errors import Invalid

LOW_DAY, HIGH_DAY = date(2024, 2, 28), date(2024, 3, 1)
LOW_MOMENT = datetime(2024, 2, 28, 12, tzinfo=UTC)
HIGH_MOMENT = datetime(2024, 3, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def nested(depth: int) -> Json:
    made: Json = 1
    for _ in range(depth):
        made = [made]
    return made


def inside() -> list[Problems]:
    return [
        Check.text("it", None, low=1),
        Check.text("it", ""),
        Check.text("it", "ab", low=2, high=4),
        Check.text("it", "abcd", low=2, high=4),
        Check.text("it", "äöü🐌", low=4, high=4),
        Check.text("it", "A-1", pattern=r"[A-Z]-\d"),
        Check.data("it", None, low=1),
        Check.data("it", b"ab", low=2, high=2),
        Check.items("it", ()),
        Check.items("it", (1,), low=1, high=1),
        Check.whole("it", None, low=1),
        Check.whole("it", 2**63 - 1),
        Check.whole("it", -(2**63)),
        Check.whole("it", 1, low=1, high=2),
        Check.whole("it", 2, low=1, high=2),
        Check.number("it", None, low=1),
        Check.number("it", 1.5, low=1.5, high=1.5),
        Check.exact("it", None),
        Check.exact("it", Decimal("0.10"), low=Decimal("0.1"), high=Decimal("0.1")),
        Check.exact("it", Decimal("9e999")),
        Check.exact("it", Decimal("1e-1000")),
        Check.day("it", None, low=LOW_DAY),
        Check.day("it", LOW_DAY, low=LOW_DAY, high=HIGH_DAY),
        Check.day("it", HIGH_DAY, low=LOW_DAY, high=HIGH_DAY),
        Check.moment("it", None, low=LOW_MOMENT),
        Check.moment("it", LOW_MOMENT, low=LOW_MOMENT, high=HIGH_MOMENT),
        Check.moment("it", HIGH_MOMENT, low=LOW_MOMENT, high=HIGH_MOMENT),
        Check.span("it", None, low=TICK),
        Check.span("it", timedelta(0)),
        Check.span("it", LONGEST_SPAN),
        Check.url("it", None),
        Check.url("it", "http://a"),
        Check.url("it", "http://a:1"),
        Check.url("it", "https://a.example:8080/b?c=d#e"),
        Check.url("it", "https://a/".ljust(2000, "x")),
        Check.json("it", {"a": [None, True, 1.5, "x", {"b": -(2**63)}]}),
        Check.json("it", nested(DEPTH)),
        Check.json("it", {"deep": nested(DEPTH - 1)}),
        Check.distinct("it", [1, 2, 3]),
        Check.rule("it", "It holds.", holds=True),
        Check.each("it", ["a", "b"], Check.text),
        Check.each("it", [], Check.text),
    ]


STORABLE = "it: has a character that no store holds"
BITS = "it: must have at most 64 bits"
FINITE = "it: must be finite"
DIGITS = "it: must have at most 1,000 digits before and after the point"
WEB = "it: must begin with http:// or https:// and a host"
JSON = "it: must be JSON, with integers of 64 bits, without NUL, and 100 levels at most"
UTC_ONLY = "it: must be in UTC"


def outside() -> list[tuple[Problems, list[str]]]:
    return [
        (Check.text("it", "a", low=2, high=4), ["it: must have from 2 to 4 characters"]),
        (Check.text("it", "a", low=2, high=2), ["it: must have 2 characters"]),
        (Check.text("it", "abcde", low=2, high=4), ["it: must have from 2 to 4 characters"]),
        (Check.text("it", "", low=1), ["it: must have at least 1 character"]),
        (Check.text("it", "ab", high=1), ["it: must have at most 1 character"]),
        (Check.text("it", "\0"), [STORABLE]),
        (Check.text("it", "a\ud800"), [STORABLE]),
        (Check.text("it", "A-١", pattern=r"[A-Z]-\d"), [r"it: must match [A-Z]-\d"]),
        (Check.text("it", "A-1\n", pattern=r"[A-Z]-\d"), [r"it: must match [A-Z]-\d"]),
        (Check.text("it", "xA-1", pattern=r"[A-Z]-\d"), [r"it: must match [A-Z]-\d"]),
        (Check.data("it", b"a", low=2), ["it: must have at least 2 bytes"]),
        (Check.data("it", b"abc", high=2), ["it: must have at most 2 bytes"]),
        (Check.items("it", (), low=1), ["it: must have at least 1 item"]),
        (Check.items("it", (1, 2), high=1), ["it: must have at most 1 item"]),
        (Check.whole("it", 2**63), [BITS]),
        (Check.whole("it", -(2**63) - 1), [BITS]),
        (Check.whole("it", 0, low=1, high=2), ["it: must be from 1 to 2"]),
        (Check.whole("it", 3, low=1, high=2), ["it: must be from 1 to 2"]),
        (Check.number("it", math.nan, low=1), [FINITE]),
        (Check.number("it", -math.inf), [FINITE]),
        (Check.number("it", 10**400), [FINITE]),
        (Check.number("it", 1.4, low=1.5), ["it: must be at least 1.5"]),
        (Check.number("it", 1.6, high=1.5), ["it: must be at most 1.5"]),
        (Check.exact("it", Decimal("sNaN")), [FINITE]),
        (Check.exact("it", Decimal("Infinity")), [FINITE]),
        (Check.exact("it", Decimal("1e1000")), [DIGITS]),
        (Check.exact("it", Decimal("1e-1001")), [DIGITS]),
        (Check.exact("it", Decimal("0.09"), low=Decimal("0.1")), ["it: must be at least 0.1"]),
        (Check.exact("it", Decimal("0.11"), high=Decimal("0.1")), ["it: must be at most 0.1"]),
        (Check.day("it", LOW_MOMENT), ["it: must be a date without a time"]),
        (Check.day("it", date(2024, 2, 27), low=LOW_DAY), ["it: must be at least 2024-02-28"]),
        (Check.day("it", date(2024, 3, 2), high=HIGH_DAY), ["it: must be at most 2024-03-01"]),
        (Check.moment("it", LOW_MOMENT.replace(tzinfo=None), low=LOW_MOMENT), [UTC_ONLY]),
        (Check.moment("it", LOW_MOMENT.astimezone(timezone(timedelta(hours=1)))), [UTC_ONLY]),
        (
            Check.moment("it", LOW_MOMENT - TICK, low=LOW_MOMENT),
            ["it: must be at least 2024-02-28 12:00:00+00:00"],
        ),
        (
            Check.moment("it", HIGH_MOMENT + TICK, high=HIGH_MOMENT),
            ["it: must be at most 2024-03-01 12:00:00+00:00"],
        ),
        (
            Check.span("it", -TICK, high=timedelta(minutes=15)),
            ["it: must be from 0:00:00 to 0:15:00"],
        ),
        (
            Check.span("it", LONGEST_SPAN + TICK),
            ["it: must be from 0:00:00 to 106751991 days, 4:00:54.775807"],
        ),
        (Check.url("it", "https://a/".ljust(2001, "x")), ["it: must have at most 2000 characters"]),
        (Check.url("it", "http://a", low=9), ["it: must have from 9 to 2000 characters"]),
        (Check.distinct("it", [1, 2, 1]), ["it: has the same key twice"]),
        (Check.rule("it", "It holds.", holds=False), ["it: It holds."]),
        (Check.each("it", ["a", "\0"], Check.text), [STORABLE.replace("it", "it[1]", 1)]),
    ]


NO_WEB_ADDRESSES = [
    "",
    "a.example",
    "\x01http://a.example",
    "http://a.example\x7f",
    "//a.example",
    "ftp://a.example",
    "javascript:alert(1)",
    "https://",
    "https:///path",
    "https://a b",
    "https://a\n",
    "https://a:x",
    "https://a:0",
    "https://a:70000",
    "https://[::1",
]


NOT_IN_JSON = [
    *(math.nan, math.inf, 2**63, -(2**63) - 1, "\0", {"\ud800": 1}, {1: 2}),
    *((1, 2), {1}, b"", Decimal(1), [object()], nested(DEPTH + 1)),
]


def test_what_is_inside_passes() -> None:
    assert [found for found in inside() if found] == []


def test_what_is_outside_says_so() -> None:
    for found, said in outside():
        assert list(found) == said


def test_what_is_no_web_address_is_refused() -> None:
    for url in NO_WEB_ADDRESSES:
        assert Check.url("it", url) == (WEB,), url


def test_what_json_cannot_hold_is_refused() -> None:
    for value in NOT_IN_JSON:
        assert Check.json("it", value) == (JSON,), value
        assert Check.json("it", [{"deep": value}]) == (JSON,), value


def test_a_json_value_has_a_depth() -> None:
    assert Check.json("it", {"deep": nested(DEPTH)}) == (JSON,)
    assert Check.json("it", {"deep": {"deeper": nested(DEPTH - 2)}}) == ()


def test_all_problems_come_at_once_and_show_no_value() -> None:
    secret = "hunter2"

    with pytest.raises(Invalid) as refusal:
        Check.all(
            "Login",
            Check.text("password", secret, low=12),
            Check.whole("age", 18),
            Check.text("answer", secret, high=3, pattern="x"),
        )

    assert refusal.value.subject == "Login"
    assert refusal.value.problems == (
        "password: must have at least 12 characters",
        "answer: must have at most 3 characters",
        "answer: must match x",
    )
    assert secret not in str(refusal.value)


def test_no_problem_is_no_refusal() -> None:
    Check.all("Login", (), ())


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_passes_between_its_own_bounds(text: str) -> None:
    assert Check.text("it", text, low=len(text), high=len(text)) == ()
    assert Check.text("it", text, low=len(text) + 1) != ()


@given(st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_a_number_passes_its_own_bounds_and_no_tighter_ones(number: int) -> None:
    assert Check.whole("it", number, low=number, high=number) == ()
    assert Check.whole("it", number, low=number + 1) != ()
    assert Check.whole("it", number, high=number - 1) != ()
