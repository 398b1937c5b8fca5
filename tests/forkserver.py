"""Python commands without the wait for imports: heavy libraries once, then a fork for each.

Reads one JSON object a line (`arguments`, `folder`, `environment`, and the files `out` and
`err` to write to), runs what `python ARGUMENTS` would run in a child, and answers each line
with the exit code. Asserts are rewritten and plugins are loaded as in a run of their own,
because one run of pytest imports them all. Nothing of groundplan is among them: a child may
run any version of it.

Run by `forked.py`, never by hand.
"""

import atexit
import gc
import json
import os
import random
import runpy
import sys
import tempfile
import threading
import traceback
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

# What generated projects, their tests, and both doors import.
HEAVY = """
aiosqlite, alembic.autogenerate, alembic.command, alembic.config, anyio.pytest_plugin, asyncpg
copier, copier._cli, copier_template_extensions, coverage, dependency_injector.containers
dependency_injector.providers, dishka, fastapi, fastapi.openapi.utils, fastapi.testclient
httpx2, hypothesis, hypothesis.stateful, importlinter.cli, jinja2, libcst, mypy.main
pydantic_settings, pytest_cov.plugin, schemathesis, sqlalchemy.dialects.postgresql
sqlalchemy.dialects.sqlite, sqlalchemy.ext.asyncio, sqlalchemy.orm, starlette.testclient, typer
uuid_utils, uvicorn, yaml
"""


def warm() -> None:
    """Import it all, under a run of pytest that rewrites what it would rewrite."""
    names = HEAVY.replace("\n", ",").split(",")
    known = [it.strip() for it in names if it.strip()]
    with tempfile.TemporaryDirectory() as folder:
        imports = "".join(f"import {name}\n" for name in known)
        (Path(folder) / "test_warm.py").write_text(f"{imports}\n\ndef test() -> None: ...\n")
        (Path(folder) / "pytest.toml").write_text("[pytest]\n")
        options = ["-q", "-s", "-p", "no:cacheprovider", "--rootdir", folder, folder]
        if code := pytest.main(options):
            sys.exit(f"pytest cannot import what projects need: {code}")
    gc.collect()
    gc.freeze()


def forget() -> None:
    """Take away what the run of pytest left; each child is to see none of it."""
    sys.argv[:] = [""]
    random.seed()
    warnings.resetwarnings()
    warnings.filters[:] = FILTERS  # type: ignore[index]
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    sys.pycache_prefix = os.environ.get("PYTHONPYCACHEPREFIX")


def started(job: dict[str, Any]) -> NoReturn:
    """Be the process that was asked for, to its end."""
    os.setpgid(0, 0)
    for number, path in ((0, os.devnull), (1, job["out"]), (2, job["err"])):
        opened = os.open(path, os.O_RDWR)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    forget()
    try:
        run(job["arguments"])
        code: object = 0
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001, as at the end of any interpreter
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(bool(code)))


def run(arguments: list[str]) -> None:
    """Do what `python ARGUMENTS` does, for the arguments that tests use."""
    added = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:] = [*filter(None, added), *PATH]
    while arguments[0] == "-W":
        sys.warnoptions.append(arguments[1])
        warnings.simplefilter(arguments[1])  # type: ignore[arg-type]
        arguments = arguments[2:]
    kind, sys.argv[:] = arguments[0], arguments[1:]
    if kind == "-m":
        sys.path.insert(0, str(Path.cwd()))
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    elif kind == "-c":
        code, sys.argv[0] = sys.argv[0], "-c"
        sys.path.insert(0, "")
        sys.modules["__main__"] = main = ModuleType("__main__")
        exec(compile(code, "<string>", "exec"), main.__dict__)
    else:
        sys.exit(f"forkserver.py does not know {kind}")


def serve() -> None:
    """Answer each line until there is none."""
    for line in sys.stdin:
        if (threads := len([*Path("/proc/self/task").iterdir()])) > 1:
            sys.exit(f"{threads} threads: a fork would lose all but one")
        sys.stdout.flush()
        child = os.fork()
        if not child:
            started(json.loads(line))
        _, status = os.waitpid(child, 0)
        ANSWERS.write(f"{os.waitstatus_to_exitcode(status)}\n")
        ANSWERS.flush()


# As Python itself filters warnings.
FILTERS = list(warnings.filters)
# What a Python finds by itself; the folder of this script is none of it.
PATH = sys.path[1:]
ANSWERS = os.fdopen(os.dup(1), "w")

if __name__ == "__main__":
    os.dup2(2, 1)  # What pytest says while it warms up is no answer.
    warm()
    serve()
