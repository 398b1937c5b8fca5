"""What is to be said of plugins: which there are, who brings them, and what ails which."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, Protocol

from shop.shared.plugins import Broken, ExtensionPoint, PluginRules, Ready


class PluginHolder(Protocol):
    """Whoever holds the plugins of one port."""

    @property
    def point(self) -> ExtensionPoint:
        """Return the port."""
        ...

    @property
    def role(self) -> str:
        """Say what its plugins are for."""
        ...

    @property
    def ready(self) -> tuple[Ready[Any], ...]:
        """Return what works, in order."""
        ...

    @property
    def broken(self) -> tuple[Broken, ...]:
        """Return what does not."""
        ...

    @property
    def left_out(self) -> tuple[str, ...]:
        """Return what the settings leave out."""
        ...

    def begin(self) -> None:
        """Let those begin that are told or chosen."""
        ...

    async def shutdown(self) -> None:
        """End them."""
        ...


def report(holders: Iterable[PluginHolder]) -> Iterator[str]:
    """Go through the lines that say it."""
    for holder in holders:
        point = holder.point
        yield f"{point.name} ({point.group}, version {point.api_version}): {holder.role}"
        broken = {it.name for it in holder.broken}
        for ready in holder.ready:
            if ready.about.name not in broken:
                yield f"  {ready.about.name} {ready.about.version}, from {ready.source}"
        for name in holder.left_out:
            yield f"  {name}, left out by the settings"
        for it in holder.broken:
            yield f"  BROKEN {it.name}, from {it.source}: {it.cause}"


def misnamed(holders: Iterable[PluginHolder], rules: PluginRules) -> Iterator[str]:
    """Say for which plugins there are settings, but no plugin."""
    listed = tuple(holders)
    known = {it.about.name for holder in listed for it in holder.ready}
    known |= {it.name for holder in listed for it in holder.broken}
    known |= {name for holder in listed for name in holder.left_out}
    for name in sorted(rules.configured.keys() - known):
        near = get_close_matches(name, sorted(known), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        yield f"there are settings for {name!r}, and no such plugin{hint}"
