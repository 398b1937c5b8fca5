import ast
import json
import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from groundplan import sinks

HOSTILE = [
    "plain",
    'He said "hi"',
    '"',
    '"""',
    "'''",
    '""""',
    "a\\",
    "\\",
    '\\"',
    "C:\\new",
    "*/ --> ]]>",
    "{{ 7*7 }} {% raw %} {# #}",
    "${{ github.token }}",
    "$(id) `id` ; rm -rf",
    "# no comment",
    "a: b",
    "- a",
    "yes",
    "null",
    "1.0",
    "2024-01-01",
    "12:30:45",
    "",
    "emoji 😀 and 𝔸",
    "<script>alert(1)</script>",
    "| a | b |",
    "[x](javascript:y)",
    "%%{init}%%",
    "é and e\u0301",
    "'; DROP TABLE x; --",
]
LINES = ["one\ntwo\n", "a\n\nb", 'a\n"""\nb', "a\nb\\\n", " a\nb", "\na\nb", "a\n  \nb\n\n\n"]
printable = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf")))


@pytest.mark.parametrize("text", [*HOSTILE, *LINES])
def test_python_gets_the_same_text_back(text: str) -> None:
    assert ast.literal_eval(sinks.py(text)) == text


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ("it's", '"it\'s"'),
        ('say "x"', "'say \"x\"'"),
        (("a",), '("a",)'),
        (["a", 1, None, True], '["a", 1, None, True]'),
        (b"x", 'b"x"'),
    ],
)
def test_constants_are_spelled_as_the_formatter_has_them(value: object, spelled: str) -> None:
    assert sinks.py(value) == spelled


def test_an_object_is_no_constant() -> None:
    with pytest.raises(TypeError):
        sinks.py(object())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_docstring_holds_the_same_text(text: str) -> None:
    source = f'def f():\n    """{sinks.docstring(text, 4)}"""\n'

    assert ast.get_docstring(ast.parse(source).body[0], clean=False) == text  # type: ignore[arg-type]


@given(printable)
def test_no_text_ends_a_docstring(text: str) -> None:
    tree = ast.parse(f'"""{sinks.docstring(text)}"""\n')

    assert len(tree.body) == 1
    assert ast.get_docstring(tree, clean=False) is not None


def test_lines_of_a_docstring_stand_at_its_indent() -> None:
    assert sinks.docstring("One.\n\nTwo.", 4) == "One.\n\n    Two.\n    "


def test_a_wide_docstring_is_wrapped() -> None:
    source = f'    """{sinks.docstring("word " * 60, 4)}"""'

    assert max(map(len, source.splitlines())) <= sinks.WIDTH


@pytest.mark.parametrize("text", [*HOSTILE, *LINES, "a\rimport os", "a\x85import os", "a\u2028b"])
def test_a_comment_stays_one(text: str) -> None:
    assert not ast.parse(f"# {sinks.comment(text)}\n").body


def test_a_wide_comment_goes_on_below() -> None:
    source = f"    # {sinks.comment('word ' * 60, 4)}"

    assert all(line.startswith("    # ") for line in source.splitlines())
    assert max(map(len, source.splitlines())) <= sinks.WIDTH


@pytest.mark.parametrize("text", [*HOSTILE, *LINES, "a\x7fb"])
def test_data_formats_get_the_same_text_back(text: str) -> None:
    assert tomllib.loads(f"x = {sinks.toml(text)}")["x"] == text
    assert json.loads(sinks.as_json(text)) == text
    assert yaml.safe_load(f"x: {sinks.as_yaml(text)}")["x"] == text


def test_a_list_goes_into_toml() -> None:
    assert tomllib.loads(f"x = {sinks.toml(['a', 'b'])}")["x"] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Sells products online.", "Sells products online."),
        ("snake_case stays", "snake_case stays"),
        ("_slanted_ and *strong*", r"\_slanted\_ and \*strong\*"),
        ("# no title", r"\# no title"),
        ("no end ##", r"no end \##"),
        ("###", r"\###"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("a | b", r"a \| b"),
        ("<b>", r"\<b>"),
        ("[x](y)", r"\[x\](y)"),
        ("`x`", r"\`x\`"),
        ("&amp;", r"\&amp;"),
        ("    no code", "no code"),
        ("one\n\ntwo\n===", "one\n\ntwo\n\\==="),
    ],
)
def test_markdown_shows_the_text_itself(text: str, spelled: str) -> None:
    assert sinks.md(text) == spelled


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_holds_nothing_that_ends_it(text: str) -> None:
    assert not set(sinks.mermaid(text)) & set('"`{}[]<>|%\n:')


@pytest.mark.parametrize("text", [*HOSTILE, *LINES, "x\ty\nz", "a\u2028b\nc", "a \nb \n", "😀\n"])
def test_the_answers_file_gives_every_text_back(text: str) -> None:
    written = sinks.answers_yaml({"blueprint": text, "package": "x", "_commit": "v1"})

    assert yaml.safe_load(written) == {"_commit": "v1", "package": "x", "blueprint": text}
    assert list(yaml.safe_load(written)) == ["_commit", "package", "blueprint"]


@given(st.text())
def test_any_text_survives_the_answers_file(text: str) -> None:
    assert yaml.safe_load(sinks.answers_yaml({"blueprint": text}))["blueprint"] == text


def test_a_blueprint_reads_well_in_the_answers_file() -> None:
    text = "# 😀 said\nname: {{ x }}\n\n  deep: 1\n"

    assert sinks.answers_yaml({"blueprint": text}) == (
        "blueprint: |\n  # 😀 said\n  name: {{ x }}\n\n    deep: 1\n"
    )
