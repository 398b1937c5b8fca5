"""Constants as a blueprint writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundplan.blueprint.literals import LiteralError, read_literal
from groundplan.blueprint.terms import Plain, Scalar


@pytest.mark.parametrize(
    ("text", "scalar", "value"),
    [
        ("plain text, as it = stands", Scalar.STR, "plain text, as it = stands"),
        ('""', Scalar.STR, ""),
        ('"\\"x\\""', Scalar.STR, '"x"'),
        ("'; DROP TABLE x; --", Scalar.STR, "'; DROP TABLE x; --"),
        ("-9223372036854775808", Scalar.INT, -(2**63)),
        ("1e3", Scalar.FLOAT, 1000.0),
        ("0.10", Scalar.DECIMAL, Decimal("0.10")),
        ("1e10", Scalar.DECIMAL, Decimal("1e10")),
        ("true", Scalar.BOOL, True),
        ("2024-02-29", Scalar.DATE, date(2024, 2, 29)),
        ("2026-01-31T12:00:00+02:00", Scalar.DATETIME, datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31T12:00Z", Scalar.DATETIME, datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("1 minute", Scalar.DURATION, timedelta(minutes=1)),
        ("30 days", Scalar.DURATION, timedelta(days=30)),
        ("106751991 days", Scalar.DURATION, timedelta(days=106_751_991)),
        ("https://example.org/a?b", Scalar.URL, "https://example.org/a?b"),
        ("http://a:65535", Scalar.URL, "http://a:65535"),
        (
            "12345678-1234-1234-1234-123456789ABC",
            Scalar.UUID,
            UUID(int=0x12345678123412341234123456789ABC),
        ),
    ],
)
def test_a_constant_is_read_by_its_type(text: str, scalar: Scalar, value: Plain) -> None:
    assert read_literal(text, scalar) == value


def test_a_decimal_keeps_its_digits() -> None:
    assert str(read_literal("0.10", Scalar.DECIMAL)) == "0.10"


@pytest.mark.parametrize(
    ("text", "scalar"),
    [
        ('"a', Scalar.STR),
        ('"a\\u0000"', Scalar.STR),
        ("", Scalar.STR),
        ("1.0", Scalar.INT),
        ("01", Scalar.INT),
        ("+1", Scalar.INT),
        ("9223372036854775808", Scalar.INT),
        ("1e999", Scalar.FLOAT),
        ("inf", Scalar.FLOAT),
        ("nan", Scalar.DECIMAL),
        ("1e101", Scalar.DECIMAL),
        ("1" * 101, Scalar.DECIMAL),
        ("1e999999999999999999999", Scalar.DECIMAL),
        ("True", Scalar.BOOL),
        ("2023-02-29", Scalar.DATE),
        ("20230228", Scalar.DATE),
        ("2026-01-31T12:00:00", Scalar.DATETIME),
        ("2026-01-31T25:00:00Z", Scalar.DATETIME),
        ("0001-01-01T00:00:00+23:00", Scalar.DATETIME),
        ("-1 minutes", Scalar.DURATION),
        ("15", Scalar.DURATION),
        ("15 fortnights", Scalar.DURATION),
        ("106751992 days", Scalar.DURATION),  # more than 64 bits of microseconds
        ("999999999999 days", Scalar.DURATION),
        ("ftp://example.org", Scalar.URL),
        ("https://", Scalar.URL),
        ("https://exa mple.org", Scalar.URL),
        ("http://[", Scalar.URL),
        ("http://a:99999", Scalar.URL),
        ("http://a:0", Scalar.URL),
        ("https://example.org/" + "a" * 2000, Scalar.URL),
        ("12345678123412341234123456789abc", Scalar.UUID),
        ("{}", Scalar.JSON),
        ("YQ==", Scalar.BYTES),
    ],
)
def test_what_is_no_constant_is_refused(text: str, scalar: Scalar) -> None:
    with pytest.raises(LiteralError):
        read_literal(text, scalar)


@given(st.text(max_size=40), st.sampled_from(Scalar))
def test_any_text_is_a_constant_or_says_why_not(text: str, scalar: Scalar) -> None:
    try:
        read_literal(text, scalar)
    except LiteralError as wrong:
        said = wrong.said
    else:
        said = "read"
    assert said


@given(st.integers(-(2**63), 2**63 - 1))
def test_every_whole_number_of_64_bits_is_read(number: int) -> None:
    assert read_literal(str(number), Scalar.INT) == number
