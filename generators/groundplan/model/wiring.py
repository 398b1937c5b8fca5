"""The composition root: what app.py, site.py and __main__.py import, and how they wire."""

from collections.abc import Iterable, Iterator, Sequence

from ..answers import Answers
from .code import Import, call, exploded, import_block, laid
from .containers import ModuleParts, Parts, parts_of
from .facts import AttributeFacts, ModuleFacts, WiringFacts
from .plugged_facts import PluggedPort
from .wired_ports import WiredPorts


def wiring(
    modules: Iterable[ModuleFacts], answers: Answers, plugged: Sequence[PluggedPort] = ()
) -> WiringFacts:
    """Return the lines that wire the modules, in their order."""
    listed = tuple(modules)
    always = set(_always(answers))
    if plugged:
        always |= {Import(f"{answers.package}.plugins", it) for it in ("Plugins", "found_plugins")}
    patient = any(it.policies for it in listed) and any(it.ports for it in listed)
    if patient:
        always.add(Import(f"{answers.package}.shared.pipeline", "TRIES"))
    parts = parts_of(answers)
    modelled_parts = tuple(module_parts(it, answers) for it in listed if it.aggregates)
    always |= {*parts.needs(modelled_parts)}
    ports = WiredPorts(listed, answers, (it.alias or it.name for it in always), plugged)
    wired = tuple(_Wired(module, answers, ports, parts) for module in listed)
    needs = {*always, *(ports.needs - ports.unused)}
    needs |= {need for each in wired for need in each.needs()}
    needs |= {Import(f"{answers.package}.shared.closing", "closed")} if ports.wired else set()
    modelled = tuple(it for it in wired if it.module.aggregates)
    receipts = "MemoryReceipts" if answers.database == "memory" else "SqlReceipts"
    return WiringFacts(
        imports=import_block(needs, answers.package),
        begun=parts.begun(ports),
        asked=tuple(
            f"{name} = {parts.part(name, kind, kind)}"
            for name, kind in _common(answers, plugged=bool(plugged))
        ),
        patient=patient,
        deadline="60.0 + TRIES * settings.port_timeout" if patient else "60.0",
        store=store_of(answers),
        database=exploded("Database", _database(answers), indent=4),
        receipts=receipts,
        receiving=parts.part("receipts", "Receipts", f"{receipts}({store_of(answers)})"),
        parts=tuple(parts.listed(modelled_parts)),
        works=tuple(it.work() for it in modelled),
        uses=tuple(_uses(modelled, answers)),
        users=tuple(it.user() for it in modelled),
        tests=("test_wiring",) if modelled else (),
        wiring_test_imports=import_block(
            _wiring_test(answers, ported=bool(ports.wired)), answers.package
        ),
        parts_test_imports=import_block(parts.test_needs(), answers.package),
        subscriptions=tuple(it.subscription() for it in wired if it.module.policies),
        ports=tuple(ports),
        adapters=laid(ports.adapters(), indent=8, before="adapters=", after=","),
        built=ports.built(),
        answering=laid(ports.adapters(), indent=4, before="assert other.adapters == "),
        adapter_test_imports=import_block(ports.test_needs(), answers.package),
        routers=tuple(it.router() for it in modelled),
        site_imports=import_block(
            [*_site(answers), *(it.routed() for it in modelled)], answers.package
        ),
        site_test_imports=import_block(_site_test(answers), answers.package),
        main_imports=import_block(_main(answers, plugged=bool(plugged)), answers.package),
        main_test_imports=import_block(_main_test(answers), answers.package),
        commands=tuple(_commands(answers, plugged=bool(plugged))),
    )


def _uses(modelled: Sequence["_Wired"], answers: Answers) -> Iterator[str]:
    if modelled and answers.application == "services":
        yield "around = composed(steps(), carried_out)"
    yield from (it.use() for it in modelled)


def _always(answers: Answers) -> Iterator[Import]:
    package = answers.package
    yield Import("dataclasses", "dataclass")
    yield Import(f"{package}.settings", "Settings")
    yield Import(f"{package}.shared.clock", "Clock")
    yield Import(f"{package}.shared.clock", "SystemClock")
    yield Import(f"{package}.shared.ids", "Ids")
    yield Import(f"{package}.shared.ids", "TimeOrderedIds")
    yield Import(f"{package}.shared.event_bus", "EventBus")
    if answers.application == "cqrs":
        yield Import(f"{package}.shared.message_bus", "MessageBus")
        yield Import(f"{package}.shared.pipeline", "steps")
    if answers.http == "fastapi":
        yield Import(f"{package}.shared.terms", "Receipts")
    yield from _stored(answers)


def _stored(answers: Answers) -> Iterator[Import]:
    shared = f"{answers.package}.shared"
    if answers.database == "memory":
        yield Import(f"{shared}.memory", "MemoryStore")
        if answers.http == "fastapi":
            yield Import(f"{shared}.memory", "MemoryReceipts")
        return
    yield Import(f"{shared}.database", "Database")
    if answers.http == "fastapi":
        yield Import(f"{shared}.sql_receipts", "SqlReceipts")


