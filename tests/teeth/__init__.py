"""Bugs to plant into generated code: each must turn the project's own tests red.

A file per family, in the form of patches as people read them:

    == what is wrong with it
    in RECIPE: the file
    seen by: the tests that are for this, which run first
     a line that stays
    -a line as it is generated
    +the line with the bug

What stands there must occur exactly once, so that no change of a template makes a plant void.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recipes import Recipe, texts

FOLDER = Path(__file__).resolve().parent


class Void(AssertionError):
    """A plant does not fit what is generated now: it would prove nothing."""


@dataclass(frozen=True, slots=True)
class Plant:
    """One bug in one file of one recipe; `{package}` stands for the package of the project."""

    family: str
    name: str
    recipe: str
    path: str
    tests: tuple[str, ...]
    patch: tuple[str, ...]

    def file(self, package: str) -> str:
        """Return the path of the file."""
        return self.path.replace("{package}", package)

    def planted(self, text: str) -> str:
        """Return the file with the bug.

        Raises:
            Void: The lines are not there, or several times.
        """
        old = "".join(f"{line[1:]}\n" for line in self.patch if not line.startswith("+"))
        new = "".join(f"{line[1:]}\n" for line in self.patch if not line.startswith("-"))
        if old == new or f"\n{text}".count(f"\n{old}") != 1:
            raise Void(f"{self.family}: {self.name!r} must fit once:\n{old}")
        return f"\n{text}".replace(f"\n{old}", f"\n{new}")[1:]


def plants() -> Iterator[Plant]:
    """Go through all plants, in order of their families."""
    for file in sorted(FOLDER.glob("*.diff")):
        for part in f"\n{file.read_text('utf-8')}".split("\n== ")[1:]:
            yield _read(file.stem, part)


def recipe_of(name: str) -> Recipe:
    """Return the recipe that plants call by this name."""
    blueprint, given = RECIPES[name]
    own = FOLDER / f"{blueprint}.yml"
    text = own.read_text("utf-8") if own.exists() else texts()[blueprint]
    return Recipe(name, text, tuple(given.items()))


def _read(family: str, part: str) -> Plant:
    name, place, seen, *patch = part.rstrip("\n").split("\n")
    recipe, _, path = place.removeprefix("in ").partition(": ")
    tests = seen.removeprefix("seen by: ").split()
    # An empty line needs no space before it.
    lines = tuple(line or " " for line in patch)
    return Plant(family, name, recipe, path, tuple(tests), lines)


RECIPES: dict[str, tuple[str, dict[str, str]]] = {
    "shop": ("shop", {"extras": "import_hook,registry"}),
    "shop_services": ("shop", {"application": "services", "container": "dishka"}),
    "shop_bare": (
        "shop",
        {
            "application": "services",
            "database": "memory",
            "http": "none",
            "container": "dependency-injector",
        },
    ),
    "hotel": ("hotel", {"container": "dependency-injector"}),
    "hotel_services": ("hotel", {"application": "services", "database": "memory"}),
    "ports": ("ports", {"container": "dishka"}),
    "plugged": ("plugged", {"http": "none"}),
    "members": ("members", {"http": "none"}),
}
