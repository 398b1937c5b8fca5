"""Longer names for classes of other modules, where a file imports two of one name.

Modules name their classes on their own, so whoever looks at two of them may meet a name twice.
"""

from collections import Counter
from collections.abc import Iterable

from ..names import pascal
from .changes import free_name
from .code import Import
from .types import Types, module_of


def apart(types: Types, needs: Iterable[Import], module: str) -> Types:
    """Return the types for a file of a module that imports all this: no two have one name."""
    kept = {module, "shared", ""}
    wanted = sorted({*needs})
    count = Counter(it.alias or it.name for it in wanted)
    used = {*count}
    longer = {}
    for it in wanted:
        there = module_of(it)
        if count[it.alias or it.name] > 1 and there not in kept:
            longer[there, it.name] = free_name(f"{pascal(there)}{it.name}", used)
            used.add(longer[there, it.name])
    return types.apart(longer) if longer else types
