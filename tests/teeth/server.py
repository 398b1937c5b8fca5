"""Run the tests of generated projects, each time in a fork that has the libraries loaded.

A process of its own for whoever asks: it reads a line of JSON for each run and answers with
a line, the exit code. Most of what a short run takes would be the import of libraries.
"""

import gc
import json
import os
import signal
import sys
from importlib import import_module
from typing import NoReturn

import pytest

# What generated projects import; none of it is changed by a plant.
LIBRARIES = (
    "aiosqlite alembic.command alembic.autogenerate dependency_injector.containers "
    "dependency_injector.providers dishka fastapi fastapi.testclient httpx2 hypothesis "
    "hypothesis.strategies pydantic_settings sqlalchemy.dialects.sqlite.aiosqlite "
    "sqlalchemy.ext.asyncio uuid_utils.compat uvicorn"
).split()
PATIENCE = 300  # seconds that a run may take


def main() -> None:
    """Answer until nobody asks any more."""
    for name in LIBRARIES:
        import_module(name)
    gc.freeze()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            _run(**asked)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(folder: str, said: str, arguments: list[str]) -> NoReturn:
    """Become the process of one run; what it says goes into a file."""
    signal.alarm(PATIENCE)
    os.chdir(folder)
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(out, 2)
    code = pytest.main(arguments)
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
