"""The command `groundplan`; the version is answered before anything else is loaded."""

import gc
import sys

from . import __version__


def main() -> None:
    """Run the command and end the process."""
    if sys.argv[1:] == ["--version"]:
        print(f"groundplan {__version__}")
        return
    gc.disable()  # a command is over before its garbage counts
    from .verbs import app

    app(prog_name="groundplan")
