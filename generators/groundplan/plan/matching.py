"""Which file of the last version became which file of the new one.

By the template and the items that it is repeated for, never by likeness: declared moves of
templates and the `was` of the blueprint say what was called otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ..blueprint import Blueprint
from ..names import snake, spellings
from ..renames import RENAMES
from ..tree import Origin, Tree
from .earlier import Renamed, renamed

Items = tuple[tuple[str, str], ...]
Key = tuple[str, Items]


@dataclass(frozen=True, slots=True)
class Names:
    """How modules and aggregates of the new blueprint were called in the last one.

    Shape: `modules` is new -> old, `suites` (new module, new folder of tests) -> old
    folder. What is new, though something else had its name, has no old name: "".
    `spellings` are pairs of what anything that was renamed was spelled with, and is now;
    `reused` are names in code that something else has now.
    """

    modules: Mapping[str, str] = field(default_factory=dict)
    suites: Mapping[tuple[str, str], str] = field(default_factory=dict)
    spellings: tuple[tuple[str, str], ...] = ()
    reused: frozenset[str] = frozenset()

    @classmethod
    def between(cls, old: Blueprint, new: Blueprint) -> "Names":
        """Compare the names of two blueprints."""
        parts = {name: it.was for name, it in new.document.modules.items()}
        modules = _followed(parts, list(old.document.modules))
        suites = {}
        for name, part in new.document.modules.items():
            there = old.document.modules.get(modules.get(name, name))
            if there is None:
                continue
            named = {it: part.aggregates[it].was for it in part.aggregates}
            for title, was in _followed(named, list(there.aggregates)).items():
                suites[name, snake(title)] = snake(was) if was else ""
        found = tuple(renamed(old, new))
        reused = (spelling for it in found if it.reused for spelling in _forms(it.was, it.old))
        names = frozenset(it for it in reused if it.isidentifier())
        return cls(modules, suites, tuple(_respelled(found)), names)

    def before(self, items: Items) -> Items:
        """Return the items as they were called."""
        module = ""
        old = []
        for name, text in items:
            if name == "module":
                module = text
                old.append((name, self.modules.get(text, text)))
            elif name == "suite":
                old.append((name, self.suites.get((module, text), text)))
            else:
                old.append((name, text))
        return tuple(old)


def _followed(named: Mapping[str, list[str]], known: list[str]) -> dict[str, str]:
    """Return the old name of what has another one now, or whose name was somebody else's."""
    found = {
        name: next(it for it in was if it in known)
        for name, was in named.items()
        if any(it in known for it in was)
    }
    taken = set(found.values())
    return found | {name: "" for name in named if name in taken and name not in found}


def _respelled(found: Iterable[Renamed]) -> Iterator[tuple[str, str]]:
    """Go through what was renamed, each in all its forms, the longest first."""
    forms: set[tuple[str, str]] = set()
    for it in found:
        forms |= set(zip(_forms(it.was, it.old), _forms(it.path[-1], it.new), strict=True))
    yield from sorted(forms, key=lambda it: (-len(it[0]), it))


def _forms(name: str, part: object) -> tuple[str, ...]:
    return spellings(name, getattr(part, "plural", None))


@dataclass(frozen=True, slots=True)
class Pair:
    """A file of both versions, or of one; the side that lacks it is None."""

    old: PurePosixPath | None
    new: PurePosixPath | None


def pairs(base: Tree, theirs: Tree, names: Names) -> tuple[Pair, ...]:
    """Match the files of two renders; every file of both stands in one pair."""
    keys = {_key(base, it): path for path, it in base.origins.items()}
    found: dict[PurePosixPath, PurePosixPath] = {}
    for path, origin in theirs.origins.items():
        template, items = _key(theirs, origin)
        old = keys.get((template, names.before(items)))
        if old is not None:
            found[old] = path
    taken = set(found.values())
    found |= {it: it for it in base if it not in found and it in theirs and it not in taken}
    return tuple(_sorted(base, theirs, found))


def _sorted(
    base: Tree, theirs: Tree, found: Mapping[PurePosixPath, PurePosixPath]
) -> Iterator[Pair]:
    yield from (Pair(path, found.get(path)) for path in base)
    matched = set(found.values())
    yield from (Pair(None, path) for path in theirs if path not in matched)


def _key(tree: Tree, origin: Origin) -> Key:
    return _today(tree, origin.template), origin.items


def _today(tree: Tree, template: str) -> str:
    """Return what a template is called today that made a file of a tree.

    Where the tree has both, the old path was given to another template since.
    """
    chain = [template]
    while (later := RENAMES.get(chain[-1])) is not None and later not in chain:
        chain.append(later)
    if len(chain) > 1 and {it.template for it in tree.origins.values()} & set(chain[1:]):
        return template
    return chain[-1]
