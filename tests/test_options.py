"""An update to other answers gives what a new project of these answers is."""

from collections.abc import Iterator, Mapping
from itertools import combinations, cycle, islice, pairwise, permutations
from pathlib import Path
from typing import Any

import figures
import pytest
from conftest import tree_of
from recipes import MINIMAL, SHOP, Recipe

from groundplan import Answers, create, plan_update, source
from groundplan.answers import choices_of
from groundplan.tree import HISTORY

TEXTS = {"package": "other_name", "author_email": "ada@example.org"}
Row = dict[str, Any]


def options(name: str) -> tuple[Any, ...]:
    """Return what may be answered, the default first."""
    kind = Answers.model_fields[name].annotation
    if kind is bool:
        return True, False
    if kind is str:
        return "", TEXTS.get(name, "Other words")
    choices = choices_of(name)
    if name != "extras":
        return choices
    return tuple(it for size in range(len(choices) + 1) for it in combinations(choices, size))


OPTIONS: Mapping[str, tuple[Any, ...]] = {
    name: options(name) for name in Answers.model_fields if name != "preset"
}
CHANGES = [(name, *pair) for name, held in OPTIONS.items() for pair in permutations(held, 2)]


def walk(held: tuple[Any, ...]) -> list[Any]:
    """Go from each option to each other one, once, and end where it began."""
    left = {it: [other for other in reversed(held) if other != it] for it in held}
    stack, found = [held[0]], []
    while stack:
        if left[stack[-1]]:
            stack.append(left[stack[-1]].pop())
        else:
            found.append(stack.pop())
    return found[::-1]


def rows() -> Iterator[Row]:
    """Walk through the options of all answers at once, until every change was made."""
    walks = {name: walk(held) for name, held in OPTIONS.items()}
    steps = max(map(len, walks.values()))
    ways = {name: cycle(held[:-1]) for name, held in walks.items()}
    yield from islice(({name: next(it) for name, it in ways.items()} for _ in range(steps)), steps)


@pytest.fixture(autouse=True)
def pristine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what runs be what its version says."""
    monkeypatch.setattr(source, "is_pristine", lambda: True)


def without_history(folder: Path) -> dict[str, tuple[int, bytes]]:
    held = str(HISTORY)
    return {path: it for path, it in tree_of(folder).items() if not path.startswith(held)}


def same_as_new(project: Path, recipe: Recipe, row: Row, fresh: Path) -> None:
    create(fresh, Answers(**row), recipe.blueprint())
    assert without_history(project) == without_history(fresh)
    new, old = (sorted(it.name for it in (root / HISTORY).glob("*")) for root in (fresh, project))
    assert not new or new == old


def test_rows_make_every_change_of_every_answer() -> None:
    steps = pairwise(rows())
    found = {(name, old[name], new[name]) for old, new in steps for name in OPTIONS}

    assert found >= set(CHANGES)


def test_every_change_of_an_answer_gives_what_is_new(
    tmp_path: Path, record_property: figures.Record
) -> None:
    first, *rest = rows()
    project = tmp_path / "project"
    create(project, Answers(**first), MINIMAL.blueprint())

    for number, row in enumerate(rest):
        plan = plan_update(project, answers=row)
        assert not plan.conflicts, str(plan)
        plan.apply()
        same_as_new(project, MINIMAL, row, tmp_path / f"fresh-{number}")
        assert not plan_update(project).operations

    counted = {"changes of an answer": len(CHANGES), "updates": len(rest)}
    figures.count(record_property, "equal to a new project", counted)


@pytest.mark.slow
@pytest.mark.parametrize("recipe", [MINIMAL, SHOP], ids=lambda it: it.name)
@pytest.mark.parametrize(("name", "old", "new"), CHANGES)
def test_one_answer_changed_gives_what_is_new(
    recipe: Recipe, name: str, old: Any, new: Any, tmp_path: Path
) -> None:
    first = create(tmp_path / "project", Answers(**{name: old}), recipe.blueprint())

    plan_update(tmp_path / "project", answers={name: new}).apply()

    # Another title does not rename what is imported: that stays as it was answered.
    row = {"package": first.package, name: new}
    same_as_new(tmp_path / "project", recipe, row, tmp_path / "fresh")
