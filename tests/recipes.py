"""What suites render: presets and the blueprints under tests/blueprints, in all styles."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundplan import Answers, Blueprint
from groundplan.answers import choices_of
from groundplan.door import preset_text

BLUEPRINTS = Path(__file__).resolve().parent / "blueprints"


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


def texts() -> dict[str, str]:
    """Return every blueprint that suites render, by name."""
    own = {file.stem: file.read_text("utf-8") for file in sorted(BLUEPRINTS.glob("*.yml"))}
    return {"minimal": preset_text("minimal"), "shop": preset_text("shop")} | own


def combined(
    name: str, text: str, application: str, database: str, http: str, *, container: str = "manual"
) -> Recipe:
    """Return a blueprint with the answers that shape the code."""
    given = {"application": application, "database": database, "http": http}
    given["container"] = container
    return Recipe("-".join((name, *given.values())), text, tuple(given.items()))


def pairs() -> Iterator[Recipe]:
    """Yield rows that hold every pair of blueprint, application, database, http and container."""
    for number, (name, text) in enumerate(texts().items()):
        for row, database in enumerate(DATABASES):
            application = APPLICATIONS[(number + row) % 2]
            http = HTTP[(number // 2 + row) % 2]
            container = CONTAINERS[(number + row) % 3]
            yield combined(name, text, application, database, http, container=container)


def rest() -> Iterator[Recipe]:
    """Yield the other rows of application, database and http, each container in its turn."""
    shown = {(it.text, it.given[:3]) for it in RECIPES}
    for name, text in texts().items():
        for turn, given in enumerate(itertools.product(APPLICATIONS, DATABASES, HTTP)):
            recipe = combined(name, text, *given, container=CONTAINERS[turn % 3])
            if (text, recipe.given[:3]) not in shown:
                yield recipe


APPLICATIONS = choices_of("application")
DATABASES = choices_of("database")
HTTP = choices_of("http")
CONTAINERS = choices_of("container")

MINIMAL = Recipe("minimal", preset_text("minimal"))
SHOP = Recipe("shop", preset_text("shop"))

RECIPES = tuple(pairs())
# One row of each blueprint, where a row is dear: the others differ in answers alone.
FEW = tuple(RECIPES[number * 3 + number % 3] for number in range(len(RECIPES) // 3))
REST = tuple(rest())
