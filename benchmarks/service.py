"""The generated shop beside a service written by hand: processor time per request, in process.

Both answer the same requests on SQLite with the same SQL, headers and limits; each request is
one ASGI call. Rounds alternate, and what is printed are medians of ratios.
"""

import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from socket import socket
from types import SimpleNamespace
from typing import Any, Self

from sqlalchemy import select

from .baseline import Base, ProductRow, engine_of, service
from .bench import Bench
from .figure import Figure
from .timing import run, settled

REQUESTS = 400  # in a round
PATIENCE = 120  # seconds to wait for an answer
MICRO = 1e6
SKU = "ABC-0000"
Asgi = Callable[[Any, Any, Any], Awaitable[None]]


def skus() -> Iterator[str]:
    """Yield identities that were not used before."""
    number = 0
    while True:
        number += 1
        letters = number // 10_000
        prefix = "".join(chr(65 + letters // 26**place % 26) for place in (2, 1, 0))
        yield f"{prefix}-{number % 10_000:04}"


async def call(app: Asgi, method: str, path: str, body: bytes = b"") -> int:
    """Send one request to an application; return the status."""
    status = 0
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    headers += [(b"content-length", str(len(body)).encode())] if body else []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": headers, "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }  # fmt: skip

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    await app(scope, receive, send)
    return status


def product(sku: str) -> bytes:
    """Write the body that adds a product."""
    price = {"amount": "19.90", "currency": "EUR"}
    return json.dumps({"sku": sku, "name": "A lamp", "price": price}).encode()


async def posts(app: Asgi, names: Iterator[str]) -> float:
    """Return the processor time of a POST, in microseconds."""
    bodies = [product(next(names)) for _ in range(REQUESTS)]
    gc.collect()
    begun = time.process_time()
    for body in bodies:
        status = await call(app, "POST", "/catalog/products", body)
        if status != 201:
            raise SystemExit(f"POST answered {status}")
    return (time.process_time() - begun) / REQUESTS * 1e6


async def gets(app: Asgi, _: Iterator[str]) -> float:
    """Return the processor time of a GET, in microseconds."""
    gc.collect()
    begun = time.process_time()
    for _number in range(REQUESTS):
        status = await call(app, "GET", f"/catalog/products/{SKU}")
        if status != 200:
            raise SystemExit(f"GET answered {status}")
    return (time.process_time() - begun) / REQUESTS * 1e6


METHODS = {"POST": posts, "GET": gets}


@dataclass(frozen=True, slots=True)
class Both:
    """The shop and the service by hand, and for each the products that it has not yet."""

    app: Any
    shop: Asgi
    hand: Any
    mine: Iterator[str] = field(default_factory=skus)
    their: Iterator[str] = field(default_factory=skus)


async def contest(
    both: Both, ask: Callable[[Asgi, Iterator[str]], Awaitable[float]], rounds: int
) -> tuple[list[float], list[float]]:
    """Let both answer in turns; return the times of ours and of theirs."""
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        turns = [(both.shop, both.mine, found[0]), (both.hand, both.their, found[1])]
        for site, names, times in turns if number % 2 else reversed(turns):
            times.append(await ask(site, names))
    return found[0][1:], found[1][1:]  # the first round warms up


class StubSession:
    """A session that answers at once: what is left is the time of the code around it."""

    def __init__(self, row: object) -> None:
        """Answer every question by this row."""
        self.row = row

    async def __aenter__(self) -> Self:
        """Enter."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""

    async def get(self, *_: object, **__: object) -> object:
        """Return the row."""
        return self.row

    def add(self, _: object) -> None:
        """Take a row."""

    async def execute(self, *_: object, **__: object) -> None:
        """Run a statement."""

    async def commit(self) -> None:
        """Commit."""

    async def rollback(self) -> None:
        """Roll back."""


class StubResult:
    """What a statement found: these columns of these rows."""

    def __init__(self, columns: Sequence[str], *rows: Sequence[object]) -> None:
        """Hold what was found."""
        self.columns = columns
        self.rows = rows

    def keys(self) -> Sequence[str]:
        """Name the columns."""
        return self.columns

    def __iter__(self) -> Iterator[Sequence[object]]:
        """Go through the rows."""
        return iter(self.rows)


class StubConnection:
    """A connection that answers at once: with one row, then with none."""

    def __init__(self, row: StubResult) -> None:
        """Answer the first question by this row."""
        self.next = row

    async def __aenter__(self) -> Self:
        """Enter."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""

    async def execute(self, *_: object) -> StubResult:
        """Run a statement."""
        found, self.next = self.next, StubResult(())
        return found


def built(project: Path, url: str) -> tuple[Any, Any]:
    """Build the generated shop; return it, and the site over it."""
    sys.path.insert(0, str(project / "src"))
    from pydantic import SecretStr  # noqa: PLC0415 - the shop exists only now
    from shop.app import build  # type: ignore[import-not-found]  # noqa: PLC0415
    from shop.settings import Settings  # type: ignore[import-not-found]  # noqa: PLC0415
    from shop.site import site  # type: ignore[import-not-found]  # noqa: PLC0415

    app = build(Settings(database_url=SecretStr(url)))
    return app, site(app)


async def prepared(project: Path, folder: Path) -> Both:
    """Make both services, each on a database of its own that holds one product."""
    own, hand = (f"sqlite+aiosqlite:///{folder}/{it}.db" for it in ("own", "hand"))
    app, ours = built(project, own)
    from shop.shared.columns import (  # type: ignore[import-not-found]  # noqa: PLC0415
        Base as OwnBase,
    )

    async with app.database.engine.begin() as connection:
        await connection.run_sync(OwnBase.metadata.create_all)
    engine = engine_of(hand)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()
    theirs = service(hand)
    for it in (ours, theirs):
        await call(it, "POST", "/catalog/products", product(SKU))
    return Both(app, ours, theirs)


async def asked(both: Both, method: str, rounds: int) -> Figure:
    """Compare requests with the database."""
    mine, their = await contest(both, METHODS[method], rounds)
    ratio = statistics.median(a / b for a, b in zip(mine, their, strict=True))
    return Figure(
        f"{method}, cpu beside one by hand", ratio, 1.05, note=_told(mine, their),
        cpu=statistics.median(mine) / MICRO,
    )  # fmt: skip


async def stubbed(both: Both, method: str, rounds: int) -> Figure:
    """Compare requests over a database that costs nothing."""
    ours, theirs = both.app.database, both.hand.state
    from shop.catalog.sql import (  # type: ignore[import-not-found]  # noqa: PLC0415
        ProductRow as OwnRow,
    )

    async with ours.reading() as connection:
        found = await connection.execute(select(OwnRow).where(OwnRow.sku == SKU))
        own = StubResult([*found.keys()], found.one())
    async with theirs.sessions() as session:
        hand = await session.get(ProductRow, SKU)
    real = ours.engine, ours.sessions, theirs.sessions
    ours.engine = SimpleNamespace(connect=lambda: StubConnection(own))
    ours.sessions, theirs.sessions = (lambda row=it: StubSession(row) for it in (None, hand))
    try:
        mine, their = await contest(both, METHODS[method], rounds)
    finally:
        ours.engine, ours.sessions, theirs.sessions = real
    added = statistics.median(a - b for a, b in zip(mine, their, strict=True))
    return Figure(
        f"{method}, database stubbed, cpu added", added, 10, "µs", _told(mine, their),
        cpu=statistics.median(mine) / MICRO,
    )  # fmt: skip


def _told(mine: list[float], their: list[float]) -> str:
    own, hand = statistics.median(mine), statistics.median(their)
    return f"{own:.0f} µs, by hand {hand:.0f} µs; {len(mine)} pairs of {REQUESTS} requests"


class Work:
    """A unit of work that committed nothing."""

    committed: Sequence[object] = ()


async def handle(command: object, _: object) -> object:
    """Handle a command, by doing nothing."""
    return command


def empty(inner: Any) -> Any:
    """Stand around and hand on."""

    def around(command: object, terms: object) -> Any:
        return inner(command, terms)

    return around


def waiting(inner: Any) -> Any:
    """Stand around and wait, as a step does that acts afterwards."""

    async def around(command: object, terms: object) -> Any:
        return await inner(command, terms)

    return around


async def bus(rounds: int) -> Figure:
    """Compare a command through the bus and empty steps with a caller who does it all.

    Both make the work, wait for the handler and publish what was committed.
    """
    from shop.ordering.commands import (  # type: ignore[import-not-found]  # noqa: PLC0415
        ConfirmOrder,
    )
    from shop.shared.event_bus import EventBus  # type: ignore[import-not-found]  # noqa: PLC0415
    from shop.shared.message_bus import (  # type: ignore[import-not-found]  # noqa: PLC0415
        MessageBus,
    )
    from shop.shared.pipeline import steps  # type: ignore[import-not-found]  # noqa: PLC0415

    events, command, times = EventBus(), ConfirmOrder(order=None), 20_000
    senders = []
    for around in ([empty] * 3, [waiting] * 3, steps()):
        senders.append(MessageBus(events, around))
        senders[-1].on_command(ConfirmOrder, handle, Work)

    async def direct() -> float:
        begun = time.process_time()
        for _ in range(times):
            work = Work()
            await handle(command, work)
            if work.committed:
                await events.publish(work.committed)
        return (time.process_time() - begun) / times * 1e9

    async def sent(sender: Any) -> float:
        begun = time.process_time()
        for _ in range(times):
            await sender.send(command)
        return (time.process_time() - begun) / times * 1e9

    found = [([await sent(it) for it in senders], await direct()) for _ in range(rounds + 1)][1:]
    ratio = statistics.median(costs[0] / by_hand for costs, by_hand in found)
    cost, waited, stepped = (statistics.median(costs[it] for costs, _ in found) for it in range(3))
    note = f"{cost:.0f} ns; steps that wait {waited:.0f}, log, time and retry {stepped:.0f}"
    note += f" ns; {rounds} pairs"
    return Figure(
        "bus with three steps, beside a direct call", ratio, 2.5, note=note, cpu=cost / 1e9
    )


def start(project: Path, folder: Path, rounds: int) -> Figure:
    """Time from the start of the process to the first answer, migrations included."""
    times = [started(project, f"sqlite+aiosqlite:///{folder}/start{it}.db") for it in range(rounds)]
    wall = statistics.median(times)
    note = f"{rounds} starts, migrations included"
    return Figure("start to first answer", wall, 1.5, "s", note, wall=wall)


def started(project: Path, url: str) -> float:
    """Start the service on an empty database, ask once it listens, stop it."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"PYTHONPATH": str(project / "src"), "SHOP_DATABASE_URL": url}
    begun = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "shop", "serve", "--port", str(port)],
        cwd=project,
        env=os.environ | own,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - begun < PATIENCE:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=1)
                return time.perf_counter() - begun
            except OSError:
                time.sleep(0.005)
    finally:
        server.terminate()
        server.wait()
    raise SystemExit(f"the service did not answer in {PATIENCE} seconds")


def _run(runner: asyncio.Runner, ask: Callable[[int], Any], rounds: int) -> Figure:
    found: Figure = runner.run(ask(rounds))
    return found


def measured(bench: Bench) -> Iterator[Figure]:
    """Measure a generated shop."""
    folder = bench.scratch("service")
    project = folder / "shop"
    run(bench.command("new", project, "--preset", "shop"), bench.env())
    rounds = 2 * bench.pairs + 1  # a round is short and noisy
    with asyncio.Runner() as runner:
        both = runner.run(prepared(project, folder))
        for compare in (asked, stubbed):
            for method in METHODS:
                held = partial(compare, both, method)
                yield settled(partial(_run, runner, held), rounds)
        yield settled(lambda rounds: runner.run(bus(rounds)), bench.pairs)
        runner.run(both.app.close())
        runner.run(both.hand.state.engine.dispose())
    yield start(project, folder, 5)
