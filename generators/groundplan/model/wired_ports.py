"""Ports in the composition root: under which name each stands there, and who answers at first."""

from collections import Counter
from collections.abc import Iterable, Iterator

from ..answers import Answers
from ..names import snake
from .changes import free_name
from .code import Import, call
from .containers import maker_of, parts_of
from .facts import ModuleFacts
from .plugged_facts import PluggedPort
from .port_facts import PortFacts, WiredPort

# Names in `build`, what it calls and what tests it, beside those that are made from modules.
LOCAL = frozenset(
    """
    bus carried_out checked clock closed composed container container_of database events
    found_plugins ids other outermost partial parts per_request plugins receipts settings steps
    store
    """.split()
)
# Names of every container of dependency-injector.
OF_CONTAINERS = frozenset(
    """
    auto_load_config cls_providers declarative_parent dependencies inherited_providers override
    overridden parent parent_name provider_type providers traverse unwire wire wiring_config
    """.split()
)


class WiredPorts:
    """The ports of all modules; two of one name are told apart by their modules."""

    def __init__(
        self,
        modules: Iterable[ModuleFacts],
        answers: Answers,
        used: Iterable[str],
        plugged: Iterable[PluggedPort],
    ) -> None:
        """Name everything; `used` are the names that app.py imports anyway."""
        self.plugged = {(it.module, it.name): it for it in plugged}
        self.tested: set[Import] = set()
        self.unused: set[Import] = set()  # what only the test needs of `needs`
        self.package = answers.package
        self.parts = parts_of(answers)
        self.used = {*used, *LOCAL, "App", "Parts"}
        if answers.container == "dependency-injector":
            self.used |= OF_CONTAINERS
        self.needs: set[Import] = set()
        listed = [(module, port) for module in modules for port in module.ports]
        self.count = Counter(port.name for _, port in listed)
        for module in modules:
            self.used |= {f"{module.name}_{it}" for it in ("reads", "service", "work")}
        self.wired = {(it.name, port.name): self._wired(it, port) for it, port in listed}

    def __iter__(self) -> Iterator[WiredPort]:
        """Go through them in the order of the modules."""
        return iter(self.wired.values())

    def given(self, module: ModuleFacts) -> list[str]:
        """Write the arguments by which a module gets the ports that it asks."""
        given = [f"{it.local}={self.wired[module.name, it.name].name}" for it in module.asked]
        return [*given, "port_timeout=settings.port_timeout"] if given else []

    def told(self, module: ModuleFacts) -> dict[str, str]:
        """Map what its policies call a port to the name in app.py."""
        told = {it.local: self.wired[module.name, it.name].name for it in module.ports}
        return told | {"port_timeout": "settings.port_timeout"}

    def built(self) -> str:
        """Write how a test builds an app with other adapters."""
        given = [f"{it.name}={it.name}" for it in self]
        return call("other = build", ["app.settings", *given], indent=4)

    def test_needs(self) -> set[Import]:
        """Return what the test of the adapters imports."""
        return {
            *self.tested,
            Import("dataclasses", "replace"),
            Import("pytest"),
            Import(f"{self.package}.app", "App"),
            Import(f"{self.package}.app", "build"),
        }

    def adapters(self) -> str:
        """Write all of them as a tuple."""
        names = ", ".join(it.name for it in self)
        return f"({names},)" if len(self.wired) == 1 else f"({names})"

    def _wired(self, module: ModuleFacts, port: PortFacts) -> WiredPort:
        name = snake(port.name)
        if self.count[port.name] > 1 or name in self.used:
            name = f"{module.name}_{name}"
        if name.endswith("_work"):  # so end the units of work alone
            name += "_port"
        name = free_name(name, self.used)
        self.used.add(name)
        home = f"{self.package}.{module.name}"
        kind = self._imported(f"{home}.ports", port.name, module)
        adapter = self._imported(f"{home}.adapters", port.adapter, module)
        own = next(it for it in self.needs if (it.alias or it.name) == adapter)
        self.tested.add(own)
        usual = f"{adapter}()"
        if (plugged := self.plugged.get((module.name, port.name))) is not None:
            usual = f"plugins.{plugged.slug}.chosen({adapter})"
            if plugged.told:
                self.unused.add(own)
                told = self._imported(f"{home}.plugged", plugged.adapter, module)
                usual = f"{told}(plugins.{plugged.slug})"
        return WiredPort(
            name=name,
            kind=kind,
            plugins=port.plugins,
            adapter=adapter,
            made=self.parts.port(name, kind, usual),
            usual=usual,
            maker=maker_of(name, kind, usual),
            listed=self.parts.listed_port(name, usual),
        )

    def _imported(self, home: str, name: str, module: ModuleFacts) -> str:
        """Import a class, under another name where this one is taken."""
        twice = any(name in {it.name, it.alias} for it in self.needs)
        known = f"{module.title}{name}" if twice or name in self.used else name
        known = free_name(known, {*self.used, *(it.alias or it.name for it in self.needs)})
        self.needs.add(Import(home, name, "" if known == name else known))
        return known
