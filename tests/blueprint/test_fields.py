"""The one-line field grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundplan.blueprint.fields import Line, LineError, read_line

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,9}(\.[A-Z][a-z]{0,5})?", fullmatch=True)
NUMBERS = st.integers(-99, 99).map(str) | st.from_regex(r"-?[1-9]\.[0-9]{1,3}", fullmatch=True)
LITERALS = st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1, max_size=20)


@given(
    st.builds(
        Line,
        type=NAMES,
        many=st.sampled_from(["", "*", "+"]),
        low=st.just("") | NUMBERS,
        high=st.just("") | NUMBERS,
        optional=st.booleans(),
        unique=st.booleans(),
        default=st.none() | LITERALS,
        at=st.just({}),
    ),
)
def test_a_line_reads_as_it_prints(line: Line) -> None:
    assert read_line(str(line)) == line


@given(st.text(max_size=30))
def test_any_text_is_a_line_or_says_where_it_is_not(text: str) -> None:
    try:
        line = read_line(text)
    except LineError as wrong:
        where = wrong.at
    else:
        where = line.at["type"]
    assert 0 <= where <= len(text)


def test_every_part_knows_its_offset() -> None:
    line = read_line("str*  1..5 optional unique =  a b ")

    assert line.at == {
        "type": 0,
        "many": 3,
        "range": 6,
        "optional": 11,
        "unique": 20,
        "default": 30,
    }
    assert line.default == "a b"


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("", 0, "a type is missing"),
        ("str?", 3, "'?' means nothing here; write 'str optional'"),
        ("list[int]", 4, "'[' means nothing here; a list is 'int*'"),
        ("dict<str>", 4, "'<' means nothing here; a list is 'str*'"),
        ("str**", 4, "one of '*' and '+' is enough: 'str*'"),
        ("str *", 4, "'*' follows the type without a blank"),
        (
            "str 1..30*",
            9,
            "'*' follows the type, and a range after it bounds the number of items; "
            "items get bounds from a value",
        ),
        ("int =5", 4, "leave a blank after '=': '= 5'"),
        ("int =", 4, "a default is missing after '='; the empty text is '\"\"'"),
        ("int 5", 4, "a range has two dots: '5..', '..5' or '5..5'"),
        ("duration 5 minutes..4 hours", 9, "a range has no units, and a duration has no range"),
        ("int 1..2 3..4", 9, "'3..4': a second range; keep one"),
        ("int/2", 3, "'/2' does not belong to a type"),
    ],
)
def test_a_wrong_line_says_where_and_why(text: str, at: int, said: str) -> None:
    with pytest.raises(LineError) as told:
        read_line(text)

    assert told.value.at == at
    assert told.value.said.startswith(said)


def test_a_word_that_comes_close_is_proposed() -> None:
    with pytest.raises(LineError) as told:
        read_line("str optionl")

    assert told.value.near == "optional"
