"""What a plugin is: code of others that is told, or asked, through a port of this program.

A plugin is a class that can be made without arguments, has what its port asks for, says
in `about` who it is, and goes through a life: `configure`, `initialize`, calls, `shutdown`.
The program never imports a plugin by name, and a broken one never takes it down, but for
what is beyond any wall (`shared/asking.py`).
"""

import inspect
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from shop.shared.asking import walled
from shop.shared.clock import Clock
from shop.shared.errors import Defect

C = TypeVar("C")
LONGEST = 300  # characters of a cause
_KINDS: tuple[tuple[str, type], ...] = (
    ("name", str),
    ("version", str),
    ("api_version", int),
    ("requires", tuple),
    ("priority", int),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Who a plugin is. `requires` names plugins of the same port that are told before it.

    Among those that may come next the higher priority does, then the first by name.
    """

    name: str
    version: str
    api_version: int
    requires: tuple[str, ...] = ()
    priority: int = 0

    def __post_init__(self) -> None:
        """Refuse what could not be put in order: a plugin may be written without types.

        Raises:
            TypeError: Something is of another type than it is declared with.
            ValueError: The name is no word that can be shown.
        """
        for name, kind in _KINDS:
            given = getattr(self, name)
            if type(given) is not kind:
                raise TypeError(f"{name} of a plugin must be {kind.__name__}, not {given!r}")
        if not all(type(it) is str for it in self.requires):
            raise TypeError(f"requires of a plugin must be names, not {self.requires!r}")
        if not self.name or not self.name.isprintable():
            raise ValueError(f"name of a plugin must be a word, not {self.name!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a plugin is given: settings of its own, and what it may not make itself.

    While `rehearsing`, `plugins doctor` looks at it: calls carry made-up values, and
    nothing may be done to the world.
    """

    settings: Mapping[str, object]
    clock: Clock
    log: logging.Logger
    rehearsing: bool = False


class Plugin(Protocol):
    """The life of a plugin, beside the methods of its port."""

    about: ClassVar[About]

    def configure(self, settings: Mapping[str, object]) -> None:
        """Check the settings and take them.

        Raises:
            ValueError: They are wrong; the text says how.
        """
        ...

    def initialize(self, context: Context) -> None:
        """Begin, without waiting for anything; what takes long begins with the first call."""
        ...

    async def shutdown(self) -> None:
        """End: give back what was taken."""
        ...


class Lifecycle:
    """A life without events, for plugins to inherit: no settings, the context is kept."""

    context: Context

    def configure(self, settings: Mapping[str, object]) -> None:
        """Refuse whatever is set.

        Raises:
            ValueError: Anything is.
        """
        if settings:
            raise ValueError(f"takes no settings, but is given {', '.join(sorted(settings))}")

    def initialize(self, context: Context) -> None:
        """Keep the context."""
        self.context = context

    async def shutdown(self) -> None:
        """Return at once: nothing was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionPoint:
    """A port that plugins come through; `setting` is the variable that says which."""

    name: str
    group: str  # of entry points
    setting: str
    contract: type
    api_version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginRules:
    """What the settings say of plugins; without `allowed` all are that are not `denied`.

    Units: `seconds` is how long one call may take, `altogether` those of all plugins of a port.
    """

    configured: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    strict: bool = False
    seconds: float = 5.0
    altogether: float = inf

    def admits(self, name: str) -> bool:
        """Say whether a plugin of this name may be."""
        return name not in self.denied and (not self.allowed or name in self.allowed)


@dataclass(frozen=True, slots=True)
class Broken:
    """A plugin that cannot be used: who brings it, and why not."""

    point: str
    name: str
    source: str
    cause: str

    def __str__(self) -> str:
        """Name the culprit."""
        return f"{self.point}: {self.name!r} ({self.source}) {self.cause}"


class ExtensionError(Defect):
    """The base of what goes wrong with plugins and cannot be passed over."""


class PluginsBroken(ExtensionError):
    """Plugins are broken, and the settings are strict about that."""

    def __init__(self, broken: tuple[Broken, ...]) -> None:
        """Keep all of them."""
        super().__init__(broken)
        self.broken = broken

    def __str__(self) -> str:
        """List them."""
        return "\n".join(map(str, self.broken))


@dataclass(frozen=True, slots=True)
class Ready(Generic[C]):
    """A plugin that keeps to the contract, and who brings it."""

    about: About
    plugin: C
    source: str


def begun(ready: Ready[Any], rules: PluginRules, clock: Clock, *, rehearsing: bool = False) -> str:
    """Configure and initialize a plugin; return what went wrong, if anything did."""
    name = ready.about.name
    settings = rules.configured.get(name, {})
    log = logging.getLogger(f"shop.plugins.{name}")
    said: list[str] = []
    with guarded("refuses its settings", said):
        ready.plugin.configure(dict(settings))
    if not said:
        context = Context(settings=dict(settings), clock=clock, log=log, rehearsing=rehearsing)
        with guarded("fails to begin", said):
            ready.plugin.initialize(context)
    return "".join(said)


async def told(what: str, call: Callable[[], Awaitable[object]], *, seconds: float) -> str:
    """Call a plugin behind a wall; return what went wrong, if anything did."""
    try:
        return await walled(what, partial(_heard, what, call), seconds=seconds)
    except TimeoutError:
        return f"takes more than {seconds:g} s for {what}"


async def _heard(what: str, call: Callable[[], Awaitable[object]]) -> str:
    said: list[str] = []
    with guarded(f"fails in {what}", said):
        answer = await call()
        if answer is not None:
            kind = type(answer).__name__
            said.append(f"answers with {kind} to {what}, where nothing is expected")
    return "".join(said)


@contextmanager
def guarded(what: str, said: list[str]) -> Iterator[None]:
    """Say what is raised inside instead of raising it, an exit too; an interrupt goes on.

    What is inside is synchronous, or in a task of its own: it is never its caller who is
    cancelled there.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - what a plugin raises is its own affair
        text = _text(error)
        said.append(f"{what}: {type(error).__name__}{f': {text}' if text else ''}")


def _text(error: BaseException) -> str:
    """Return what an error says on one line; nothing if it fails at that too."""
    try:
        return " ".join(str(error).split())[:LONGEST]
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - the text is the plugin's own code too
        return ""


def misfits(made: object, contract: type) -> Iterator[str]:
    """Say in what an object differs from the methods of a protocol."""
    for name, wanted in _methods(contract):
        found = getattr(made, name, None)
        if found is None or getattr(found, "__func__", None) is wanted:
            yield f"has no method {name}"
        elif not callable(found):
            yield f"has {name}, which cannot be called"
        elif inspect.iscoroutinefunction(found) != inspect.iscoroutinefunction(wanted):
            kind = "async" if inspect.iscoroutinefunction(wanted) else "plain"
            yield f"has {name}, which is no {kind} method"
        else:
            yield from _other_parameters(name, found, wanted)


def _methods(contract: type) -> Iterator[tuple[str, Callable[..., object]]]:
    """Go through what a protocol asks for; the typing module's own bases ask for nothing."""
    for kind in reversed(contract.__mro__):
        for name, member in vars(kind).items():
            if inspect.isfunction(member) and not name.startswith("_"):
                yield name, member


def _other_parameters(
    name: str, found: Callable[..., object], wanted: Callable[..., object]
) -> Iterator[str]:
    given = list(inspect.signature(wanted).parameters.values())[1:]
    taken = inspect.signature(found).parameters
    by_name = [it for it in given if it.kind is it.KEYWORD_ONLY]
    anything = any(it.kind is it.VAR_KEYWORD for it in taken.values())
    for it in by_name:
        there = taken.get(it.name)
        if not anything and (there is None or there.kind is there.POSITIONAL_ONLY):
            yield f"has {name}, which takes no {it.name}"
    known = {it.name for it in by_name}
    places = len(given) - len(by_name)
    free = [it for it in taken.values() if it.name not in known and it.default is it.empty]
    free = [it for it in free if it.kind not in {it.VAR_KEYWORD, it.VAR_POSITIONAL}]
    for it in free[places:]:
        yield f"has {name}, which wants {it.name} besides"
