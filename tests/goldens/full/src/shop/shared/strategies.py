"""Choose the adapter of a port by a setting, among those of ours and those of plugins.

`memory` is always there: the adapter in this process. All others are plugins, found and
checked as such; only the chosen one begins.

Source: Gamma, Helm, Johnson, Vlissides, Design Patterns, 1994 (strategy).
"""

from collections.abc import Callable
from functools import partial
from operator import methodcaller
from typing import Any, Generic, TypeVar

from shop.shared.clock import Clock
from shop.shared.discovery import Found
from shop.shared.plugins import (
    Broken,
    ExtensionError,
    ExtensionPoint,
    PluginRules,
    Ready,
    begun,
    told,
)
from shop.shared.registry import Registry, UnknownKey

C = TypeVar("C")
DEFAULT = "memory"


def references_of(name: str) -> tuple[str, ...]:
    """Return what a setting holds if it is written as `module:attribute`."""
    return (name,) if ":" in name else ()


class NotChosen(ExtensionError):
    """The setting names an adapter that cannot be had."""

    def __init__(self, setting: str, cause: str) -> None:
        """Keep the variable and the cause."""
        super().__init__(setting, cause)
        self.setting = setting
        self.cause = cause

    def __str__(self) -> str:
        """Say what to change."""
        return f"{self.setting}: {self.cause}"


class Strategies(Generic[C]):
    """The adapters of one port, by name."""

    def __init__(
        self,
        point: ExtensionPoint,
        rules: PluginRules,
        found: Found[C],
        clock: Clock,
        *,
        name: str,
        rehearsing: bool = False,
    ) -> None:
        """Take the plugins beside the adapter of ours; `name` is what the setting says."""
        self.point = point
        self.name = name
        self.ready = tuple(found.registry[it] for it in found.registry if it != DEFAULT)
        self.left_out = found.left_out
        self._names = found.names
        self._never = [*found.broken, *self._taken(found)]
        self._failing: list[Broken] = []
        self._rules = rules
        self._begin = partial(begun, rules=rules, clock=clock, rehearsing=rehearsing)
        self._waiting: list[Ready[C]] = []
        self._running: list[Ready[C]] = []

    @property
    def role(self) -> str:
        """Say what its plugins are for."""
        return f"{self.name} is chosen, of {', '.join(self.names())}"

    @property
    def broken(self) -> tuple[Broken, ...]:
        """Return what cannot be chosen."""
        return (*self._never, *self._failing)

    def names(self) -> tuple[str, ...]:
        """Return what can be chosen, the adapter of ours first."""
        return (DEFAULT, *(it.about.name for it in self.ready))

    def chosen(self, default: Callable[[], C]) -> C:
        """Return the adapter that is named, or referred to; it does not begin yet.

        Raises:
            NotChosen: There is none, or it is broken.
        """
        name = self.name
        registry: Registry[str, Callable[[], C]] = Registry("adapter")
        registry.register(DEFAULT, default)
        for ready in self.ready:
            registry.put(ready.about.name, partial(self._taken_up, ready), ready.source)
        for broken in self.broken:
            if name in {broken.name, broken.source} and name not in {*registry, *self._names}:
                raise NotChosen(self.point.setting, f"{broken.name!r} {broken.cause}")
        try:
            return registry[self._names.get(name, name) if ":" in name else name]()
        except UnknownKey as error:
            raise NotChosen(self.point.setting, str(error)) from None

    def begin(self) -> None:
        """Let the chosen adapter begin, if it is a plugin.

        Raises:
            NotChosen: It fails to.
        """
        while self._waiting:
            ready = self._waiting.pop()
            if cause := self._begin(ready):
                self._failing.append(self._broken(ready, cause))
                said = f"{ready.about.name!r} ({ready.source}) {cause}"
                raise NotChosen(self.point.setting, said)
            self._running.append(ready)

    def refused(self) -> tuple[str, ...]:
        """Say why the adapter that is named cannot be had, if it cannot."""
        try:
            self.chosen(object)  # type: ignore[arg-type]
            self.begin()
        except NotChosen as refusal:
            return (str(refusal),)
        return ()

    async def shutdown(self) -> None:
        """End the adapter that was begun, in its time."""
        while self._running:
            ready: Ready[Any] = self._running.pop()
            end = partial(methodcaller("shutdown"), ready.plugin)
            if cause := await told("shutdown", end, seconds=self._rules.seconds):
                self._failing.append(self._broken(ready, cause))

    def _taken_up(self, ready: Ready[C]) -> C:
        self._waiting.append(ready)
        return ready.plugin

    def _taken(self, found: Found[C]) -> list[Broken]:
        """Refuse a plugin that calls itself as the adapter of ours is called."""
        return [
            self._broken(found.registry[it], "has the name of the adapter of this program")
            for it in found.registry
            if it == DEFAULT
        ]

    def _broken(self, ready: Ready[Any], cause: str) -> Broken:
        return Broken(self.point.name, ready.about.name, ready.source, cause)
