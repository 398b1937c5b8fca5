"""Patterns: which are allowed, and the texts made up for them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundplan.blueprint.domain import Field
from groundplan.blueprint.patterns import made_up, pattern_fault
from groundplan.blueprint.terms import Scalar


@pytest.mark.parametrize(
    ("pattern", "low", "high"),
    [
        (r"[A-Z]{3}-\d{4}", None, None),
        (r"[^@\s]+@[^@\s]+", 3, 254),
        (r"[^@\s]+@[^@\s]+", 40, 50),
        (r"[a-z]+(-[a-z]+)*", 12, 12),
        (r"(red|green|blue)", None, None),
        (r"(?P<year>\d{4})-(?:0[1-9]|1[0-2])", None, None),
        (r".{5,}", 5, 9),
        (r"[^abc]+", 2, 3),
        (r"\w+\W\s?\S", None, None),
        (r"(?i:abc)+", None, 9),
        (r"a*?b++(?>c)d", None, None),
        (r"\d{1,3}(\.\d{1,3}){3}", 7, 15),
        (r"[\w.+-]+", 1, 64),
        (r"\+?[0-9 ]{6,20}", 8, 12),
        (r"[äöü]{2}", None, None),
    ],
)
def test_three_texts_are_made_up_within_the_bounds(
    pattern: str,
    low: int | None,
    high: int | None,
) -> None:
    made = made_up(Field("code", Scalar.STR, low=low, high=high, pattern=pattern))

    assert len(set(made)) == 3
    for text in made:
        assert re.fullmatch(pattern, text, re.ASCII)
        assert (low or 0) <= len(text) <= (high or 1000)


def test_a_pattern_with_fewer_texts_gives_fewer() -> None:
    assert sorted(made_up(Field("code", Scalar.STR, pattern="Y|N"))) == ["N", "Y"]
    assert made_up(Field("code", Scalar.STR, pattern="X")) == ("X",)


def test_the_same_texts_are_made_up_every_time() -> None:
    field = Field("code", Scalar.STR, pattern=r"[a-z]{2,9}\d*")

    assert made_up(field) == made_up(field)


@pytest.mark.parametrize("pattern", ["a{5000}", "((a{99}){99}){99}", "(){99999999}b"])
def test_a_huge_pattern_is_given_up_at_once(pattern: str) -> None:
    assert made_up(Field("code", Scalar.STR, low=1, pattern=pattern)) == ()


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("^a", "an anchor"),
        ("a$", "an anchor"),
        (r"\Aa\Z", "an anchor"),
        (r"\bword", "an anchor"),
        ("(?=a)a", "look-around"),
        ("(?<!a)b", "look-around"),
        (r"(a)\1", "a back-reference"),
        ("(?P<x>a)(?P=x)", "a back-reference"),
        ("(a)?(?(1)b|c)", "a back-reference"),
        ("((((?!a)))b)", "look-around"),
        ("[a", "no regular expression"),
        ("a**", "no regular expression"),
        ("(?u)a", "no regular expression"),
        ("[[a]]", "no regular expression"),
        ("(" * 250 + ")" * 250, ""),
        ("a" * 501, "501 characters"),
        ("a\u202e", "U+202E"),
    ],
)
def test_what_is_not_allowed_is_named(pattern: str, reason: str) -> None:
    fault = pattern_fault(pattern)

    assert not reason or (fault and reason in fault)


@settings(max_examples=200)
@given(st.text(st.sampled_from("ab()[]{}|*+?.,\\dw-^$12<>=!:P"), max_size=14))
def test_whatever_is_made_up_matches(pattern: str) -> None:
    if pattern_fault(pattern):
        return

    for text in made_up(Field("code", Scalar.STR, high=30, pattern=pattern)):
        assert re.fullmatch(pattern, text, re.ASCII)
        assert len(text) <= 30
