"""Tests of `tests/demo.py`: what people see of a service that does not get ready."""

import subprocess
import sys
import time
from pathlib import Path

import demo
import pytest

SAYS = "import sys, time; sys.stderr.write('no such table'); sys.stderr.flush(); "


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("sys.exit(3)", "the service ended with 3; it said:\nno such table"),
        ("time.sleep(60)", "the service was not ready within 1 s; it said:\nno such table"),
    ],
)
def test_a_service_that_does_not_get_ready_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, said: str
) -> None:
    monkeypatch.setattr(demo, "PATIENCE", 1)
    log = tmp_path / "log"
    with log.open("w") as lines:
        server = subprocess.Popen([sys.executable, "-c", SAYS + does], text=True, stderr=lines)
    while not log.read_text("utf-8"):
        time.sleep(0.01)

    with pytest.raises(SystemExit) as caught:
        demo.Client(f"http://127.0.0.1:{demo.free_port()}").wait(server, log)
    server.kill()
    server.wait()

    assert str(caught.value) == said
