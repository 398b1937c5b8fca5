"""Count words and signs, so that a merge cannot lose what somebody typed."""

import re
from collections import Counter

# Commas and brackets come and go with the layout of a list.
_TOKEN = re.compile(r"\w+|[^\w\s,()]")


def lost(base: str, side: str, result: str, other: str) -> tuple[str, ...]:
    """Return what `side` added to `base` and is missing in `result`, in order.

    Each token must be there as often as `side` added it, besides those of `base` that
    neither side took away. A line that both added must be there once.
    """
    was, mine, made, foreign = (Counter(_TOKEN.findall(it)) for it in (base, side, result, other))
    foreign -= Counter(_TOKEN.findall(_added_by_both(base, side, other)))
    added, dropped, dropped_there = mine - was, was - mine, was - foreign
    return tuple(
        sorted(
            token
            for token, count in added.items()
            if made[token] < count + max(0, was[token] - dropped[token] - dropped_there[token])
        )
    )


def _added_by_both(base: str, side: str, other: str) -> str:
    """Return the lines that both have more often than before."""
    was, mine, foreign = (Counter(map(str.strip, it.split("\n"))) for it in (base, side, other))
    return "\n".join(((mine - was) & (foreign - was)).elements())
