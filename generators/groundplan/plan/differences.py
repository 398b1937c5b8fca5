"""What differs between the blueprint last applied and today's, for the reasons of a plan."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..blueprint import Blueprint
from ..blueprint.reader import Node, Source
from ..names import plural, snake, words
from .earlier import renamed

# What is looked into, by section: its things have sections of their own.
HOMES = ("modules", "aggregates")
SECTIONS = (
    "values",
    "fields",
    "entities",
    "rules",
    "commands",
    "events",
    "queries",
    "views",
    "policies",
    "processes",
    "ports",
)
SINGULAR = {plural(it): it for it in ("entity", "query", "policy", "process")}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing of the blueprint that was added, removed or changed.

    `module` and `aggregate` say where, in today's names; empty is the whole blueprint.
    """

    said: str
    place: str
    name: str
    module: str = ""
    aggregate: str = ""

    def __str__(self) -> str:
        """Say what, and where it stands."""
        return f"{self.said}, {self.place}"

    def within(self, items: Iterable[tuple[str, str]]) -> bool:
        """Say whether a file that is made for these items may be about it."""
        asked = dict(items)
        module = asked.get("module")
        suite = asked.get("suite")
        if module and self.module and self.module != module:
            return False
        return not (suite and self.aggregate and snake(self.aggregate) != suite)

    def is_told_by(self, text: str) -> bool:
        """Say whether a text has its name, as code, files or sentences spell it."""
        spelled = {self.name, snake(self.name), words(self.name)}
        return any(it in text for it in spelled)


@dataclass(frozen=True, slots=True)
class _Section:
    """Where a walk stands: in which file, module and aggregate, on which line."""

    source: Source
    was: Mapping[tuple[str, ...], str]
    module: str = ""
    aggregate: str = ""

    def at(self, line: int) -> str:
        return f"{self.source.name}:{line + 1}"


def differences(old: Blueprint, new: Blueprint) -> tuple[Difference, ...]:
    """Compare two blueprints, in the order of the new one."""
    if old.text == new.text:
        return ()
    texts = (unicodedata.normalize("NFC", it.text) for it in (old, new))
    before, after = (Source(text, new.name) for text in texts)
    was = {it.path: it.was for it in renamed(old, new)}
    section = _Section(after, was)
    return tuple(_compare(before.root, after.root, section, ()))


def _compare(
    old: Node | None, new: Node, section: _Section, path: tuple[str, ...]
) -> Iterator[Difference]:
    """Compare the whole blueprint, a module or an aggregate."""
    before = old.entries if old else {}
    for key, (keyed, node) in new.entries.items():
        there = before.get(key, (keyed, None))[1]
        if key in HOMES or (key in SECTIONS and node.kind == "mapping"):
            yield from _things(there, node, section, (*path, key))
        elif there is None or there.plain() != node.plain():
            owner = path[-1] if path else "the blueprint"
            yield _told(section, f"{key!r} of {owner} was changed", owner, keyed)
    for key, (_, node) in before.items():
        if key not in new.entries and (key in HOMES or key in SECTIONS):
            yield from _gone(node, {}, section, (*path, key), new)


def _things(
    old: Node | None, new: Node, section: _Section, path: tuple[str, ...]
) -> Iterator[Difference]:
    """Compare the things of one kind, by name."""
    before = old.entries if old else {}
    kind = _kind(path[-1])
    followed = {}
    for name, (keyed, node) in new.entries.items():
        was = section.was.get((*path, name), name)
        inner = _inner(section, path, name)
        followed[was] = name
        if was != name:
            yield _told(inner, f"{kind} {was} is called {name} now", name, keyed)
        elif was not in before:
            yield _told(inner, f"{kind} {name} was added", name, keyed)
        there = before.get(was, (keyed, None))[1]
        if there is None or there.plain() == node.plain():
            continue
        if path[-1] in HOMES:
            yield from _compare(there, node, inner, (*path, name))
        else:
            yield _told(inner, f"{kind} {name} was changed", name, keyed)
    if old is not None:
        yield from _gone(old, followed, section, path, new)


def _gone(
    old: Node, followed: Mapping[str, str], section: _Section, path: tuple[str, ...], near: Node
) -> Iterator[Difference]:
    for name in old.entries:
        if name not in followed:
            inner = _inner(section, path, name)
            yield _told(inner, f"{_kind(path[-1])} {name} was removed", name, near)


def _inner(section: _Section, path: tuple[str, ...], name: str) -> _Section:
    match path[-1]:
        case "modules":
            return _Section(section.source, section.was, name)
        case "aggregates":
            return _Section(section.source, section.was, section.module, name)
    return section


def _kind(section: str) -> str:
    return SINGULAR.get(section, section.removesuffix("s"))


def _told(section: _Section, said: str, name: str, node: Node) -> Difference:
    return Difference(said, section.at(node.line), name, section.module, section.aggregate)
