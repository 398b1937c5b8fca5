"""Count words and signs, so that a merge cannot lose what somebody typed."""

import re
from collections import Counter

# Commas and brackets come and go with the layout of a list.
_TOKEN = re.compile(r"\w+|[^\w\s,()]")


def lost(base: str, side: str, result: str, other: str) -> tuple[str, ...]:
    """Return what `side` added to `base` and is missing in `result`, in order.

    Each token must be there as often as `side` added it, besides those of `base` that
    neither side took away.
    """
    was, mine, made, foreign = (Counter(_TOKEN.findall(it)) for it in (base, side, result, other))
    added, dropped, dropped_there = mine - was, was - mine, was - foreign
    return tuple(
        sorted(
            token
            for token, count in added.items()
            if made[token] < count + max(0, was[token] - dropped[token] - dropped_there[token])
        )
    )
