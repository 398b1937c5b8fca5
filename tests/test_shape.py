"""Free text stays text: whatever it says, a project keeps its shape.

A project is rendered with neutral texts and again with hostile ones. The two differ in
the leaves of their syntax trees alone, and each text is found there as it was given. So it is
for every place where a text may stand, in every row of the matrix.
"""

import ast
import json
import re
import tokenize
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from io import StringIO
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from figures import Record, count
from generated import untidied
from hypothesis import given
from markdown_it import MarkdownIt
from recipes import RECIPES, Recipe
from strategies import free_text, same_every_time

from groundplan.blueprint.reader import Source

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
    "cdata": "]]> <![CDATA[ <!-- --> */",
    "sql": "'; DROP TABLE x; --",
    "scalar": "yes",
    "null": "null",
    "number": "1.0",
    "date": "2024-01-01",
    "sexagesimal": "12:30:45",
    "shell": "$(id) `id`; rm -rf ~ && echo | tee",
    "make": "$@ $(shell id) \\",
    "ini": "%(here)s %% key = value ; no",
    "docstring lines": ">>> import os",
    "underline": "=== --- ***",
    "entity": "&lt;b&gt; &#x41; &copy; ©",
    "setext": "- - -",
    "coding": "-*- coding: latin-1 -*-",
    "composed": "é Å ñ ế",
    "astral": "𝔸𝕓𝕔 𒀀",
    "unassigned": "\u0378 \U000e0fff",
    "combining": "a\u0323\u0308 x\u0361y",
    "spaces": "a\u00a0b\u2003c\u3000d",
    "only quotes": '""""""',
    "only backslashes": "\\" * 7,
    "f-string": "{self.__class__} {x!r:>{y}}",
    "braces": "}}}} {{{{ {% endraw %} {%- if x -%}",
}
LINES = {
    "paragraphs": "One.\n\nTwo.\n\n\nThree.",
    "a list": "Some:\n- one\n- two\n  1. three",
    "code in lines": 'x = """\n"""\nimport os',
    "headings": "One\n===\n# two\n---",
    "fences": "```\ncode\n```\n~~~",
    "indented": "One\n    code\n\ttab".replace("\t", "  "),
    "sections in lines": "One.\n\nArgs:\n    x: y\n\nReturns:\n    z",
    "backslash at ends": "one\\\ntwo\\",
    "yaml lines": "---\na: b\n...\n- c",
    "quotes at ends": 'say "\n" again "',
}
ADDRESSES = ("o'neil@example.org", "a+b/c=d@example.org", "{x}@example.org", "%s$`@example.org")
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
def neutral_shapes(style: str) -> Mapping[PurePosixPath, str]:
    """Render the places with harmless words."""
    return untidied(recipe_of(NEUTRAL, style))


def placed(data: Any, text: str, kind: str = "top", *, lines: bool = False) -> Any:
    """Put a text wherever a blueprint may hold one."""
    if not isinstance(data, dict):
        return data
    doc = text if lines else text.replace("\n", " ")
    made = {name: _placed(name, part, doc) for name, part in data.items()}
    return made | {"doc": doc} if kind in DOCUMENTED else made


DOCUMENTED = {"top", "module", "aggregate", "entity", "value", "command", "event", "query"}
DOCUMENTED |= {"policy", "port", "method"}
HOLDS = {
    "modules": "module", "values": "value", "aggregates": "aggregate", "entities": "entity",
    "commands": "command", "events": "event", "queries": "query", "policies": "policy",
    "ports": "port", "methods": "method",
}  # fmt: skip


def _placed(name: str, part: Any, doc: str) -> Any:
    """Put a text into what stands behind a key."""
    line = " ".join(doc.split("\n"))[:200].strip()
    if name in HOLDS and isinstance(part, dict):
        return {it: placed(one, doc, HOLDS[name], lines=True) for it, one in part.items()}
    if name == "fields" or (name == "takes" and isinstance(part, dict)):
        return {it: _documented(one, doc) for it, one in part.items()}
    if name == "rules":
        return dict.fromkeys(part, line)
    if name == "rejects" and isinstance(part, dict):
        return {it: one if isinstance(one, list) else line for it, one in part.items()}
    if name.startswith("x-"):
        return {"text": doc}
    return part


def _documented(field: Any, doc: str) -> Any:
    """Put a text behind a field, and into its default where that may be any text."""
    made = {"is": field} if isinstance(field, str) else dict(field)
    if made["is"].startswith("str = "):
        line = " ".join(doc.split("\n"))
        made["is"] = f"str = {json.dumps(line, ensure_ascii=False)}"
    return made | {"doc": doc}


