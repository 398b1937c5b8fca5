"""The command `groundplan`; the version is answered before anything else is loaded."""

import gc
import os
import sys

from . import __version__


def main() -> None:
    """Run the command and end the process."""
    if sys.argv[1:] == ["--version"]:
        print(f"groundplan {__version__}")
        return
    gc.disable()  # a command is over before its garbage counts
    # None of our models has a plugin; to look for one, all that is installed would be read.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from .verbs import app

    app(prog_name="groundplan")
