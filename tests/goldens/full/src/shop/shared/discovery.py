"""Where plugins come from: files of ours, installed packages, and what the settings name.

What is found is loaded under guard and held against the contract. The order is that of
the sources, then of the names, so that of two plugins of one name always the same stays.
"""

import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from importlib.metadata import Distribution, EntryPoint, distributions
from inspect import isabstract
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Generic, TypeVar

from shop.shared.plugins import (
    About,
    Broken,
    ExtensionPoint,
    Plugin,
    PluginRules,
    Ready,
    guarded,
    misfits,
)
from shop.shared.registry import Registry

C = TypeVar("C")
log = logging.getLogger(__name__)
REFERENCE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


class NotLoadable(Exception):
    """What the settings name cannot be had."""


class NoReference(NotLoadable):
    """It is not written as `module:attribute`, or stands outside of what is allowed."""


class NoModule(NotLoadable):
    """There is no such module."""


class NoAttribute(NotLoadable):
    """The module is there and holds nothing of that name."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a plugin; `load` imports it, and returns all that was found there."""

    name: str
    source: str
    load: Callable[[], Iterable[object]]


@dataclass(frozen=True, slots=True)
class Offering:
    """An installed package that offers plugins; `text` holds its entry points as written."""

    name: str
    version: str
    text: str
    package: Distribution


@dataclass(frozen=True, slots=True)
class Found(Generic[C]):
    """The plugins of one port, none of which has begun, and the broken ones."""

    registry: Registry[str, Ready[C]]
    broken: tuple[Broken, ...]
    left_out: tuple[str, ...]  # by name, as the settings want it
    names: Mapping[str, str]  # of each by who brings it


def found(
    point: ExtensionPoint,
    rules: PluginRules,
    *,
    package: ModuleType,
    packages: Sequence[Offering] = (),
    references: Sequence[str] = (),
) -> Found[Any]:
    """Load the plugins of a port, from all three sources, and check each.

    `package` is ours, `packages` are the installed ones that offer any.
    """
    looking = _Looking(point, rules)
    sources = (
        scanned(package, point.contract),
        installed(packages, point.group),
        (referred(it, rules.prefixes) for it in references),
    )
    for source in sources:
        for candidate in source:
            looking.at(candidate)
    looking.registry.freeze()
    left_out = tuple(sorted(looking.left_out))
    return Found(looking.registry, tuple(looking.broken), left_out, looking.names)


def offerings(prefix: str) -> tuple[Offering, ...]:
    """Return the installed packages with entry points of groups below a name, each once.

    A folder is read once: what is installed while the program runs is found at its next start.
    """
    made: dict[str, Offering] = {}
    for folder in sys.path:
        for offering in _offered(str(Path(folder).absolute()), f"[{prefix}."):
            made.setdefault(offering.name, offering)
    return tuple(made.values())


@cache
def _offered(folder: str, wanted: str) -> tuple[Offering, ...]:
    """Read the entry points of all packages in a folder; return those with what is wanted."""
    read = [(_entry_points(it, folder), it) for it in distributions(path=[folder])]
    return tuple(
        Offering(it.name or folder, it.version, text, it) for text, it in read if wanted in text
    )


def _entry_points(package: Distribution, folder: str) -> str:
    """Read them as they are written; one package that is broken breaks no other."""
    try:
        return package.read_text("entry_points.txt") or ""
    except (OSError, ValueError):
        log.warning("a package in %s is passed over: its entry points cannot be read", folder)
        return ""


def installed(packages: Iterable[Offering], group: str) -> Iterator[Candidate]:
    """Go through the entry points of a group, in order of their names."""
    found = [it for one in packages if f"[{group}]" in one.text for it in _entries(one, group)]
    yield from sorted(found, key=lambda it: (it.name, it.source))


def _entries(offering: Offering, group: str) -> Iterator[Candidate]:
    said: list[str] = []
    entries: list[EntryPoint] = []
    with guarded("its entry points cannot be read", said):
        entries += [it for it in offering.package.entry_points if it.group == group]
    source = f"{offering.name} {offering.version}"
    for entry in entries:
        yield Candidate(entry.name, source, partial(_alone, entry.load))
    for cause in said:
        yield Candidate(offering.name, source, partial(_refuse, cause))


def _alone(load: Callable[[], object]) -> tuple[object]:
    return (load(),)


def _refuse(cause: str) -> tuple[object]:
    raise NotLoadable(cause)


