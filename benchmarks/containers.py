"""What each container costs per request: the shop, wired in all three ways, beside one by hand.

All of them answer in one process, in turns, on databases of their own; the service by hand is
the same for all.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from .baseline import Base, engine_of, service
from .bench import Bench
from .figure import Figure
from .service import METHODS, SKU, Asgi, call, product, skus
from .timing import run

CONTAINERS = ("manual", "dishka", "dependency-injector")
HAND = "by hand"
TIMES = 5000  # commands in a round
LIMIT = 1.1


@dataclass(frozen=True, slots=True)
class Wired:
    """A shop: how it is wired, its app and its site, and what makes its units of work."""

    container: str
    app: Any
    site: Asgi
    work: Callable[[], Any]
    of: Callable[[str], Any]  # a module of the shop, by its name


def generated(bench: Bench, folder: Path, container: str) -> str:
    """Generate a shop of its own package, make it importable, and return the package."""
    package = f"shop_by_{container.replace('-', '_')}"
    place = folder / package
    command = bench.command("new", place, "--preset", "shop")
    run([*command, "-d", f"container={container}", "-d", f"package={package}"], bench.env())
    sys.path.insert(0, str(place / "src"))
    return package


async def wired(package: str, container: str, folder: Path) -> Wired:
    """Build a shop on an empty database, and see what its catalog is given."""
    from pydantic import SecretStr  # noqa: PLC0415 - of what generated projects need

    def of(name: str) -> Any:
        return import_module(f"{package}.{name}")

    composition, made = of("app"), []
    register = composition.register_catalog

    def taken(bus: object, work: Callable[[], Any], *given: object) -> None:
        made.append(work)
        register(bus, work, *given)

    composition.register_catalog = taken
    url = SecretStr(f"sqlite+aiosqlite:///{folder}/{package}.db")
    app = composition.build(of("settings").Settings(database_url=url))
    async with app.database.engine.begin() as connection:
        await connection.run_sync(of("shared.columns").Base.metadata.create_all)
    return Wired(container, app, of("site").site(app), made[0], of)


async def by_hand(folder: Path) -> Any:
    """Make the service by hand, on an empty database."""
    url = f"sqlite+aiosqlite:///{folder}/beside.db"
    engine = engine_of(url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()
    return service(url)


@dataclass(frozen=True, slots=True)
class Site:
    """Something that answers requests, and the products that it has not yet."""

    name: str
    app: Asgi
    names: Iterator[str] = field(default_factory=skus)


async def contest(
    sites: list[Site], ask: Callable[..., Awaitable[float]], rounds: int
) -> dict[str, list[float]]:
    """Let all answer in turns, another one first in each round; return the times of each."""
    times: dict[str, list[float]] = {it.name: [] for it in sites}
    order = [*sites]
    for _ in range(rounds + 1):
        for site in order:
            times[site.name].append(await ask(site.app, site.names))
        order = [*order[1:], order[0]]
    # The first round warms up.
    return {name: found[1:] for name, found in times.items()}


async def sent(shop: Wired) -> float:
    """Return the processor time of a command that enters a unit of work and leaves it, in µs."""
    asked = shop.of("ordering.commands").ConfirmOrder

    async def handle(command: object, unit: Any) -> object:
        async with unit:
            return command

    bus = shop.of("shared.message_bus").MessageBus(shop.of("shared.event_bus").EventBus(), ())
    bus.on_command(asked, handle, shop.work)
    command = asked(order=None)
    begun = time.process_time()
    for _ in range(TIMES):
        await bus.send(command)
    return (time.process_time() - begun) / TIMES * 1e6


async def asked(sites: list[Site], method: str, rounds: int) -> list[Figure]:
    """Compare requests of every shop with those of the service by hand."""
    times_of = await contest(sites, METHODS[method], rounds)
    hand = times_of.pop(HAND)
    return [_asked(f"{method}, {name}", times, hand) for name, times in times_of.items()]


def _asked(name: str, times: list[float], hand: list[float]) -> Figure:
    ratio = statistics.median(a / b for a, b in zip(times, hand, strict=True))
    own, its = statistics.median(times), statistics.median(hand)
    note = f"{own:.0f} µs, by hand {its:.0f} µs; {len(times)} rounds"
    return Figure(f"{name}, cpu beside one by hand", ratio, LIMIT, note=note, cpu=own / 1e6)


async def commands(shops: list[Wired], rounds: int) -> list[Figure]:
    """Compare the bus and a unit of work alone with those of the shop wired by hand."""
    rows = [[await sent(it) for it in shops] for _ in range(rounds + 1)][1:]
    found = []
    for number, shop in enumerate(shops):
        cost = statistics.median(row[number] for row in rows)
        added = statistics.median(row[number] - row[0] for row in rows)
        note = f"{cost:.1f} µs, of which the way to the parts adds {added:.1f}; {rounds} rounds"
        name = f"a command through the bus, {shop.container}, cpu added"
        found.append(Figure(name, added, 25, "µs", note, cpu=cost / 1e6))
    return found


def settled(
    runner: asyncio.Runner, ask: Callable[[int], Coroutine[Any, Any, list[Figure]]], rounds: int
) -> list[Figure]:
    """Measure all at once; where one misses its goal by little, all are measured again."""
    found = runner.run(ask(rounds))
    return runner.run(ask(2 * rounds)) if any(it.is_close for it in found) else found


def measured(bench: Bench) -> Iterator[Figure]:
    """Measure the three ways, generated by this release."""
    folder = bench.scratch("containers")
    packages = {it: generated(bench, folder, it) for it in CONTAINERS}
    with asyncio.Runner() as runner:
        shops = [runner.run(wired(package, it, folder)) for it, package in packages.items()]
        theirs = runner.run(by_hand(folder))
        sites = [*(Site(it.container, it.site) for it in shops), Site(HAND, theirs)]
        for site in sites:
            runner.run(call(site.app, "POST", "/catalog/products", product(SKU)))
        for method in METHODS:
            yield from settled(runner, partial(asked, sites, method), bench.pairs + 2)
        yield from settled(runner, partial(commands, shops), bench.pairs + 2)
        for shop in shops:
            runner.run(shop.app.close())
        runner.run(theirs.state.engine.dispose())
