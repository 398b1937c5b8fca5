"""The documents: what they show is legal, and what they list is complete."""

import os
import re
from pathlib import Path

import forked
import pytest
import typer
import yaml
from conftest import ROOT
from ruamel.yaml import YAML

import groundplan
from groundplan import Blueprint, errors
from groundplan.answers import Answers, choices_of
from groundplan.blueprint import literals, parts, resolve_fields, resolve_values
from groundplan.blueprint import texts as texts_of
from groundplan.blueprint.reader import Source
from groundplan.console import ANSWER
from groundplan.verbs import app

README = ROOT / "README.md"
LANGUAGE = ROOT / "docs" / "language.md"
LONGEST = {README: 165, LANGUAGE: 290}
BLOCK = re.compile(r"^```yaml\n(blueprint:.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def examples() -> list[tuple[str, str]]:
    """Return every blueprint that a document shows, by its place."""
    return [
        (f"{file.name}:{text.count(chr(10), 0, found.start()) + 1}", found[1])
        for file in LONGEST
        for text in [file.read_text("utf-8")]
        for found in BLOCK.finditer(text)
    ]


def texts(value: object) -> object:
    """Return the same data with every plain value as its text."""
    if isinstance(value, dict):
        return {str(key): texts(it) for key, it in value.items()}
    if isinstance(value, list):
        return [texts(it) for it in value]
    return value if not isinstance(value, bool) else str(value).lower()


def rows() -> dict[str, list[str]]:
    """Return the cells of the README's table of answers, by the name of the answer."""
    section = README.read_text("utf-8").partition("\n## Answers\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    cells = [[it.strip() for it in line.strip("|").split("|")] for line in lines]
    return {it[0].strip("`"): it[1:] for it in cells}


def test_there_are_examples() -> None:
    assert len([place for place, _ in examples() if place.startswith("language.md")]) >= 6
    assert [place for place, _ in examples() if place.startswith("README.md")]


@pytest.mark.parametrize(("place", "text"), examples(), ids=[it for it, _ in examples()])
def test_every_blueprint_that_is_shown_is_legal_and_generated(place: str, text: str) -> None:
    blueprint = Blueprint.parse(text, place)

    assert blueprint.notes == ()
    assert blueprint.unsupported == ()


@pytest.mark.parametrize(("place", "text"), examples(), ids=[it for it, _ in examples()])
def test_other_parsers_read_the_examples_alike(place: str, text: str) -> None:
    ours = texts(Source(text, place).root.plain())

    assert texts(yaml.safe_load(text)) == ours
    assert texts(YAML(typ="safe", pure=True).load(text)) == ours


def test_what_the_readme_shows_from_python_is_typed(tmp_path: Path) -> None:
    (shown,) = re.findall(r"(?ms)^```python\n(.*?)^```$", README.read_text("utf-8"))
    (tmp_path / "shown.py").write_text(shown, "utf-8")

    done = forked.fresh(["-m", "mypy", str(tmp_path / "shown.py")], ROOT, os.environ)

    assert done.returncode == 0, done.stdout


def test_the_readme_names_what_the_api_raises() -> None:
    section = README.read_text("utf-8").partition("\n## From Python\n")[2]
    told = [name for name in groundplan.__all__ if f"`{name}`" in section]

    assert told == [name for name in dir(errors) if name in groundplan.__all__]
    assert {"Refused", "BlueprintInvalid", "AnswersInvalid", "EnvironmentFailed"} <= {*told}


def test_the_language_names_every_limit_and_unit() -> None:
    text = LANGUAGE.read_text("utf-8")
    (limits,) = [line for line in text.splitlines() if line.startswith("- **Limits.**")]
    (spans,) = [line for line in text.splitlines() if line.startswith("| `duration`")]

    for limit in (
        *(resolve_fields.LONGEST_LENGTH, resolve_fields.LONGEST_LOW, resolve_fields.MOST_ITEMS),
        *(literals.DIGITS, literals.LONGEST_TEXT, texts_of.LONGEST_DOC, texts_of.LONGEST_WORDS),
        *(resolve_values.WIDEST, resolve_values.DEEPEST),
    ):
        assert re.search(rf"(?<![\d,]){limit:,}(?![\d,])", limits), limit
    assert [unit for unit in literals.UNITS if f"{unit}s" not in spans] == []


def test_the_language_says_what_may_carry_an_earlier_name() -> None:
    text = LANGUAGE.read_text("utf-8")
    said = re.search(r"`was: OldName` .*? records an earlier name of ([^;]+);", text)
    kinds = {it.__name__.removesuffix("Part").lower() for it in parts.Named.__subclasses__()}

    assert said
    assert set(re.findall(r"\ban? (\w+)", said[1])) == kinds
    for line in re.findall(r"^\| \w+ \| `doc` .*$", text, re.MULTILINE):
        assert ("`was`" in line) == (line.split()[1] in kinds), line


def test_both_doors_of_the_readme_make_the_same_project() -> None:
    section = README.read_text("utf-8").partition("\n## Two doors")[2].partition("\n## ")[0]
    shown = re.findall(r"`((?:uvx .*?)?(?:groundplan new|copier copy) .*?)`", section)

    assert len(shown) == 3
    assert [it for it in shown if not re.search(r"preset[ =]shop\b", it)] == []


def options_shown() -> dict[str, set[str]]:
    """Return the options that the README's section on the command gives to each verb."""
    section = README.read_text("utf-8").partition("\n## The command\n")[2].partition("\n## ")[0]
    verbs: dict[str, set[str]] = {verb: set() for verb in verbs_of_the_command()}
    for line in section.splitlines():
        if found := re.match(r"\$ groundplan ([a-z|]+)(.*?)(?:  #|$)", line):
            for verb in found[1].split("|"):
                verbs[verb] |= {*re.findall(r"--[a-z-]+|(?<=\[)-d", found[2])}
    words = section.partition("```\n")[2].strip()
    for sentence in re.split(r"(?<=\.)\s", words):
        named = [verb for verb in verbs if f"`{verb}`" in sentence]
        for verb in verbs if sentence.startswith("Every command") else named:
            verbs[verb] |= {*re.findall(r"`(--[a-z]+)", sentence)}
    return verbs


def verbs_of_the_command() -> dict[str, set[str]]:
    """Return the options of each verb, by the name that the README uses."""
    command = typer.main.get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    return {
        name: {it.opts[0] for it in verb.params if it.opts[0].startswith("-")}
        for name, verb in command.commands.items()
    }


def test_the_readme_shows_every_option_of_the_command() -> None:
    assert options_shown() == verbs_of_the_command()


def test_the_readme_names_every_answer_in_order() -> None:
    assert [*rows()] == [*Answers.model_fields]


@pytest.mark.parametrize("name", Answers.model_fields)
def test_the_readme_names_every_choice_and_the_default(name: str) -> None:
    choices, default, follows = rows()[name]

    usual = Answers.model_fields[name].default

    assert tuple(re.findall(r"`([^`]+)`", choices)) == choices_of(name)
    assert default.strip("`") == (usual or "none") or not choices_of(name)
    assert default
    assert follows


def test_help_names_every_answer_in_order() -> None:
    named = ANSWER.partition("There are ")[2].strip().removesuffix(".")

    assert re.split(r",\s+", named) == [*Answers.model_fields]


@pytest.mark.parametrize("file", LONGEST, ids=lambda file: file.name)
def test_a_document_stays_short_and_its_links_lead_somewhere(file: Path) -> None:
    text = file.read_text("utf-8")

    assert len(text.splitlines()) <= LONGEST[file]
    for link in LINK.findall(text):
        assert "://" in link or (file.parent / link).exists(), link
