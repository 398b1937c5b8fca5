"""The composition root: what app.py imports, and how it wires each module."""

from collections.abc import Iterable, Iterator

from .code import Import, call, import_block
from .facts import AttributeFacts, ModuleFacts, WiringFacts


def wiring(modules: Iterable[ModuleFacts], package: str, *, cqrs: bool) -> WiringFacts:
    """Return the lines that wire the modules, in their order."""
    listed = tuple(modules)
    needs = {*_always(package, cqrs=cqrs)}
    for module in listed:
        needs |= set(_module(module, f"{package}.{module.name}", cqrs=cqrs))
    return WiringFacts(
        imports=import_block(needs, package),
        works=tuple(_wired(module, cqrs=cqrs) for module in listed if module.aggregates),
        subscriptions=tuple(_subscribed(module) for module in listed if module.policies),
    )


def _always(package: str, *, cqrs: bool) -> Iterator[Import]:
    yield Import("dataclasses", "dataclass")
    yield Import("functools", "partial")
    yield Import(f"{package}.settings", "Settings")
    yield Import(f"{package}.shared.clock", "Clock")
    yield Import(f"{package}.shared.clock", "SystemClock")
    yield Import(f"{package}.shared.ids", "Ids")
    yield Import(f"{package}.shared.ids", "TimeOrderedIds")
    yield Import(f"{package}.shared.event_bus", "EventBus")
    yield Import(f"{package}.shared.memory", "MemoryStore")
    if cqrs:
        yield Import(f"{package}.shared.message_bus", "MessageBus")


def _module(module: ModuleFacts, home: str, *, cqrs: bool) -> Iterator[Import]:
    if module.aggregates:
        yield Import(f"{home}.repository", f"memory_{module.name}_work")
        if cqrs:
            yield Import(f"{home}.handlers", "register", f"register_{module.name}")
        else:
            yield Import(f"{home}.service", f"{module.title}Service")
    if module.queries:
        yield Import(f"{home}.repository", f"Memory{module.title}Reads")
    if module.policies:
        yield Import(f"{home}.policies", "subscribe", f"subscribe_{module.name}")


def _wired(module: ModuleFacts, *, cqrs: bool) -> str:
    reads = [f"Memory{module.title}Reads(store)"] if module.queries else []
    work = f"{module.name}_work"
    if cqrs:
        return call(f"register_{module.name}", ["bus", work, *reads], indent=4)
    made = f"{module.name}_service = {module.title}Service"
    return call(made, [work, *reads, "events"], indent=4)


def _subscribed(module: ModuleFacts) -> str:
    given = [f"{it.name}={_value(module, it)}" for it in module.policy_needs]
    return call(f"subscribe_{module.name}", ["events", *given], indent=4)


def _value(module: ModuleFacts, need: AttributeFacts) -> str:
    return f"{module.name}_work" if need.name == "work" else need.name