@cache
def plain_data(text: str) -> Any:
    """Return a blueprint as data."""
    return Source(text, "blueprint.yml").root.plain()


def row_with(recipe: Recipe, text: str) -> Recipe:
    """Put a text wherever one may stand in a row of the matrix, and into its answers."""
    line = " ".join(text.split("\n"))[:200].strip()
    data = placed(plain_data(recipe.text), text, lines=True)
    answered = {"package": "shapes", **dict(recipe.given)}
    answered |= {"author_name": line, "description": text, "project_name": line}
    written = json.dumps(data, ensure_ascii=False, indent=1)
    return Recipe(recipe.name, written, tuple(answered.items()))


@cache
def neutral(recipe: Recipe, text: str) -> Mapping[PurePosixPath, str]:
    """Render a row with harmless words."""
    return untidied(row_with(recipe, text))


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


@lru_cache(maxsize=1024)
def plain_shape(path: PurePosixPath, text: str) -> tuple[Any, tuple[str, ...]]:
    """Return the shape of a file with harmless words, and its texts: many are compared with it."""
    held: list[str] = []
    return shape(path, text, held), tuple(held)


def orders(text: str) -> list[str]:
    """Return the comments of a Python file that tools obey."""
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    found = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return [it for it in found if re.match(r"#\s*(noqa|type:|fmt:|pragma|ruff:|mypy:)", it)]


APART = 16  # how far apart the payloads are that one row meets

# Every other text at once, in either style by turns; the rest slowly.
CASES = [
    pytest.param(name, style, marks=() if turn % 4 == 2 * other else pytest.mark.slow)
    for turn, name in enumerate(PAYLOADS)
    for other, style in enumerate(("services", "cqrs"))
]


@pytest.mark.parametrize(("name", "style"), CASES)
def test_free_text_never_becomes_anything_else(name: str, style: str) -> None:
    text = unicodedata.normalize("NFC", PAYLOADS[name].strip())
    same_shape(neutral_shapes(style), untidied(recipe_of(text, style)), text)


def same_shape(
    plain: Mapping[PurePosixPath, str], hostile: Mapping[PurePosixPath, str], text: str
) -> None:
    """Compare two projects but for their texts, of which none may be lost."""
    assert [*hostile] == [*plain]
    for path in plain:
        if path in VERBATIM:
            continue
        after: list[str] = []
        wanted, before = plain_shape(path, plain[path])

        assert shape(path, hostile[path], after) == wanted, path
        # Of several lines, some places show the first alone.
        found = words("".join(after)).count(words(text.partition("\n")[0]))
        assert found >= words("".join(before)).count(words(NEUTRAL)), path
        if path.suffix == ".py":
            assert orders(hostile[path]) == orders(plain[path]), path


def test_the_neutral_text_reaches_every_kind_of_file() -> None:
    tree = untidied(recipe_of(NEUTRAL, "cqrs"))
    reached = {path.suffix for path, text in tree.items() if NEUTRAL in text}

    assert {".py", ".toml", ".md", ".yml"} <= reached


def rows() -> list[Any]:
    """Give every row some of the payloads, and every payload some rows; most are slow."""
    payloads = [*PAYLOADS.values(), *LINES.values()]
    listed = []
    for number, recipe in enumerate(RECIPES):
        for turn in range(number % APART, len(payloads), APART):
            usual = number % 3 == 0 and turn < APART
            marks = () if usual else (pytest.mark.slow,)
            composed = unicodedata.normalize("NFC", payloads[turn].strip())
            listed.append(pytest.param(recipe, composed, id=f"{recipe.name}-{turn}", marks=marks))
    return listed


@pytest.mark.parametrize(("recipe", "text"), rows())
def test_no_row_of_the_matrix_takes_text_for_anything_else(
    recipe: Recipe, text: str, record_property: Record
) -> None:
    same_shape(neutral(recipe, NEUTRAL), untidied(row_with(recipe, text)), text)
    count(record_property, "rows with hostile texts", {"of the same shape": 1})


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(it, marks=pytest.mark.slow) for it in range(1, 40))]
)
def test_no_text_of_the_policy_becomes_anything_else(part: int, record_property: Record) -> None:
    recipe = RECIPES[part % len(RECIPES)]

    @same_every_time(5)
    @given(free_text())
    def each(text: str) -> None:
        same_shape(neutral(recipe, NEUTRAL), untidied(row_with(recipe, text)), text)

    each()
    count(record_property, "rows with hostile texts", {"of any letters": 5})


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_stays_one(address: str) -> None:
    plain, hostile = (
        untidied(Recipe("a", RECIPES[0].text, (("author_email", it), ("author_name", "A"))))
        for it in ("neutral@example.org", address)
    )

    same_shape(plain, hostile, address)
