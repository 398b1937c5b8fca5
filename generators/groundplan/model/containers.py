"""How app.py comes by its parts: it makes them by hand, or asks a container for them.

The names of the parts, and what each needs, are the same in all three ways.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from ..answers import Answers
from .code import Import, call, laid
from .fact import fact
from .port_facts import WiredPort
from .ports import conditional

READ = {"plugins": "Plugins", "settings": "Settings"}
"""What may be read by the expression of a port's first adapter, with the types."""


@fact
class ModuleParts:
    """What a module brings: `store` is what is kept, as app.py calls it."""

    name: str
    store: str
    maker: str  # of the unit of work
    work: str  # its class
    home: str  # and where that is
    reads: str  # the class of the read side; or empty


class Parts(Protocol):
    """One way to come by the parts."""

    def needs(self, modules: Iterable[ModuleParts]) -> Iterator[Import]:
        """Go through what app.py imports for it."""
        ...

    def test_needs(self) -> Iterator[Import]:
        """Go through what the test of the container imports."""
        ...

    def begun(self, ports: Iterable[WiredPort]) -> str:
        """Write the statement that makes the container; or nothing."""
        ...

    def port(self, name: str, kind: str, usual: str) -> str:
        """Write the statement that gets an adapter: what is given, else the usual one."""
        ...

    def listed_port(self, name: str, usual: str) -> str:
        """Write the line by which the container learns of the usual adapter; or nothing."""
        ...

    def listed(self, modules: Iterable[ModuleParts]) -> Iterator[str]:
        """Write the lines by which the container learns of the modules."""
        ...

    def work(self, module: ModuleParts) -> str:
        """Write the statement that gets what makes units of work."""
        ...

    def part(self, name: str, kind: str, made: str) -> str:
        """Write the expression of what is made once; `made` is the one by hand."""
        ...


def read_by(usual: str) -> dict[str, str]:
    """Return what an expression reads, with the types."""
    return {name: kind for name, kind in READ.items() if f"{name}." in usual}


def maker_of(name: str, kind: str, usual: str) -> str:
    """Write the head of the function that makes the usual adapter of a port."""
    needed = [f"{it}: {its}" for it, its in read_by(usual).items()]
    return call(f"def usual_{name}", needed, indent=0, after=f" -> {kind}:")


def parts_of(answers: Answers) -> Parts:
    """Return the way that was asked for."""
    match answers.container:
        case "dishka":
            return Dishka(answers.package)
        case "dependency-injector":
            return DependencyInjector(answers.package)
        case _:
            return ByHand()


class ByHand:
    """No container: each part is made where it is needed."""

    def needs(self, modules: Iterable[ModuleParts]) -> Iterator[Import]:
        """Import what holds the parts of a maker."""
        if any(modules):
            yield Import("functools", "partial")

    def test_needs(self) -> Iterator[Import]:
        """Import nothing."""
        yield from ()

    def begun(self, _: Iterable[WiredPort]) -> str:
        """Make nothing."""
        return ""

    def port(self, name: str, _: str, usual: str) -> str:
        """Make it, if none is given."""
        return conditional(f"{name} = ", usual, f"{name} is None", name, indent=4)

    def listed_port(self, *_: str) -> str:
        """Tell nobody."""
        return ""

    def listed(self, _: Iterable[ModuleParts]) -> Iterator[str]:
        """Tell nobody."""
        yield from ()

    def work(self, module: ModuleParts) -> str:
        """Hold the parts of the maker."""
        made = f"{module.name}_work = partial"
        return call(made, [module.maker, module.store, "clock", "ids"], indent=4)

    def part(self, _: str, __: str, made: str) -> str:
        """Make it."""
        return made


