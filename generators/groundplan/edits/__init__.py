"""Add one thing to a blueprint's text, or take one out; every other byte stays.

The result is read again: it holds what the text held and this one thing more or less, and
the whole of it is right. Else there is an error, and no text.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..blueprint import Blueprint
from ..blueprint.reader import Path, Source
from ..errors import BlueprintInvalid, GeneratorFault, Place, Problem, Refused, StillNeeded
from ..names import nearest, shown
from .deletion import deleted
from .holding import new_holder, old_holders
from .insertion import inserted
from .kinds import kind_called
from .sheet import Sheet, Splice, place_before
from .spelling import Entry, Value
from .spots import Spot, entry_at, namesake, siblings, spot_of
from .usage import uses

__all__ = ["Edited", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Edited:
    """A changed text, and what it says.

    Units: `line` is where the thing stands now, or stood, counted from 1. `beside` are the
    paths of what had to come or go with it.
    """

    text: str
    line: int
    blueprint: Blueprint
    beside: tuple[str, ...] = ()


def added(
    text: str, kind: str, path: str, value: str = "", *, name: str = "blueprint.yml"
) -> Edited:
    """Add one thing to a blueprint's text; problems name the file as `name`.

    With an entity comes the list field that holds it, where there is none.

    Shape: `path` is dotted; `value` is what the YAML would hold, "" for the default of
    the kind.

    Raises:
        Refused: There is no such kind or path, or something stands there already.
        BlueprintInvalid: The value is no YAML, or the blueprint would not be right.
    """
    _, source = _read(text, name)
    spot = spot_of(source, kind_called(kind), path)
    there = entry_at(source, spot.path)
    if there is not None:
        place = source.place(spot.path, key=True)
        raise Refused(f"{place}: there is {spot.kind.titled} {path} already")
    if fault := spot.kind.fault(spot.name):
        raise Refused(fault)
    entry = Entry(spot.name, Value.read(spot.kind, value))
    steps = [_with(text, name, spot, entry)]
    beside = new_holder(source, spot) if spot.kind.name == "entity" else None
    if beside:
        steps.append(_with(steps[-1].result, name, *beside))
    result = steps[-1].result
    blueprint, problems = _judged(result, name)
    if blueprint is None:
        raise BlueprintInvalid(_as_before(problems, steps))
    line = _read(result, name)[1].line(spot.path)
    return Edited(result, line, blueprint, (".".join(beside[0].names),) if beside else ())


def removed(text: str, kind: str, path: str, *, name: str = "blueprint.yml") -> Edited:
    """Take one thing out of a blueprint's text; problems name the file as `name`.

    With an entity goes the list field that holds it.

    Shape: `path` is dotted.

    Raises:
        Refused: There is no such kind or path.
        StillNeeded: Something else in the blueprint needs it.
        BlueprintInvalid: The blueprint would not be right, as it is not now.
    """
    _, source = _read(text, name)
    spot = spot_of(source, kind_called(kind), path)
    if entry_at(source, spot.path) is None:
        near = nearest(spot.name, siblings(source, spot)) or namesake(source, spot)
        hint = f"; did you mean {near!r}?" if near else ""
        raise Refused(f"there is no {spot.kind.name} {shown(path)}{hint}")
    beside = old_holders(source, spot) if spot.kind.name == "entity" else []
    steps: list[_Step] = []
    for it in (*beside, spot):
        steps.append(_without(steps[-1].result if steps else text, name, it))
    result = steps[-1].result
    blueprint, problems = _judged(result, name)
    if blueprint is None:
        problems = _as_before(problems, steps)
        known_before = {(it.place, it.said) for it in _judged(text, name)[1]}
        fresh = [it for it in problems if (it.place, it.said) not in known_before]
        if fresh:
            raise StillNeeded(path, uses(source, spot.name, fresh))
        raise BlueprintInvalid(problems)
    paths = (".".join(it.names) for it in beside)
    return Edited(result, source.line(spot.path), blueprint, (*paths,))


@dataclass(frozen=True, slots=True)
class _Step:
    """One change of a text."""

    before: Sheet
    splices: Sequence[Splice]
    result: str


def _with(text: str, name: str, spot: Spot, entry: Entry) -> _Step:
    """Put one entry into a text."""
    sheet, source = _read(text, name)
    splices = inserted(sheet, source, spot, entry)
    result = sheet.spliced(splices)
    _verify(result, name, _with_entry(source, spot, entry))
    return _Step(sheet, splices, result)


def _without(text: str, name: str, spot: Spot) -> _Step:
    """Take one entry out of a text."""
    sheet, source = _read(text, name)
    splices, section_too = deleted(sheet, source, spot)
    result = sheet.spliced(splices)
    expected = _without_entry(source, spot, section_too=section_too)
    _refuse_grown(_said_by(result, name), expected, source)
    _verify(result, name, expected)
    return _Step(sheet, splices, result)


def _read(text: str, name: str) -> tuple[Sheet, Source]:
    """Read a text as far as it is YAML."""
    sheet = Sheet(text)
    source = Source(sheet.text, name)
    if source.problems:
        raise BlueprintInvalid(source.problems)
    return sheet, source


def _judged(text: str, name: str) -> tuple[Blueprint | None, tuple[Problem, ...]]:
    """Return a blueprint without mistakes, or all that is wrong with it."""
    try:
        return Blueprint.parse(text, name), ()
    except BlueprintInvalid as invalid:
        return None, invalid.problems


def _as_before(problems: Sequence[Problem], steps: Sequence[_Step]) -> tuple[Problem, ...]:
    """Give problems of a changed text the places that they have in the file."""
    found = (*problems,)
    for it in reversed(steps):
        after = Sheet(it.result)
        places = (place_before(problem.place, it.before, after, it.splices) for problem in found)
        found = (*map(_at_place, found, places),)
    return found


def _at_place(problem: Problem, place: Place) -> Problem:
    return replace(problem, place=place)


def _with_entry(source: Source, spot: Spot, entry: Entry) -> Any:
    """Return the data of a blueprint with one entry more."""
    whole: Any = copy.deepcopy(source.root.plain())
    node: Any = whole
    for step in spot.section:
        node[step] = {} if node.get(step) is None else node[step]
        node = node[step]
    node[spot.name] = entry.value.plain
    return whole


def _without_entry(source: Source, spot: Spot, *, section_too: bool) -> Any:
    """Return the data of a blueprint with one entry less."""
    whole = copy.deepcopy(source.root.plain())
    del _at(whole, spot.section)[spot.name]
    if section_too:
        del _at(whole, spot.holder)[spot.section[-1]]
    return whole


def _at(whole: Any, path: Path) -> Any:
    """Return the data at a path."""
    for step in path:
        whole = whole[step]
    return whole


def _refuse_grown(found: Any, expected: Any, source: Source, path: Path = ()) -> None:
    """Refuse to let a comment slip into a text of several lines that stood above what goes."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in found.keys() & expected.keys():
            _refuse_grown(found[key], expected[key], source, (*path, key))
    elif found != expected and isinstance(found, str) and source.node(path).style in {"|", ">"}:
        place = source.place(path)
        raise Refused(f"{place}: a comment below would become part of this text; move it first")


def _verify(text: str, name: str, expected: Any) -> None:
    """Make sure that a changed text holds what it should, and nothing else."""
    if _said_by(text, name) != expected:
        raise GeneratorFault("the edit says something else than wanted; nothing was changed")


def _said_by(text: str, name: str) -> Any:
    """Return the data of a changed text."""
    try:
        return _read(text, name)[1].root.plain()
    except BlueprintInvalid as invalid:
        raise GeneratorFault(f"the edit does not read; nothing was changed\n{invalid}") from None
