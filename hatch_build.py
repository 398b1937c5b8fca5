"""Write into what is built which commit it was built from, and whether that was changed.

An installed package has no git to ask. A wheel that is built out of a source distribution
keeps the words of that.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACES = {"sdist": "generators/groundplan", "wheel": "groundplan"}


class BuildHook(BuildHookInterface[BuilderConfig]):
    """Adds one file, which `groundplan.source` reads."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Ask what would be recorded of this checkout; without git nothing is known."""
        sys.path.insert(0, str(Path(self.root, "generators")))
        from groundplan import source  # noqa: PLC0415 - of this checkout

        commit = dict(source.here().recorded).get("_commit")
        if version == "editable" or not commit:
            return
        self.scratch = TemporaryDirectory()
        file = Path(self.scratch.name, source.BUILT)
        file.write_text(json.dumps({"commit": commit, "changed": not source.is_pristine()}))
        build_data["force_include"][str(file)] = f"{PLACES[self.target_name]}/{source.BUILT}"