class Dishka:
    """A container that knows parts by their types."""

    def __init__(self, package: str) -> None:
        """Import from this package."""
        self.package = package

    def needs(self, modules: Iterable[ModuleParts]) -> Iterator[Import]:
        """Import the classes of the units of work: they are asked for by these."""
        yield Import("dishka", "AsyncContainer")
        yield Import("dishka", "Provider")
        lifetimes = f"{self.package}.shared.lifetimes"
        yield Import(lifetimes, "Lifetime")
        yield Import(lifetimes, "container_of")
        for it in modules:
            yield Import(it.home, it.work)
            yield Import(lifetimes, "per_request")

    def test_needs(self) -> Iterator[Import]:
        """Import what asks the container, and what looks who else does."""
        yield Import("ast")
        yield Import("pathlib", "Path")
        yield Import("pytest")
        yield Import("contextlib", "AsyncExitStack")
        yield Import("collections.abc", "Iterator")
        yield Import("dishka", "AsyncContainer")
        yield Import(f"{self.package}.app", "App")
        yield Import(f"{self.package}.app", "build")
        yield Import(f"{self.package}.shared.event_bus", "EventBus")
        yield Import(f"{self.package}.app", "parts")
        yield Import(f"{self.package}.settings", "Settings")
        yield Import(f"{self.package}.shared.clock", "Clock")
        for name in ("Lifetime", "WiringError", "container_of"):
            yield Import(f"{self.package}.shared.lifetimes", name)

    def begun(self, ports: Iterable[WiredPort]) -> str:
        """Check the graph; what is given stands in for what the parts make."""
        kinds = {"Settings": "settings", "Clock": "clock", "Ids": "ids"}
        kinds |= {it.kind: it.name for it in ports}
        given = ", ".join(f"{kind}: {name}" for kind, name in kinds.items())
        return laid(f"container_of(parts(), {{{given}}})", indent=4, before="container = ")

    def port(self, name: str, kind: str, _: str) -> str:
        """Ask for it."""
        return f"{name} = container.get_sync({kind})"

    def listed_port(self, name: str, _: str) -> str:
        """Name the maker."""
        return f"listed.provide(usual_{name})"

    def listed(self, modules: Iterable[ModuleParts]) -> Iterator[str]:
        """Name makers: the container reads from their signatures what they make, and of what."""
        for it in modules:
            if it.reads:
                yield f"listed.provide({it.reads})"
            given = [it.maker, "scope=Lifetime.REQUEST"]
            yield call("listed.provide", given, indent=4)

    def work(self, module: ModuleParts) -> str:
        """Have each unit of work made in a scope of its own."""
        return call(f"{module.name}_work = per_request", ["container", module.work], indent=4)

    def part(self, _: str, kind: str, __: str) -> str:
        """Ask for it."""
        return f"container.get_sync({kind})"


class DependencyInjector:
    """A container that knows parts by their names."""

    def __init__(self, package: str) -> None:
        """Import from this package."""
        self.package = package

    def needs(self, modules: Iterable[ModuleParts]) -> Iterator[Import]:
        """Import the kinds of providers."""
        yield Import("dependency_injector.containers", "DeclarativeContainer")
        yield Import("dependency_injector.providers", "Dependency")
        yield Import("dependency_injector.providers", "Singleton")
        yield Import(f"{self.package}.shared.lifetimes", "checked")
        if any(modules):
            yield Import("dependency_injector.providers", "Factory")

    def test_needs(self) -> Iterator[Import]:
        """Import what asks the container, and what looks who else does."""
        yield Import("ast")
        yield Import("pathlib", "Path")
        yield Import("pytest")
        yield Import("dependency_injector.providers", "Factory")
        yield Import("dependency_injector.providers", "Singleton")
        yield Import(f"{self.package}.app", "App")
        yield Import(f"{self.package}.app", "Parts")
        for name in ("WiringError", "checked"):
            yield Import(f"{self.package}.shared.lifetimes", name)

    def begun(self, ports: Iterable[WiredPort]) -> str:
        """Check the graph; what is given stands in for what the parts make."""
        names = ["settings", "clock", "ids", *(it.name for it in ports)]
        return call("parts = checked", ["Parts", *(f"{it}={it}" for it in names)], indent=4)

    def port(self, name: str, *_: str) -> str:
        """Ask for it."""
        return f"{name} = parts.{name}()"

    def listed_port(self, name: str, usual: str) -> str:
        """Say what it is made of."""
        return call(f"{name} = Singleton", [f"usual_{name}", *read_by(usual)], indent=4)

    def listed(self, modules: Iterable[ModuleParts]) -> Iterator[str]:
        """Say what each is made of: once what only reads, anew each unit of work."""
        for it in modules:
            if it.reads:
                yield call(f"{it.name}_reads = Singleton", [it.reads, it.store], indent=4)
            given = [it.maker, it.store, "clock", "ids"]
            yield call(f"{it.name}_work = Factory", given, indent=4)

    def work(self, module: ModuleParts) -> str:
        """Take the provider itself: each call of it makes one."""
        return f"{module.name}_work = parts.{module.name}_work"

    def part(self, name: str, *_: str) -> str:
        """Ask for it."""
        return f"parts.{name}()"
