"""What each container costs per request: the shop, wired in all three ways, beside one by hand.

All of them answer in one process, in turns, on databases of their own; the service by hand is
the same for all.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from .baseline import Base, engine_of, service
from .service import SKU, Asgi, Figure, call, gets, posts, product, skus

CONTAINERS = ("manual", "dishka", "dependency-injector")
HAND = "by hand"
TIMES = 5000  # commands in a round
LIMITS = {"POST": 1.1, "GET": 1.1}


@dataclass(frozen=True, slots=True)
class Wired:
    """A shop: how it is wired, its app and its site, and what makes its units of work."""

    container: str
    app: Any
    site: Asgi
    work: Callable[[], Any]
    of: Callable[[str], Any]  # a module of the shop, by its name


def generated(generators: Path, folder: Path, container: str) -> str:
    """Generate a shop of its own package, make it importable, and return the package."""
    package = f"shop_by_{container.replace('-', '_')}"
    place = folder / package
    command = [sys.executable, "-m", "groundplan", "new", str(place), "--preset", "shop"]
    command += ["-d", f"container={container}", "-d", f"package={package}"]
    env = os.environ | {"PYTHONPATH": str(generators)}
    subprocess.run(command, env=env, check=True, capture_output=True)
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


async def contest(
    shops: list[Wired],
    theirs: Asgi,
    ask: Callable[..., Awaitable[float]],
    rounds: int,
) -> dict[str, list[float]]:
    """Let all answer in turns, another one first in each round; return the times of each."""
    sites = {it.container: it.site for it in shops} | {HAND: theirs}
    names = {it: skus() for it in sites}
    times: dict[str, list[float]] = {it: [] for it in sites}
    for used in names.values():
        next(used)
    order = [*sites]
    for _ in range(rounds + 1):
        for name in order:
            times[name].append(await ask(sites[name], names[name]))
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


async def figures(generators: Path, folder: Path, rounds: int) -> list[Figure]:
    """Compare requests, then the bus alone."""
    packages = {it: generated(generators, folder, it) for it in CONTAINERS}
    shops = [await wired(package, name, folder) for name, package in packages.items()]
    theirs = await by_hand(folder)
    found = []
    for site in (*(it.site for it in shops), theirs):
        await call(site, "POST", "/catalog/products", product(SKU))
    for method, ask in (("POST", posts), ("GET", gets)):
        times_of = await contest(shops, theirs, ask, rounds)
        hand = times_of.pop(HAND)
        for name, times in times_of.items():
            ratio = statistics.median(a / b for a, b in zip(times, hand, strict=True))
            note = f"{statistics.median(times):.0f} µs, by hand {statistics.median(hand):.0f} µs"
            found.append(Figure(f"{method}, {name}", ratio, LIMITS[method], "x", note))
    rows = [[await sent(it) for it in shops] for _ in range(rounds + 1)][1:]
    for number, shop in enumerate(shops):
        cost = statistics.median(row[number] for row in rows)
        added = statistics.median(row[number] - row[0] for row in rows)
        note = f"{cost:.1f} µs, of which the way to the parts adds {added:.1f}"
        found.append(Figure(f"a command through the bus, {shop.container}", added, 25, "µs", note))
    for shop in shops:
        await shop.app.close()
    await theirs.state.engine.dispose()
    return found


def measure(repo: Path, folder: Path, rounds: int) -> list[Figure]:
    """Measure the three ways, generated by this release."""
    return asyncio.run(figures(repo / "generators", folder, rounds))
