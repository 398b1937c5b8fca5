"""Tell every plugin of a port, one after the other, each behind a wall of its own.

A plugin that raises, hangs or answers where nothing is asked is recorded and logged; the
others are told all the same, once. A call that passes its time is cancelled and left
behind. What is beyond any wall is said in `shared/asking.py`.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from heapq import heappop, heappush
from operator import methodcaller
from typing import Generic, TypeVar

from shop.shared.clock import Clock
from shop.shared.discovery import Found
from shop.shared.plugins import (
    Broken,
    ExtensionPoint,
    PluginRules,
    PluginsBroken,
    Ready,
    begun,
    told,
)

C = TypeVar("C")
log = logging.getLogger(__name__)


class PluginHost(Generic[C]):
    """The plugins of one port, from their beginning to their end."""

    def __init__(
        self,
        point: ExtensionPoint,
        rules: PluginRules,
        found: Found[C],
        clock: Clock,
        *,
        rehearsing: bool = False,
    ) -> None:
        """Take every plugin, those that others require first; none has begun yet."""
        self.point = point
        self.left_out = found.left_out
        self._rules = rules
        self._begun = partial(begun, rules=rules, clock=clock, rehearsing=rehearsing)
        self._never = list(found.broken)
        self._failing: dict[str, Broken] = {}
        order, faults = in_order(dict(found.registry.items()))
        self.ready: tuple[Ready[C], ...] = ()
        self._told: tuple[Ready[C], ...] = ()
        for name in (*faults, *order):
            plugin = found.registry[name]
            self._take(plugin, faults.get(name) or _lacking(plugin, self.ready))
        self._seconds = rules.seconds

    @property
    def role(self) -> str:
        """Say what its plugins are for."""
        return "every plugin is told"

    @property
    def broken(self) -> tuple[Broken, ...]:
        """Return what never began, and the latest failure of what did."""
        return (*self._never, *self._failing.values())

    def begin(self) -> None:
        """Let them begin; from now on they are told.

        Raises:
            PluginsBroken: Some failed to, all others have begun, and the settings are strict.
        """
        known, able = len(self._never), self.ready
        self.ready = ()
        for plugin in able:
            self._take(plugin, _lacking(plugin, self.ready) or self._begun(plugin))
        self._told = self.ready
        # Whoever tells them would do so again if all together took too long.
        self._seconds = min(self._rules.seconds, self._rules.altogether / (len(self.ready) + 1))
        if len(self._never) > known and self._rules.strict:
            raise PluginsBroken(tuple(self._never[known:]))

    async def tell(self, what: str, call: Callable[[C], Awaitable[None]]) -> None:
        """Call every plugin, in order.

        Raises:
            PluginsBroken: Some failed, all were told, and the settings are strict.
        """
        await self._each(what, self._told, call)

    async def shutdown(self) -> None:
        """End every plugin, the last one first; nobody is told afterwards.

        Raises:
            PluginsBroken: Some failed, all were ended, and the settings are strict.
        """
        ending, self._told = self._told[::-1], ()
        await self._each("shutdown", ending, methodcaller("shutdown"))

    async def _each(
        self, what: str, plugins: tuple[Ready[C], ...], call: Callable[[C], Awaitable[None]]
    ) -> None:
        failed = []
        for ready in plugins:
            if cause := await told(what, partial(call, ready.plugin), seconds=self._seconds):
                failed.append(self._record(ready, cause))
                self._failing[ready.about.name] = failed[-1]
        if failed and self._rules.strict:
            raise PluginsBroken(tuple(failed))

    def _take(self, plugin: Ready[C], fault: str) -> None:
        if fault:
            self._never.append(self._record(plugin, fault))
        else:
            self.ready += (plugin,)

    def _record(self, ready: Ready[C], cause: str) -> Broken:
        broken = Broken(self.point.name, ready.about.name, ready.source, cause)
        log.error("%s", broken)
        return broken


def in_order(plugins: Mapping[str, Ready[C]]) -> tuple[list[str], dict[str, str]]:
    """Return the names, those that others require first, and what is wrong with the rest.

    Of those that may come next the higher priority does, then the first by name.
    """
    waiting = {
        name: {it for it in ready.about.requires if it in plugins}
        for name, ready in plugins.items()
    }
    heap: list[tuple[int, str]] = []
    order: list[str] = []
    while True:
        for name in [it for it, needs in waiting.items() if needs <= {*order}]:
            del waiting[name]
            heappush(heap, (-plugins[name].about.priority, name))
        if not heap:
            return order, {it: _stuck(it, waiting) for it in waiting}
        order.append(heappop(heap)[1])


def _stuck(name: str, needs: Mapping[str, set[str]]) -> str:
    """Say why a plugin can never come next: the shortest circle it stands in, or behind."""
    paths = [[name]]
    for path in paths:
        for following in sorted(needs.get(path[-1], ())):
            if following in path:
                around = " -> ".join([*path[path.index(following) :], following])
                return f"requires what requires itself: {around}"
            paths.append([*path, following])
    return ""


def _lacking(ready: Ready[C], there: Sequence[Ready[C]]) -> str:
    """Say which plugin that it requires is not there, or is broken itself."""
    names = {it.about.name for it in there}
    lacking = [it for it in ready.about.requires if it not in names]
    return f"requires {', '.join(lacking)}, which cannot be had" if lacking else ""
