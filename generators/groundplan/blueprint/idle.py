"""Earlier names of fields that take nothing along."""

from collections.abc import Collection, Mapping

from ..names import shown
from .ledger import Ledger
from .parts import Named
from .reader import Path


def note_idle(
    ledger: Ledger, parts: Mapping[str, Named], known: Collection[str] | None, path: Path
) -> None:
    """Note the fields whose `was` does less than it says.

    `path` leads to what they belong to, and `known` are the fields that this had, None where
    it is new.
    """
    for name, part in parts.items():
        there = [it for it in part.was if it in (known or ()) and it not in parts]
        if part.was and known is None:
            said = f"'was' has no effect at {shown(name)}: what it is a part of is new"
        elif len(there) > 1:
            said = f"{shown(name)} is what {shown(there[0])} was, and one thing only"
            said = f"{said}; 'was' has no effect for {', '.join(map(shown, there[1:]))}"
        else:
            continue
        ledger.advise((*path, "fields", name), said)
