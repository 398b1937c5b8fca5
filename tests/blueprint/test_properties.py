"""Whatever the text, the answer is a blueprint, or problems with a place and a cure."""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundplan.blueprint import Blueprint
from groundplan.blueprint.domain import Domain
from groundplan.errors import BlueprintInvalid

HERE = Path(__file__).parent
PRESETS = HERE.parents[1] / "generators" / "groundplan" / "presets"
VALID = [
    path.read_text(encoding="utf-8")
    for path in (*sorted((HERE / "valid").glob("*.yml")), *sorted(PRESETS.glob("*.yml")))
]
TOKEN = re.compile(r"[\w.\[\]*+']+|[{}:,=-]")
KEYS = ["modules", "aggregates", "fields", "commands", "values", "emits", "A", "a"]
STRANGE = "{}[]:,-'\"#&*!|>%@`\t?x1 \n\u2028é"


def answer(text: str) -> Domain | tuple[str, ...]:
    """Parse a text; check that problems are fit to be read."""
    try:
        return Blueprint.parse(text).domain
    except BlueprintInvalid as invalid:
        problems = invalid.problems
    lines = text.replace("\r\n", "\n").split("\n")
    for problem in problems:
        assert 1 <= problem.place.line <= len(lines)
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1
        assert "\n" not in str(problem)
        assert len(str(problem)) < 400
    return tuple(map(str, problems))


@settings(deadline=None)
@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert answer(text)


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["modules", "aggregates", "fields", "commands", "values", "emits", "A", "a"]
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=12,
    )
)
def test_any_data_gets_an_answer(value: object) -> None:
    assert answer(f'{{"blueprint": 1, "name": "a", "modules": {json.dumps(value)}}}')


def mutated(text: str, chance: random.Random) -> str:
    """Change a text in one of the ways in which people and editors do."""
    lines = text.split("\n")
    tokens = list(TOKEN.finditer(text))
    one, other = chance.choice(tokens), chance.choice(tokens)
    number = chance.randrange(len(lines))
    kind = chance.randrange(6)
    if kind == 0:
        return text[: one.start()] + text[one.end() :]
    if kind == 1:
        return text[: one.start()] + other.group() + text[one.end() :]
    if kind == 2:
        at = chance.randrange(len(text))
        return text[:at] + chance.choice(STRANGE) + text[at:]
    if kind == 3:
        del lines[number]
    elif kind == 4:
        lines.insert(chance.randrange(len(lines)), lines[number])
    else:
        lines[number] = " " * chance.randrange(9) + lines[number].strip()
    return "\n".join(lines)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(VALID), st.randoms(use_true_random=False), st.integers(1, 3))
def test_any_change_of_a_right_blueprint_gets_an_answer(
    text: str,
    chance: random.Random,
    times: int,
) -> None:
    for _ in range(times):
        if TOKEN.search(text):
            text = mutated(text, chance)

    assert answer(text)


@settings(deadline=None)
@given(st.sampled_from(VALID), st.randoms(use_true_random=False))
def test_the_same_text_gets_the_same_answer(text: str, chance: random.Random) -> None:
    text = mutated(text, chance)

    assert answer(text) == answer(text)


SHAPE = (HERE / "valid" / "later_parts.yml").read_text(encoding="utf-8")
LANGUAGE = (
    "values modules aggregates fields entities commands takes emits moves rejects queries returns "
    "search where paginate public persistence rules examples events version earlier views "
    "processes steps undo within policies when then ports methods plugins asks sets adds removes "
    "given one_of pattern"
)


def misspellings() -> list[tuple[int, int, str]]:
    keys = "|".join(LANGUAGE.split())
    found = re.finditer(rf"(?<![\w.])(?:{keys})(?=:[ \n])", SHAPE)
    return [
        (
            SHAPE.count("\n", 0, it.start()) + 1,
            it.start() - SHAPE.rfind("\n", 0, it.start()),
            f"{SHAPE[: it.end()]}z{SHAPE[it.end() :]}",
        )
        for it in found
    ]


@pytest.mark.parametrize(("line", "column", "text"), misspellings())
def test_a_misspelt_key_is_the_only_problem(line: int, column: int, text: str) -> None:
    problems = answer(text)

    assert isinstance(problems, tuple)
    assert len(problems) == 1
    assert problems[0].startswith(f"blueprint.yml:{line}:{column}: unknown key ")
    assert "; did you mean " in problems[0]