def scanned(package: ModuleType, contract: type) -> Iterator[Candidate]:
    """Go through the modules of a package of ours, in order of their names."""
    names = sorted(it.name for it in iter_modules(package.__path__))
    for name in names:
        dotted = f"{package.__name__}.{name}"
        yield Candidate(name, dotted, partial(_classes, dotted, contract))


def _classes(dotted: str, contract: type) -> list[type]:
    """Import a module; return what it defines, and not only imports, below the contract."""
    members = vars(import_module(dotted)).values()
    classes = [it for it in members if isinstance(it, type) and it.__module__ == dotted]
    return [it for it in dict.fromkeys(classes) if contract in it.__mro__ and not isabstract(it)]


def referred(reference: str, prefixes: Sequence[str]) -> Candidate:
    """Return what the settings name as `module:attribute`."""
    name = reference.rpartition(":")[2]
    return Candidate(name, reference, partial(_alone, partial(loaded, reference, prefixes)))


def loaded(reference: str, prefixes: Sequence[str]) -> object:
    """Import `module:attribute`; the module is one of the prefixes, or stands below one.

    Raises:
        NoReference: It is not written so, or the module is not allowed; nothing was imported.
        NoModule: There is no such module.
        NoAttribute: The module holds nothing of that name.
    """
    if not REFERENCE.fullmatch(reference):
        raise NoReference(f"{reference!r} is not written as 'module:attribute'")
    module_name, _, path = reference.partition(":")
    if not any(f"{module_name}.".startswith(f"{it}.") for it in prefixes):
        allowed = ", ".join(prefixes) or "nothing"
        raise NoReference(f"{module_name!r} is not allowed; it would have to be below {allowed}")
    try:
        held: Any = import_module(module_name)
    except ModuleNotFoundError as error:
        # What the module itself lacks is another matter.
        if error.name and f"{module_name}.".startswith(f"{error.name}."):
            raise NoModule(f"there is no module {error.name!r}") from error
        raise
    for name in path.split("."):
        if not hasattr(held, name):
            raise NoAttribute(f"{module_name!r} holds no {path!r}")
        held = getattr(held, name)
    return held


class _Looking:
    """Takes candidates of one port, one after the other."""

    def __init__(self, point: ExtensionPoint, rules: PluginRules) -> None:
        self.point = point
        self.rules = rules
        self.registry: Registry[str, Ready[Any]] = Registry("the plugin")
        self.broken: list[Broken] = []
        self.left_out: set[str] = set()
        self.names: dict[str, str] = {}

    def at(self, candidate: Candidate) -> None:
        """Load a candidate, unless it is denied: then it is not even imported."""
        if candidate.name in self.rules.denied:
            self.left_out.add(candidate.name)
            return
        said: list[str] = []
        with guarded("cannot be loaded", said):
            for made in candidate.load():
                self._take(made, candidate)
        self._blame(candidate.name, candidate, said)

    def _blame(self, name: str, candidate: Candidate, said: Iterable[str]) -> None:
        if cause := "; ".join(said):
            self.broken.append(Broken(self.point.name, name, candidate.source, cause))

    def _take(self, made: object, candidate: Candidate) -> None:
        """Register what fits, or say why it does not."""
        about = getattr(made, "about", None)
        if not isinstance(about, About):
            self._blame(candidate.name, candidate, ["does not say who it is: `about = About(...)`"])
        elif about.api_version != self.point.api_version:
            wanted = f"{self.point.name} is at {self.point.api_version}"
            said = f"is written for version {about.api_version}, but {wanted}"
            self._blame(about.name, candidate, [said])
        elif not self.rules.admits(about.name):
            self.left_out.add(about.name)
        else:
            self._blame(about.name, candidate, self._registered(made, about, candidate))

    def _registered(self, made: object, about: About, candidate: Candidate) -> list[str]:
        """Register what keeps to the contract; say in what it does not."""
        said: list[str] = []
        with guarded("cannot be made", said):
            plugin: Any = made() if isinstance(made, type) else made
            said += [*misfits(plugin, Plugin), *misfits(plugin, self.point.contract)]
            first = self.registry.get(about.name)
            if first is not None and type(first.plugin) is not type(plugin):
                said.append(f"is there twice: by {first.source} and by {candidate.source}")
            if first is None and not said:
                ready = Ready(about, plugin, candidate.source)
                self.registry.put(about.name, ready, candidate.source)
            self.names.setdefault(candidate.source, about.name)
        return said
