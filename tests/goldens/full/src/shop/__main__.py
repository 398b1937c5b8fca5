"""Run shop: `python -m shop` plays a scenario, `--help` says what else there is."""

import argparse
import asyncio
import logging
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from shop.shared.plugins import ExtensionError

if TYPE_CHECKING:
    from shop.settings import Settings

PORTS = range(65536)
GRACE = 10  # seconds that open requests have to finish in
LINE = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s [%(request_id)s] %(message)s"


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line asks for."""
    given = command_line().parse_args(arguments)
    try:
        given.act(given)
    except ExtensionError as error:
        stop(error, 2)


def command_line() -> argparse.ArgumentParser:
    """Say what can be asked for; without a command the scenario is played."""
    parser = argparse.ArgumentParser(prog="shop")
    parser.set_defaults(act=play)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    serving = commands.add_parser("serve", help="answer over HTTP")
    serving.set_defaults(act=serve)
    serving.add_argument("--host", default="127.0.0.1", help="where to listen (%(default)s)")
    serving.add_argument("--port", type=port_number, default=8000, help="which port (%(default)s)")
    migrating = commands.add_parser("migrate", help="bring the database to a schema")
    migrating.set_defaults(act=migrate)
    migrating.add_argument("--to", metavar="REVISION", default="head", help="which (%(default)s)")
    plugging = commands.add_parser("plugins", help="say which there are, and what ails them")
    plugging.set_defaults(act=plugins)
    plugging.add_argument(
        "what",
        choices=["list", "doctor"],
        nargs="?",
        default="list",
        help="doctor also tells each of them something made up, once",
    )
    return parser


def port_number(text: str) -> int:
    """Read a number of a port; 0 takes any that is free."""
    if not text.isdecimal() or int(text) not in PORTS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to {PORTS[-1]}")
    return int(text)


def play(_: argparse.Namespace) -> None:
    """Play the scenario on a database of its own, which is gone afterwards."""
    from pydantic import SecretStr

    from shop.scenario import perform

    with tempfile.TemporaryDirectory(prefix="shop-") as folder:
        url = SecretStr(f"sqlite+aiosqlite:///{folder}/scenario.db")
        settings = settings_read(database_url=url)
        upgrade_to(settings, "head")
        asyncio.run(perform(settings))


def serve(given: argparse.Namespace) -> None:
    """Answer over HTTP until told to stop."""
    import uvicorn

    from shop.app import build
    from shop.shared.correlation import RequestIdFilter
    from shop.site import site

    class Server(uvicorn.Server):
        """A server that waits for nobody once it is told to stop a second time."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            """Take a signal; of itself it would heed no second SIGTERM."""
            self.force_exit = self.should_exit
            super().handle_exit(sig, frame)

    settings = settings_read()
    handler = logging.StreamHandler()
    handler.addFilter(RequestIdFilter())
    handler.setFormatter(lines())
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    with listening(given.host, given.port) as listener:
        upgrade_to(settings, "head")
        # Alembic tells how it looks at the schema each time somebody asks for readiness.
        logging.getLogger("alembic").setLevel(logging.WARNING)
        config = uvicorn.Config(
            site(build(settings)),
            access_log=False,
            lifespan="on",
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
        server = Server(config)
        # It heeds signals only once it runs, and afterwards passes them on to whoever did before.
        before = signal.signal(signal.SIGTERM, server.handle_exit)
        log = logging.getLogger("shop")
        log.info("listens on %s, port %d", *listener.getsockname()[:2])
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
        signal.signal(signal.SIGTERM, before)


def lines() -> logging.Formatter:
    """Write the lines of the log, with moments in UTC wherever this runs."""
    formatter = logging.Formatter(LINE, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = lambda at: datetime.fromtimestamp(at or 0, UTC).timetuple()
    return formatter


def listening(host: str, port: int) -> socket.socket:
    """Take the port, before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        stop(f"cannot listen on {host}, port {port}: {error.strerror}", 1)
    # Else the body of an answer waits until its head is acknowledged: asyncio sees to that only
    # for a socket that says it is TCP, and Python's does not.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def migrate(given: argparse.Namespace) -> None:
    """Bring the database to the schema that was asked for."""
    settings = settings_read()
    logging.basicConfig(level=settings.log_level)
    # Alembic tells what it is made of, each time it is loaded.
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    upgrade_to(settings, given.to)


def upgrade_to(settings: "Settings", revision: str) -> None:
    """Apply the migrations up to one, or take back those after it."""
    from alembic.util import CommandError

    from shop.shared.errors import Unavailable
    from shop.shared.migrations import go_to

    try:
        go_to(settings.database_url.get_secret_value(), to=revision, folder=settings.migrations)
    except CommandError as error:
        stop(error, 1)
    except Unavailable as silence:
        # Whoever sits here may see what it is, where a request may not.
        cause = getattr(silence.__cause__, "orig", silence.__cause__)
        stop(f"{silence.what} does not answer: {type(cause).__name__}: {cause}", 1)


def plugins(given: argparse.Namespace) -> None:
    """Say which plugins there are; end with 1 if anything ails one."""
    from shop.plugins import examined

    settings = settings_read()
    # What ails which is said once, below.
    logging.basicConfig(level=logging.CRITICAL)
    said, ails = asyncio.run(examined(settings, calls=given.what == "doctor"))
    sys.stdout.write("".join(f"{line}\n" for line in said))
    if ails:
        raise SystemExit(1)


def settings_read(**given: object) -> "Settings":
    """Read the settings, but for what is given, or say what is wrong with them."""
    from shop.settings import Settings

    try:
        return Settings.read(**given)
    except ValueError as error:
        stop(error, 2)


def stop(why: object, code: int) -> NoReturn:
    """End the process with a line instead of a traceback."""
    sys.stderr.write(f"{why}\n")
    raise SystemExit(code)


if __name__ == "__main__":
    main()
