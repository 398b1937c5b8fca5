"""Free text stays text: whatever it says, a project keeps its shape.

A project is rendered with neutral texts and again with hostile ones. The two differ in
the leaves of their syntax trees alone, and each text is found there as it was given.
"""

import ast
import json
import re
import tokenize
import tomllib
from collections.abc import Mapping
from functools import cache
from io import StringIO
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from generated import untidied
from markdown_it import MarkdownIt
from recipes import Recipe

NEUTRAL = "neutral words"
# These hold the blueprint itself, as it was written.
VERBATIM = {PurePosixPath("blueprint.yml"), PurePosixPath(".copier-answers.yml")}
PAYLOADS = {
    "quotes": "\"double\" 'single' `back`",
    "triple": 'a """ b """',
    "triple single": "a ''' b '''",
    "ends in a quote": 'it ends in "',
    "ends in a backslash": "it ends in \\",
    "backslashes": r"\n \x41 \N{BULLET} \\ \u0041 \d",
    "code": '"); import os; os.system("x") #',
    "docstring code": '"""\\nimport os\\n"""',
    "jinja": "{{ 7*7 }} {% raw %} {# x #}",
    "workflow": "${{ secrets.TOKEN }} $HOME $(id) `id`",
    "format": "%s %(x)s {0} {name} {{}}",
    "html": "<script>alert(1)</script> &amp; &lt;",
    "comment ends": "*/ --> ]]> -- ;",
    "yaml": "a: b # c, [d] {e} & *f !g | > ? - @",
    "yaml key": "- a: b",
    "toml": "[table] key = 'x' # c",
    "heading": "# heading",
    "list": "1. one - two * three",
    "table": "a | b | c",
    "fence": "``` js",
    "link": "[x](javascript:y) ![i](j) <http://x>",
    "mermaid": 'x"] --> y["z; end',
    "unicode": "Grüße, naïve — „ja“",
    "other scripts": "日本語 Ελληνικά العربية हिन्दी",
    "emoji": "👩‍👩‍👧 🎉 \U0001f600",
    "joiners": "na\u200dme x\u200cy",
    "wide": "long " * 35 + "end",
    "one word": "x" * 190,
    "sections": "Args: Returns: Raises:",
    "to do": "TODO: FIXME: noqa type: ignore",
    "noqa": "# noqa # type: ignore # fmt: off # pragma: no cover",
    "summary": "def f(): pass",
}
PLACES = """\
blueprint: 1
name: shapes
doc: TEXT
values:
  Mark: {{doc: TEXT, is: str 1..40}}
  Kind: {{doc: TEXT, one_of: [one, two]}}
  Pair: {{doc: TEXT, fields: {{left: {{is: str, doc: TEXT}}, right: int}}}}
modules:
  things:
    doc: TEXT
    aggregates:
      Thing:
        doc: TEXT
        fields:
          title: {{is: str 1..200, doc: TEXT}}
          mark: Mark optional
          kind: Kind = one
          pair: Pair optional
          parts: Part*
        entities:
          Part: {{doc: TEXT, key: code, fields: {{code: {{is: str 1..9, doc: TEXT}}, size: int}}}}
        rules: {{it_holds: TEXT}}
        commands:
          MakeThing: {{doc: TEXT, takes: [title], emits: ThingMade, moves: '[*] -> made'}}
          AddPart:   {{doc: TEXT, adds: parts, emits: PartAdded}}
          BreakThing:
            doc: TEXT
            takes: {{hard: bool}}
            emits: [ThingBroken, ThingBent]
            moves: made -> broken, made
            rejects: {{TooSoft: TEXT}}
        events:
          ThingMade: {{doc: TEXT}}
          ThingBent: {{doc: TEXT}}
        queries:
          GetThing: {{doc: TEXT, returns: Thing}}
          AskThings: {{doc: TEXT, takes: {{about: str 1..40}}, returns: Thing*}}
    public: [ThingBroken, GetThing]
  others:
    aggregates:
      Note:
        fields: {{thing: things.Thing, text: {default}}}
        commands: {{WriteNote: {{creates: true, takes: [thing, text], emits: NoteWritten}}}}
        queries: {{ListNotes: {{returns: Note*, paginate: true}}}}
    policies:
      note_it:
        doc: TEXT
        when: things.ThingBroken
        then: WriteNote
        with: {{text: {constant}}}
"""


