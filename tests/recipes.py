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


def combined(name: str, text: str, application: str, database: str, http: str) -> Recipe:
    """Return a blueprint with the answers that shape the code."""
    given = (("application", application), ("database", database), ("http", http))
    return Recipe(f"{name}-{application}-{database}-{http}", text, given)


def pairs() -> Iterator[Recipe]:
    """Yield rows that hold every pair of blueprint, application, database and http."""
    for number, (name, text) in enumerate(texts().items()):
        for row, database in enumerate(DATABASES):
            application = APPLICATIONS[(number + row) % 2]
            yield combined(name, text, application, database, HTTP[(number // 2 + row) % 2])


APPLICATIONS = choices_of("application")
DATABASES = choices_of("database")
HTTP = choices_of("http")

MINIMAL = Recipe("minimal", preset_text("minimal"))
SHOP = Recipe("shop", preset_text("shop"))

RECIPES = tuple(pairs())
# One row of each blueprint, where a row is dear: the others differ in answers alone.
FEW = tuple(RECIPES[number * 3 + number % 3] for number in range(len(RECIPES) // 3))
REST = tuple(
    recipe
    for name, text in texts().items()
    for given in itertools.product(APPLICATIONS, DATABASES, HTTP)
    if (recipe := combined(name, text, *given)) not in RECIPES
)
