"""A port for tests of plugins: a bell, and plugins that ring it well and badly."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from shop.shared.plugins import About, ExtensionPoint, Lifecycle

from tests.packaged import packaged

API = 2


class Bell(Protocol):
    async def ring(self, *, times: int, loud: bool = False) -> None: ...


POINT = ExtensionPoint(
    name="bell", group="belfry.bell", setting="BELFRY_BELL", contract=Bell, api_version=API
)


class Told(Lifecycle, Bell):
    """Notes what it is told, and its life."""

    about = About(name="told", version="1.0", api_version=API)

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def ring(self, *, times: int, loud: bool = False) -> None:
        self.heard.append(f"{times} {'loud' if loud else 'soft'}")

    async def shutdown(self) -> None:
        self.heard.append("shutdown")


HEAD = """\
import asyncio
from tests.shared.belfry import API, About, Bell, Lifecycle, Told

class Speechless(Exception):
    def __str__(self):
        raise SystemExit

class Culprit(Told):
    about = About(name="culprit", version="1.0", api_version=API)
"""

# Each way to be broken: the source of a plugin, and what is said of it. Those that raise, hang
# or answer are fine until they are told.
NEVER = {
    "fails_to_import": ("import nothing_of_that_name", "cannot be loaded: ModuleNotFoundError"),
    "exits": ("raise SystemExit(3)", "cannot be loaded: SystemExit: 3"),
    "other_version": (
        HEAD + "    about = About(name='culprit', version='1.0', api_version=API + 1)\n",
        "is written for version 3, but bell is at 2",
    ),
    "older_version": (
        HEAD + "    about = About(name='culprit', version='1.0', api_version=API - 1)\n",
        "is written for version 1, but bell is at 2",
    ),
    "same_name": (
        HEAD + "    about = About(name='told', version='1.0', api_version=API)\n",
        "is there twice: by sound-bells 1.0 and by cracked-same_name",
    ),
    "is_nobody": ("class Culprit:\n    pass\n", "does not say who it is"),
    "leaves_out_a_method": (
        HEAD + "class Culprit(Lifecycle, Bell):\n    about = Culprit.about\n",
        "has no method ring",
    ),
    "cannot_be_made": (
        HEAD + "    def __init__(self, size):\n        pass\n",
        "cannot be made: TypeError",
    ),
    "takes_nothing": (
        HEAD + "    async def ring(self, *, often: int) -> None:\n        pass\n",
        "has ring, which takes no times",
    ),
    "is_not_async": (
        HEAD + "    def ring(self, *, times: int, loud: bool = False) -> None:\n        pass\n",
        "has ring, which is no async method",
    ),
    "is_no_method": (
        HEAD + "    ring = 3\n",
        "has ring, which cannot be called",
    ),
    "wants_more": (
        HEAD + "    async def ring(self, *, times, loud=False, rope):\n        pass\n",
        "has ring, which wants rope besides",
    ),
    "fails_to_begin": (
        HEAD + "    def initialize(self, context):\n        raise OSError('no rope')\n",
        "fails to begin: OSError: no rope",
    ),
    "is_called_by_a_number": (
        HEAD + "    about = About(name=7, version='1.0', api_version=API)\n",
        "cannot be loaded: TypeError: name of a plugin must be str, not 7",
    ),
    "has_a_text_for_priority": (
        HEAD + "    about = About(name='culprit', version='1', api_version=API, priority='9')\n",
        "cannot be loaded: TypeError: priority of a plugin must be int, not '9'",
    ),
    "needs_none": (
        HEAD + "    about = About(name='culprit', version='1', api_version=API, requires=None)\n",
        "cannot be loaded: TypeError: requires of a plugin must be tuple, not None",
    ),
    "needs_numbers": (
        HEAD + "    about = About(name='culprit', version='1', api_version=API, requires=(7,))\n",
        "cannot be loaded: TypeError: requires of a plugin must be names, not (7,)",
    ),
    "says_nothing_when_it_begins": (
        HEAD + "    def initialize(self, context):\n        raise Speechless\n",
        "fails to begin: Speechless",
    ),
    "is_cancelled_when_it_begins": (
        HEAD + "    def initialize(self, context):\n        raise asyncio.CancelledError\n",
        "fails to begin: CancelledError",
    ),
    "requires_what_is_not_there": (
        HEAD + "    about = About(name='culprit', version='1', api_version=API, requires=('x',))\n",
        "requires x, which cannot be had",
    ),
}
LATER = {
    "raises": (
        HEAD + "    async def ring(self, *, times, loud=False):\n        raise KeyError(times)\n",
        "fails in ring: KeyError: 3",
    ),
    "says_nothing_when_told": (
        HEAD + "    async def ring(self, *, times, loud=False):\n        raise Speechless\n",
        "fails in ring: Speechless",
    ),
    "exits_when_told": (
        HEAD + "    async def ring(self, *, times, loud=False):\n        raise SystemExit\n",
        "fails in ring: SystemExit",
    ),
    "hangs": (
        HEAD + "    async def ring(self, *, times, loud=False):\n"
        "        await asyncio.Event().wait()\n",
        "takes more than 0.001 s for ring",
    ),
    "hangs_and_will_not_stop": (
        HEAD + "    async def ring(self, *, times, loud=False):\n"
        "        while not self.heard:\n"
        "            try:\n"
        "                await asyncio.Event().wait()\n"
        "            except asyncio.CancelledError:\n"
        "                self.heard.append('not yet')\n"
        "                await asyncio.Event().wait()\n",
        "takes more than 0.001 s for ring",
    ),
    "answers": (
        HEAD + "    async def ring(self, *, times, loud=False):\n        return times\n",
        "answers with int to ring, where nothing is expected",
    ),
    "cancels_itself": (
        HEAD + "    async def ring(self, *, times, loud=False):\n"
        "        raise asyncio.CancelledError\n",
        "fails in ring: CancelledError",
    ),
    "changes_the_registry": (
        HEAD + "    async def ring(self, *, times, loud=False):\n"
        "        self.registry.register('another', self)\n",
        "fails in ring: RegistryFrozen: the plugin 'another' comes too late",
    ),
}


def cracked(folder: Path, ways: Iterable[str]) -> None:
    """Install a plugin for each way to be broken, named so, in a package of its own."""
    sources = {**NEVER, **LATER}
    for way in ways:
        text = sources[way][0].replace("culprit", way)
        entries = {f"zz_{way}": f"cracked_{way}:Culprit"}
        packaged(folder, f"cracked-{way}", {f"cracked_{way}.py": text}, {POINT.group: entries})
