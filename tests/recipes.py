"""What suites render: every pair of a blueprint, a choice and a text that is given or not.

The rows are computed from the schema of the answers: a new answer or choice, and a new
blueprint below tests/blueprints, has its rows at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_origin

import pytest
from covering import Option, Row, covering
from shares import share

from groundplan import Answers, Blueprint
from groundplan.answers import choices_of
from groundplan.door import preset_text

BLUEPRINTS = Path(__file__).resolve().parent / "blueprints"
SHAPING = ("application", "database", "http", "container")
# What is given where a text is given.
TEXTS = {
    "project_name": 'The Book-Shop & "Sons"',
    "package": "bookshop",
    "description": "Sells 'new' books: all of them.\n\nTo anyone, at 100 % of {the} price.",
    "author_name": "Zoë O'Neil",
    "author_email": "zoe+shop@example.org",
}
FIRST_ROWS = 8  # as many as run each time; the others are slow


@dataclass(frozen=True, slots=True)
class Recipe:
    """A blueprint's text and the answers given; the rest has its default."""

    name: str
    text: str
    given: tuple[tuple[str, str], ...] = ()

    def answers(self) -> Answers:
        """Return the answers."""
        given: dict[str, Any] = dict(self.given)
        return Answers(**given)

    def blueprint(self) -> Blueprint:
        """Return the blueprint, parsed."""
        return Blueprint.parse(self.text)

    def options(self) -> list[str]:
        """Return the answers as both command lines take them."""
        return [it for name, value in self.given for it in ("-d", f"{name}={value}")]

    def chosen(self, name: str) -> str:
        """Return one answer, given or by default, as a command line spells it."""
        return dict(self.given).get(name, DEFAULTS[name] or "")


@cache
def texts() -> Mapping[str, str]:
    """Return every blueprint that suites render, by name."""
    own = {file.stem: file.read_text("utf-8") for file in sorted(BLUEPRINTS.glob("*.yml"))}
    return {"minimal": preset_text("minimal"), "shop": preset_text("shop")} | own


def options_of(name: str) -> tuple[Option, ...]:
    """Return what may be answered, the default first; a list is empty, of one, or of all."""
    kind = Answers.model_fields[name].annotation
    choices = choices_of(name)
    if name == "preset":
        return None, *choices
    if kind is bool:
        return ("true", "false") if Answers.model_fields[name].default else ("false", "true")
    if kind is str:
        return None, TEXTS[name]
    if get_origin(kind) is tuple:
        return tuple(dict.fromkeys(("", *choices, ",".join(choices))))
    if get_origin(kind) is Literal:
        return choices
    raise TypeError(f"{name}: say here how {kind} is answered")


def possible(row: Row) -> bool:
    """Say whether a row, or a part of one, can be: a preset is asked for in its own words."""
    preset, text = row.get("preset"), row.get("blueprint")
    return preset is None or text is None or preset_text(preset) == texts()[text]


def combined(
    name: str, text: str, application: str, database: str, http: str, *, container: str = "manual"
) -> Recipe:
    """Return a blueprint with the answers that shape the code."""
    given = {"application": application, "database": database, "http": http}
    given["container"] = container
    return Recipe("-".join((name, *given.values())), text, tuple(given.items()))


def recipe_of(row: Row) -> Recipe:
    """Return a row as a recipe; its name says what shapes the code, and what is unusual."""
    given = {name: it for name, it in row.items() if name != "blueprint" and it is not None}
    unusual = [
        name if name in TEXTS else f"{name}_{it}".replace(",", "_")
        for name, it in given.items()
        if name not in SHAPING and it != DEFAULTS[name]
    ]
    blueprint = str(row["blueprint"])
    name = "-".join((blueprint, *(given[it] for it in SHAPING), *unusual))
    return Recipe(name, texts()[blueprint], tuple(given.items()))


OPTIONS: Mapping[str, tuple[Option, ...]] = {
    "blueprint": tuple(texts()),
    **{name: options_of(name) for name in Answers.model_fields},
}
DEFAULTS: Row = {name: options[0] for name, options in OPTIONS.items()}
# What README.md tells people to do, and the two ends: all there is, and nothing.
BY_HAND: Mapping[str, Row] = {
    "defaults": {},
    "preset": {"blueprint": "shop", "preset": "shop"},
    "no licence": {"license": "none"},
    "everything": {
        "blueprint": "shop",
        **{name: options[-1] for name, options in OPTIONS.items() if name in TEXTS},
        "database": "postgresql",
        "container": "dishka",
        "extras": OPTIONS["extras"][-1],
    },
    "nothing": {
        "license": "none",
        "database": "memory",
        "http": "none",
        "docker": "false",
        "ci": "none",
    },
}

MINIMAL = Recipe("minimal", preset_text("minimal"))
SHOP = Recipe("shop", preset_text("shop"))

ROWS = covering(OPTIONS, possible, [{**DEFAULTS, **row} for row in BY_HAND.values()])
RECIPES = tuple(map(recipe_of, ROWS))
FIRST = RECIPES[:FIRST_ROWS]
# One row of each blueprint, where a row is dear: the others differ in answers alone.
FEW = tuple(next(it for it in RECIPES if it.text == text) for text in texts().values())


def each(recipes: Iterable[Recipe] = RECIPES, *, at_once: int = FIRST_ROWS) -> pytest.MarkDecorator:
    """Give a test these recipes, all but the first of them marked as slow."""
    return pytest.mark.parametrize("recipe", share(recipes, at_once), ids=lambda it: it.name)