def _site(answers: Answers) -> Iterator[Import]:
    package = answers.package
    yield Import("functools", "partial")
    yield Import("fastapi", "FastAPI")
    yield Import(f"{package}.app", "App")
    yield Import(f"{package}.shared", "web")
    yield Import("asyncio")
    yield Import("collections.abc", "Awaitable")
    yield Import("collections.abc", "Callable")
    yield Import("datetime", "timedelta")
    if answers.database != "memory":
        yield Import("logging")
        yield Import("sqlalchemy.exc", "DBAPIError")
        yield Import(f"{package}.shared.errors", "Unavailable")
        yield Import(f"{package}.shared.migrations", "pending")


def _main(answers: Answers, *, plugged: bool) -> Iterator[Import]:
    for name in ("argparse", "asyncio", "sys"):
        yield Import(name)
    yield Import("collections.abc", "Sequence")
    yield Import("typing", "TYPE_CHECKING")
    yield Import("typing", "NoReturn")
    yield Import("logging")
    if plugged:
        yield Import(f"{answers.package}.shared.plugins", "ExtensionError")
    if answers.database != "memory":
        yield Import("tempfile")
    if answers.http == "fastapi":
        yield Import("contextlib", "suppress")
        yield Import("signal")
        yield Import("socket")
        yield Import("datetime", "UTC")
        yield Import("datetime", "datetime")
        yield Import("types", "FrameType")


def fixtures(answers: Answers, *, environment: bool) -> Iterator[Import]:
    """Go through what tests/conftest.py imports for the whole app, beside what it always does."""
    if environment:
        yield Import("os")
        yield Import("pathlib", "Path")
        yield Import(f"{answers.package}.settings", "PREFIX")
    if answers.database != "memory":
        yield Import("collections.abc", "AsyncIterator")
        yield Import("pydantic", "SecretStr")
    if answers.http == "fastapi":
        yield Import("fastapi", "FastAPI")
        yield Import(answers.package, "site", "sites")


def _main_test(answers: Answers) -> Iterator[Import]:
    for name in ("subprocess", "sys", "pytest"):
        yield Import(name)
    yield Import("pathlib", "Path")
    yield Import(f"{answers.package}.__main__", "main")
    yield Import(f"{answers.package}.settings", "PREFIX")
    if answers.database != "memory":
        yield Import(f"{answers.package}.shared.errors", "Unavailable")
    if answers.http == "fastapi":
        for name in ("logging", "os", "re", "signal", "socket", "threading", "time"):
            yield Import(name)
        yield Import("contextlib", "suppress")
        yield Import("urllib.request", "urlopen")
        yield Import("uvicorn", "Server")
        yield Import(f"{answers.package}.__main__", "lines")
        yield Import(f"{answers.package}.__main__", "listening")


def _site_test(answers: Answers) -> Iterator[Import]:
    package = answers.package
    yield Import("dataclasses", "replace")
    yield Import("fastapi", "FastAPI")
    yield Import("fastapi.routing", "iter_route_contexts")
    yield Import("httpx2", "ASGITransport")
    yield Import("httpx2", "AsyncClient")
    yield Import("httpx2", "Response")
    yield Import(package, "site", "sites")
    yield Import(f"{package}.app", "App")
    yield Import("asyncio")
    yield Import("datetime", "timedelta")
    yield Import("pytest")
    yield Import(f"{package}.shared.terms", "KeyReceipt")
    yield Import(f"{package}.shared.terms", "Terms")
    if answers.database == "memory":
        yield Import(f"{package}.shared.memory", "MemoryTransaction")
    else:
        yield Import("logging")
        yield Import(f"{package}.shared.sql", "SqlTransaction")
        yield Import("pathlib", "Path")
        yield Import("pydantic", "SecretStr")
        yield Import(f"{package}.app", "build")
        yield Import(f"{package}.settings", "Settings")


def _wiring_test(answers: Answers, *, ported: bool) -> Iterator[Import]:
    package = answers.package
    for name in ("asyncio", "gc", "weakref", "pytest"):
        yield Import(name)
    if (answers.database, answers.http) != ("memory", "none") or ported:
        yield Import("collections.abc", "AsyncIterator")
    yield Import("collections.abc", "Callable")
    yield Import("collections.abc", "Iterator")
    yield Import("types", "FunctionType")
    yield Import("types", "ModuleType")
    yield Import(package, "app", "composition")
    yield Import(f"{package}.app", "App")
    yield Import(f"{package}.shared.messages", "Stamp")
    yield Import(f"{package}.shared.unit_of_work", "UnitOfWork")
    if answers.database == "memory":
        yield Import(f"{package}.shared.memory", "MemoryTransaction")
    else:
        yield Import("sqlalchemy.ext.asyncio", "AsyncSession")
        yield Import(f"{package}.shared.sql", "SqlTransaction")


