"""The arrow of `moves`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundplan.blueprint.fields import LineError
from groundplan.blueprint.moves import read_arrow

STATES = st.lists(
    st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), min_size=1, max_size=4, unique=True
)


@given(STATES, STATES)
def test_an_arrow_reads_both_sides_in_order(sources: list[str], targets: list[str]) -> None:
    arrow = read_arrow(f"{', '.join(sources)} -> {','.join(targets)}")

    assert [name for name, _ in arrow.sources] == sources
    assert [name for name, _ in arrow.targets] == targets


@given(STATES, STATES)
def test_every_name_knows_its_offset(sources: list[str], targets: list[str]) -> None:
    text = f" {' ,  '.join(sources)}->  {', '.join(targets)} "

    arrow = read_arrow(text)

    for name, at in (*arrow.sources, *arrow.targets):
        assert text[at : at + len(name)] == name


def test_not_born_and_gone_have_no_name() -> None:
    assert read_arrow("[*] -> a").sources == (("", 0),)
    assert read_arrow("a -> [*]").targets == (("", 5),)


@given(st.text(max_size=30))
def test_any_text_is_an_arrow_or_says_where_it_is_not(text: str) -> None:
    try:
        read_arrow(text)
    except LineError as wrong:
        where = wrong.at
    else:
        where = 0
    assert 0 <= where <= len(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a", 0),
        ("a -> b -> c", 7),
        (", a -> b", 0),
        ("[*], a -> b", 0),
        ("a, a -> b", 3),
        ("a ->", 4),
    ],
)
def test_a_wrong_arrow_says_where(text: str, at: int) -> None:
    with pytest.raises(LineError) as told:
        read_arrow(text)

    assert told.value.at == at
