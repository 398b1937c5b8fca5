"""Run Python commands in forks of a warm process, one such process per worker.

It differs from a new interpreter in one way: libraries are imported already. A few rows of
every suite run by a new one too, so that a difference would be seen.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

SERVER = Path(__file__).with_name("forkserver.py")
# What a child can be told as well as a new interpreter; the others only that one reads.
TOLD = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONPYCACHEPREFIX"}

Done = subprocess.CompletedProcess[str]
Runner = Callable[[list[str], Path, Mapping[str, str]], Done]


def python(arguments: list[str], folder: Path, environment: Mapping[str, str]) -> Done:
    """Run `python ARGUMENTS` in a folder, in this environment and no other."""
    asked = {it for it in environment if it.startswith("PYTHON")}
    if not asked <= TOLD or not Path("/proc/self/task").is_dir():
        return fresh(arguments, folder, environment)
    with tempfile.TemporaryDirectory() as scratch:
        out, err = Path(scratch, "out"), Path(scratch, "err")
        job = {"arguments": arguments, "folder": str(folder), "environment": dict(environment)}
        for file in (out, err):
            file.touch()
        code = _ask(json.dumps(job | {"out": str(out), "err": str(err)}))
        texts = (file.read_text("utf-8", "replace") for file in (out, err))
        return subprocess.CompletedProcess(arguments, code, *texts)


def fresh(arguments: list[str], folder: Path, environment: Mapping[str, str]) -> Done:
    """Run the same by an interpreter of its own."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def _ask(line: str) -> int:
    server = _server()
    assert server.stdin
    assert server.stdout
    server.stdin.write(f"{line}\n")
    server.stdin.flush()
    if not (answer := server.stdout.readline()):
        raise RuntimeError(f"tests/forkserver.py ended with {server.wait()}")
    return int(answer)


@cache
def _server() -> "subprocess.Popen[str]":
    kept = {name: it for name, it in os.environ.items() if not name.startswith(("PY", "COV"))}
    server = subprocess.Popen(
        [sys.executable, str(SERVER)],
        env=kept | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=Path(SERVER.anchor),
    )
    atexit.register(_end, server)
    return server


def _end(server: "subprocess.Popen[str]") -> None:
    with server:  # It ends where its lines end.
        assert server.stdin
        server.stdin.close()
