"""The command `groundplan`; the version is answered before anything else is loaded."""

import contextlib
import gc
import os
import sys

from . import __version__


def main() -> None:
    """Run the command and end the process, without taking apart all that it holds.

    That would take longer than writing the project does; mypy ends in the same way.
    """
    try:
        command()
    except SystemExit as end:
        code = end.code or 0
        if not isinstance(code, int):
            raise
        with contextlib.suppress(OSError):  # of a closed pipe Python itself tells
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        raise


def command() -> None:
    """Run the command.

    Raises:
        SystemExit: With its exit code, but for the version.
    """
    if sys.argv[1:] == ["--version"]:
        print(f"groundplan {__version__}")
        return
    gc.disable()  # a command is over before its garbage counts
    # None of our models has a plugin; to look for one, all that is installed would be read.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from .verbs import app

    app(prog_name="groundplan")