def recipe_of(text: str, style: str) -> Recipe:
    """Put a text wherever one may stand."""
    quoted = json.dumps(text, ensure_ascii=False)
    places = PLACES.format(
        default=json.dumps(f"str = {json.dumps(text, ensure_ascii=False)}", ensure_ascii=False),
        constant=json.dumps(f"= {json.dumps(text, ensure_ascii=False)}", ensure_ascii=False),
    )
    given = (
        ("application", style),
        ("author_name", text),
        ("description", text),
        ("package", "shapes"),
        ("project_name", text),
    )
    return Recipe("shapes", places.replace("TEXT", quoted), given)


@cache
def neutral(style: str) -> Mapping[PurePosixPath, str]:
    """Render neutral texts, once for all that are compared with them."""
    return untidied(recipe_of(NEUTRAL, style))


def words(text: str) -> str:
    """Compare text without the blanks that wrapping may change."""
    return "".join(text.split())


def python_shape(text: str, leaves: list[str]) -> str:
    """Return the syntax of Python without its texts, which go to `leaves`."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            leaves.append(node.value)
            node.value = ""
    return ast.dump(tree)


def data_shape(node: Any, leaves: list[str]) -> Any:
    """Return parsed data without its texts, which go to `leaves`."""
    match node:
        case dict():
            return {key: data_shape(value, leaves) for key, value in node.items()}
        case list():
            return [data_shape(value, leaves) for value in node]
        case str():
            leaves.append(node)
            return ""
    return node


def markdown_shape(text: str, leaves: list[str]) -> list[str]:
    """Return the blocks of a page, and all in them that is not plain text."""
    found = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        found.append(f"{token.type} {token.tag} {token.info}")
        if token.type in {"fence", "code_block"}:
            leaves.append(token.content)
        for inner in token.children or ():
            if inner.type == "text":
                leaves.append(inner.content)
            elif inner.type not in {"softbreak", "text_special"}:
                found.append(f"- {inner.type} {inner.content}")
                leaves.append(inner.content)
            elif inner.type == "text_special":
                leaves.append(inner.content)
    return found


def shape(path: PurePosixPath, text: str, leaves: list[str]) -> Any:
    """Return what must not depend on free text."""
    match path.suffix:
        case ".py":
            return python_shape(text, leaves)
        case ".toml":
            return data_shape(tomllib.loads(text), leaves)
        case ".json":
            return data_shape(json.loads(text), leaves)
        case ".yml" | ".yaml":
            return data_shape(yaml.safe_load(text), leaves)
        case ".md":
            return markdown_shape(text, leaves)
    leaves += text.splitlines()
    return text.count("\n")


@cache
def neutral_shape(path: PurePosixPath, style: str) -> tuple[Any, list[str]]:
    """Return the shape of a neutral file, and its leaves."""
    leaves: list[str] = []
    return shape(path, neutral(style)[path], leaves), leaves


def orders(text: str) -> list[str]:
    """Return the comments of a Python file that tools obey."""
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    found = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return [it for it in found if re.match(r"#\s*(noqa|type:|fmt:|pragma|ruff:|mypy:)", it)]


# Each text in one style at once, in the other one slowly.
CASES = [
    pytest.param(name, style, marks=() if (turn + other) % 2 else pytest.mark.slow)
    for turn, name in enumerate(PAYLOADS)
    for other, style in enumerate(("services", "cqrs"))
]


@pytest.mark.parametrize(("name", "style"), CASES)
def test_free_text_never_becomes_anything_else(name: str, style: str) -> None:
    text = PAYLOADS[name].strip()
    plain = neutral(style)
    hostile = untidied(recipe_of(text, style))

    assert [*hostile] == [*plain]
    for path in plain:
        if path in VERBATIM:
            continue
        after: list[str] = []
        wanted, before = neutral_shape(path, style)

        assert shape(path, hostile[path], after) == wanted, path
        found = words("".join(after)).count(words(text))
        assert found >= words("".join(before)).count(words(NEUTRAL)), path
        if path.suffix == ".py":
            assert orders(hostile[path]) == orders(plain[path]), path


def test_the_neutral_text_reaches_every_kind_of_file() -> None:
    tree = neutral("cqrs")
    reached = {path.suffix for path, text in tree.items() if NEUTRAL in text}

    assert {".py", ".toml", ".md", ".yml"} <= reached
