"""What suites render: presets and the blueprints under tests/blueprints, in both styles."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundplan import Answers, Blueprint
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


MINIMAL = Recipe("minimal", preset_text("minimal"))
SHOP = Recipe("shop", preset_text("shop"))

RECIPES = tuple(
    Recipe(f"{name}-{style}", text, (("application", style),))
    for name, text in texts().items()
    for style in ("cqrs", "services")
)
