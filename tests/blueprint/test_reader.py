"""Reading YAML: YAML 1.2 scalars, exact places, and nothing that blueprints do not use."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundplan.blueprint.reader import DEEPEST, LARGEST, Source
from groundplan.errors import BlueprintInvalid


def data(text: str) -> object:
    return Source(text, "it.yml").root.plain()


def told(text: str) -> str:
    with pytest.raises(BlueprintInvalid) as wrong:
        Source(text, "it.yml")
    return str(wrong.value)


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("12:30:45", "12:30:45"),
        ("2026-01-31", "2026-01-31"),
        ("1_000", "1_000"),
        ("012", 12),
        ("0o17", 15),
        ("0xff", 255),
        ("-7", -7),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("'1'", "1"),
        ('"true"', "true"),
        ("=", "="),
        ("9" * 40, 1e40),
    ],
)
def test_scalars_are_those_of_yaml_1_2(scalar: str, value: object) -> None:
    assert data(f"a: {scalar}") == {"a": value}


def test_keys_are_taken_as_written() -> None:
    assert data("{on: 1, 1: 2, 'null': 3, ~: 4}") == {"on": 1, "1": 2, "null": 3, "~": 4}


def test_a_merge_key_is_an_ordinary_key() -> None:
    assert data("<<: {a: 1}") == {"<<": {"a": 1}}


@pytest.mark.parametrize("quote", ["", "'", '"'])
@given(words=st.lists(st.from_regex(r"[a-zé日]{1,5}", fullmatch=True), min_size=1, max_size=5))
def test_each_character_of_a_scalar_has_its_place(quote: str, words: list[str]) -> None:
    text = " ".join(words)
    source = Source(f"a:\n  b: [x, {quote}{text}{quote}]\n", "it.yml")

    for at, char in enumerate(text):
        place = source.place(("a", "b", 1), at=at)
        line = source.text.split("\n")[place.line - 1]
        assert at == 0 or line[place.column - 1] == char


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_each_character_of_an_escaped_text_has_its_place(text: str) -> None:
    quoted = text.replace("'", "''")
    source = Source(f"- '{quoted}'", "it.yml")

    for at, char in enumerate(text):
        place = source.place((0,), at=at)
        assert at == 0 or source.text[place.column - 1] == char


def test_places_go_through_folded_lines() -> None:
    source = Source("a: one\n   two\n\n   three\n", "it.yml")

    assert source.node(("a",)).text == "one two\nthree"
    assert str(source.place(("a",), at=4)) == "it.yml:2:4"
    assert str(source.place(("a",), at=8)) == "it.yml:4:4"


def test_places_go_into_blocks_of_text() -> None:
    source = Source("a: |\n  one\n  two\n", "it.yml")

    assert str(source.place(("a",), at=1)) == "it.yml:2:4"


def test_a_path_that_leads_nowhere_ends_at_its_last_known_step() -> None:
    source = Source("a: {b: 1}", "it.yml")

    assert str(source.place(("a", "c", "d"))) == "it.yml:1:4"
    assert str(source.place(("a", "b"), key=True)) == "it.yml:1:5"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1", "it.yml:1:4: an anchor (&x) is not allowed; take it out"),
        ("a: *x", "it.yml:1:4: an alias (*x) is not allowed; write it out"),
        ("a: !t 1", "it.yml:1:4: a tag (!t) is not allowed; take it out"),
        ("a: !!str 1", "it.yml:1:4: a tag (tag:yaml.org,2002:str) is not allowed; take it out"),
        ("a: 1\n--- \nb: 1", "it.yml:2:1: a second document begins; keep one"),
        ("[a]: 1", "it.yml:1:1: a key must be a plain name"),
        ("", "it.yml:1:1: the blueprint is empty; begin with 'blueprint: 1'"),
        ("a: 'x", "it.yml:1:4: this quote is never closed"),
        ("a: [1, 2", "it.yml:1:4: this list is not closed with ']'; or quote what is in it"),
        ("a: @b", "it.yml:1:4: this character cannot begin a value; quote the text"),
        ("a:\n\t- b", "it.yml:2:1: a tab cannot stand here; indent with blanks"),
        ("a: \x00", "it.yml:1:4: U+0000 is not allowed; take it out or escape it"),
        ("a: \ud800", "it.yml:1:4: U+D800 is not allowed; take it out or escape it"),
        (
            "a: b\u2028c",
            "it.yml:1:5: U+2028 (LINE SEPARATOR) is not allowed; take it out or escape it",
        ),
        ("a: b\rc", "it.yml:1:5: U+000D is not allowed; take it out or escape it"),
    ],
)
def test_what_blueprints_do_not_use_is_refused(text: str, said: str) -> None:
    assert told(text) == said


def test_all_duplicate_keys_are_found_by_whoever_goes_on() -> None:
    source = Source("a: 1\nb: {c: 1, c: 2}\na: 3", "it.yml")

    assert [str(problem) for problem in source.problems] == [
        "it.yml:2:11: the key 'c' stands twice; the first is in line 2",
        "it.yml:3:1: the key 'a' stands twice; the first is in line 1",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n" * LARGEST,
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "a: &a [x, x]\n" + "".join(f"b{it}: [*a, *a]\n" for it in range(1000)),
    ],
    ids=["large", "lists", "mappings", "blocks", "aliases"],
)
def test_hostile_text_is_refused_at_once(text: str) -> None:
    before = time.process_time()

    assert told(text)
    assert time.process_time() - before < 1


def test_nesting_is_bounded() -> None:
    assert data("[" * DEEPEST + "]" * DEEPEST)
    assert "levels of nesting" in told("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))
