"""The recipes show every pair of what may be answered, and every blueprint beside each answer."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import figures
import pytest
from covering import Item, Option, covering, pairs_of
from recipes import FEW, FIRST, RECIPES, SHAPING, TEXTS, Recipe, texts

from groundplan import Answers
from groundplan.door import suggested

SCHEMA = Answers.model_json_schema()["properties"]
Pair = frozenset[Item]


def options(name: str, said: dict[str, Any]) -> list[Option]:
    """Read from the JSON Schema what may be answered; recipes.py reads it from the types."""
    match said:
        case {"enum": choices}:
            return [None, *choices] if name == "preset" else choices
        case {"type": "boolean"}:
            return ["false", "true"]
        case {"type": "array", "items": {"enum": choices}}:
            return ["", *choices, ",".join(choices)]
        case {"type": "string"}:
            return [None, TEXTS[name]]
    raise TypeError(f"{name}: {said}")


def wanted() -> Iterator[Pair]:
    """Go through all pairs of the schema that a project can have, one by one."""
    items = [(name, it) for name, said in SCHEMA.items() for it in options(name, said)]
    items += [("blueprint", name) for name in texts()]
    for one, other in combinations(items, 2):
        if one[0] != other[0] and fits(dict((one, other))):
            yield frozenset((one, other))


def fits(given: dict[str, Option]) -> bool:
    """Ask the code which blueprint a preset begins with."""
    if not given.get("preset") or "blueprint" not in given:
        return True
    begun = suggested(Path("none.yml"), given["preset"], "", "")["blueprint_preset"]
    return begun == texts()[str(given["blueprint"])]


def shown(recipe: Recipe) -> set[Pair]:
    """Return the pairs that a recipe shows, as both doors get them."""
    (blueprint,) = (name for name, text in texts().items() if text == recipe.text)
    given: dict[str, Option] = {"blueprint": blueprint, **dict.fromkeys(SCHEMA)}
    return pairs_of(given | dict(recipe.given))


def test_every_pair_is_shown(record_property: figures.Record) -> None:
    pairs = set(wanted())
    held: set[Pair] = set()
    parts = []
    for number, recipe in enumerate(RECIPES, start=1):
        held |= shown(recipe)
        if number in {8, 12, 16, 20, len(RECIPES)}:
            parts.append([f"{number} rows", f"{len(held & pairs) / len(pairs):.1%}"])

    figures.table(record_property, [[f"{len(pairs)} pairs of answers", "shown"], *parts])
    assert [sorted(map(str, it)) for it in pairs - held] == []
    assert [sorted(map(str, it)) for it in held - pairs] == []


def test_the_first_rows_show_more_than_any_later_ones_would() -> None:
    gains, held = [], set[Pair]()
    for recipe in RECIPES:
        gains.append(len(shown(recipe) - held))
        held |= shown(recipe)

    assert gains == sorted(gains, reverse=True)


def test_the_rows_are_hardly_more_than_the_least_there_can_be() -> None:
    widest = max(len(options(name, said)) for name, said in SCHEMA.items())

    assert len(RECIPES) <= len(texts()) * widest * 1.25


def test_a_new_choice_has_rows_at_once() -> None:
    few = {"a": ("1", "2"), "b": ("1", "2", "3"), "c": ("1", "2")}
    more = few | {"c": ("1", "2", "3", "new")}

    rows = covering(more, lambda row: not (row.get("a") == "1" and row.get("c") == "new"))

    assert {(row["b"], row["c"]) for row in rows} == {(b, c) for b in "123" for c in more["c"]}
    assert {row["a"] for row in rows if row["c"] == "new"} == {"2"}
    assert len(covering(few, lambda _: True)) < len(rows) <= 15


def test_the_ends_and_what_people_are_told_to_do_are_there() -> None:
    answered = [(it.text, it.answers()) for it in RECIPES]
    minimal, shop = texts()["minimal"], texts()["shop"]
    nothing = {"license": "none", "database": "memory", "http": "none", "docker": False}

    assert (minimal, Answers()) in answered
    assert (minimal, Answers(license="none")) in answered
    assert (shop, Answers(preset="shop")) in answered
    assert (minimal, Answers(**nothing, ci="none")) in answered
    assert any(
        text == shop and all(getattr(it, name) for name in TEXTS) and len(it.extras) == 2
        for text, it in answered
    )
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    assert set(re.findall(r"(?:--preset |-d )([a-z=_]+)", readme)) <= {
        "shop",
        "preset=shop",
        "license=none",
    }


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_every_row_is_taken_by_the_code(recipe: Recipe) -> None:
    full = recipe.answers().completed(recipe.blueprint())

    assert full.package
    assert {name: str(getattr(full, name)).lower() for name in SHAPING} == {
        name: recipe.chosen(name) for name in SHAPING
    }


def test_names_tell_rows_apart() -> None:
    assert len({it.name for it in RECIPES}) == len(RECIPES)


def test_every_blueprint_has_its_row_where_rows_are_dear() -> None:
    assert [it.text for it in FEW] == [*texts().values()]
    assert len({it.text for it in FIRST}) >= 7