def _commands(answers: Answers, *, plugged: bool) -> Iterator[str]:
    if answers.http == "fastapi":
        yield "serve"
    if answers.database != "memory":
        yield "migrate"
    if plugged:
        yield "plugins"


def store_of(answers: Answers) -> str:
    """Say what app.py calls that in which everything is kept."""
    return "store" if answers.database == "memory" else "database"


def _database(answers: Answers) -> Iterator[str]:
    """Go through what a database is told, as the settings say."""
    yield "settings.database_url.get_secret_value()"
    names = ["pool_size", "pool_timeout"]
    on_server = ["statement_timeout", "isolation"]
    names += on_server if answers.database == "postgresql" else ["busy_timeout"]
    yield from (f"{it}=settings.{it}" for it in names)


def _common(answers: Answers, *, plugged: bool) -> Iterator[tuple[str, str]]:
    """Go through the parts that `build` reads and no module brings, each with its class."""
    if answers.http == "fastapi":
        yield from (("clock", "Clock"), ("ids", "Ids"))
    if answers.database != "memory":
        yield "database", "Database"
    yield "events", "EventBus"
    if answers.application == "cqrs":
        yield "bus", "MessageBus"
    if plugged:
        yield "plugins", "Plugins"


def module_parts(module: ModuleFacts, answers: Answers) -> ModuleParts:
    """Name what a module brings."""
    kept = "memory" if answers.database == "memory" else "sql"
    return ModuleParts(
        name=module.name,
        store=store_of(answers),
        maker=f"{kept}_{module.name}_work",
        work=f"{module.title}Work",
        home=f"{answers.package}.{module.name}.repository",
        reads=f"{kept.title()}{module.title}Reads" if module.queries else "",
    )


class _Wired:
    """One module in app.py."""

    def __init__(
        self, module: ModuleFacts, answers: Answers, ports: WiredPorts, parts: Parts
    ) -> None:
        self.module = module
        self.brought = module_parts(module, answers)
        self.parts = parts
        self.ports = ports
        self.answers = answers
        self.cqrs = answers.application == "cqrs"

    def needs(self) -> Iterator[Import]:
        """Go through what the module brings into app.py."""
        module, home = self.module, f"{self.answers.package}.{self.module.name}"
        adapters = f"{home}.{'repository' if self.answers.database == 'memory' else 'sql'}"
        if module.aggregates:
            yield Import(adapters, self.brought.maker)
            if self.cqrs:
                yield Import(f"{home}.handlers", "register", f"register_{module.name}")
            else:
                yield Import(f"{home}.service", f"{module.title}Service")
                yield from self._surrounding()
        if module.queries:
            yield Import(adapters, self.brought.reads)
        if module.policies:
            yield Import(f"{home}.policies", "subscribe", f"subscribe_{module.name}")

    def _surrounding(self) -> Iterator[Import]:
        shared = f"{self.answers.package}.shared"
        yield Import(f"{shared}.pipeline", "composed")
        yield Import(f"{shared}.pipeline", "steps")
        yield Import(f"{shared}.use_cases", "carried_out")

    def routed(self) -> Import:
        """Return what the module brings into site.py."""
        home = f"{self.answers.package}.{self.module.name}"
        return Import(f"{home}.api", "router", f"{self.module.name}_router")

    def work(self) -> str:
        """Return the line that makes the unit of work."""
        return self.parts.work(self.brought)

    def use(self) -> str:
        """Return the line that gives the unit of work to whoever works with it."""
        name = self.module.name
        reads = [self._reads()] if self.module.queries else []
        if self.cqrs:
            given = ["bus", f"{name}_work", *reads, *self.ports.given(self.module)]
            return call(f"register_{name}", given, indent=4)
        made = f"{name}_service = {self.module.title}Service"
        given = [f"{name}_work", *reads, "events", "around", *self.ports.given(self.module)]
        return call(made, given, indent=4)

    def _reads(self) -> str:
        kind, store = self.brought.reads, self.brought.store
        return self.parts.part(f"{self.module.name}_reads", kind, f"{kind}({store})")

    def user(self) -> str:
        """Return the name of whom the unit of work is given to."""
        return f"register_{self.module.name}" if self.cqrs else f"{self.module.title}Service"

    def subscription(self) -> str:
        """Return the line that lets its policies hear."""
        given = [f"{it.name}={self._value(it)}" for it in self.module.policy_needs]
        return call(f"subscribe_{self.module.name}", ["events", *given], indent=4)

    def router(self) -> str:
        """Return the line that answers for it over HTTP."""
        asked = "app.bus" if self.cqrs else f"app.{self.module.name}"
        return call(f"{self.module.name}_router", [asked, "app.receipts"], indent=12, after=",")

    def _value(self, need: AttributeFacts) -> str:
        known = self.ports.told(self.module) | {"work": f"{self.module.name}_work"}
        return known.get(need.name, need.name)
