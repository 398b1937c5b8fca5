"""`python -m shop` plays its scenario; its commands end with a line where they cannot go on."""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from uvicorn import Server

from shop.__main__ import lines, listening, main
from shop.settings import PREFIX
from shop.shared.errors import Unavailable

COMMANDS = ("serve", "migrate", "plugins")
SOURCE = Path(__file__).parents[1] / "src"
HELP = """
import sys
from shop.__main__ import main
try:
    main(["--help"])
except SystemExit:
    sys.exit(bool({"shop.app", "pydantic"} & sys.modules.keys()))
"""
SERVE = ("-m", "shop", "serve", "--port")
PATIENCE = 10  # seconds until a site that does not answer is given up


@pytest.fixture(autouse=True)
def _elsewhere(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", "sqlite+aiosqlite:///main.db")


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, list[str]]:
    """Return the exit code and what is said."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code, capsys.readouterr().err.splitlines()


def test_the_scenario_is_played_to_its_end(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([])

    said = capsys.readouterr().out.splitlines()
    assert "Place an order." in said
    assert "Take a payment." in said
    assert "Cancel an order." in said
    assert "Confirm an order." in said
    assert any(line.startswith("    ") for line in said)
    assert [*elsewhere.iterdir()] == []


def test_help_is_given_before_anything_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELP],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: shop")


@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_settings_end_it_with_a_line(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"{PREFIX}LOG_LEVEL", "LOUD")

    code, said = refusal(capsys, command)

    assert code == 2
    assert [it.partition(":")[0] for it in said] == [f"{PREFIX}LOG_LEVEL"]


def test_the_database_is_brought_to_a_schema_and_stays_there(elsewhere: Path) -> None:
    main(["migrate"])
    first = (elsewhere / "main.db").read_bytes()

    main(["migrate", "--to", "head"])

    assert (elsewhere / "main.db").read_bytes() == first


@pytest.mark.parametrize(
    ("revision", "told"), [("nowhere", "'nowhere'"), ("", "it is not said which revision")]
)
def test_a_schema_that_is_not_there_ends_it_with_a_line(
    revision: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = refusal(capsys, "migrate", "--to", revision)

    assert code == 1
    assert told in said[-1]


def test_a_database_that_does_not_answer_ends_it_with_the_cause(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Unavailable("the database") from PermissionError("wrong password")

    monkeypatch.setattr("shop.shared.migrations.go_to", refuse)

    code, said = refusal(capsys, "migrate")

    assert code == 1
    assert said == ["the database does not answer: PermissionError: wrong password"]


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = refusal(capsys, "serve", "--port", port)

    assert code == 2
    assert said[-1].endswith(f"{port!r} is no number from 0 to 65535")


def test_a_port_that_is_taken_ends_it_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, said = refusal(capsys, "serve", "--port", str(port))

    assert code == 1
    assert len(said) == 1
    assert said[0].startswith(f"cannot listen on 127.0.0.1, port {port}: ")


def test_the_body_of_an_answer_is_not_held_back() -> None:
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()

    with accepted:
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_signal_that_comes_before_it_answers_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []

    def run(server: Server, **_: object) -> None:
        signal.raise_signal(signal.SIGTERM)
        told.append(server.should_exit)

    monkeypatch.setattr(Server, "run", run)

    main(["serve", "--port", "0"])

    assert told == [True]


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_waits_for_nobody(
    second: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[bool] = []

    def run(server: Server, **_: object) -> None:
        for told in (signal.SIGTERM, second):
            server.handle_exit(told, None)
            forced.append(server.force_exit)

    monkeypatch.setattr(Server, "run", run)

    main(["serve", "--port", "0"])

    assert forced == [False, True]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set here")
def test_the_log_tells_moments_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    record = logging.makeLogRecord({"created": 86400.5, "msecs": 500, "request_id": "-"})
    monkeypatch.setenv("TZ", "XYZ-5")
    time.tzset()

    line = lines().format(record)

    monkeypatch.undo()
    time.tzset()
    assert line.startswith("1970-01-02T00:00:00.500Z ")


@pytest.mark.slow
def test_it_answers_until_it_is_told_to_stop() -> None:
    port = free_port()
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(first_answer(port, stop=True)))
    asking.start()

    main(["serve", "--port", str(port)])

    asking.join(PATIENCE)
    assert answers == [200]


@pytest.mark.slow
def test_a_process_of_its_own_names_each_request_and_ends_when_it_is_told_to() -> None:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, *SERVE, str(port)],
        env={**os.environ, "PYTHONPATH": str(SOURCE), f"{PREFIX}LOG_LEVEL": "INFO"},
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        status = first_answer(port)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENCE)

    assert (status, process.returncode) == (200, 0)
    assert re.search(r"\[[0-9a-f-]{36}\] GET /health/ready 200", said)
    assert "Traceback" not in said


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def first_answer(port: int, *, stop: bool = False) -> int:
    """Ask until the site is ready; then stop this process, as a terminal does, if told to."""
    end = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < end:
            with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/health/ready") as answer:
                return int(answer.status)
            time.sleep(0.01)
        return 0
    finally:
        if stop:
            os.kill(os.getpid(), signal.SIGINT)
