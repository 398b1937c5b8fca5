"""Names of constraints and indexes: short enough for any database, none of them twice."""

from hashlib import sha256

from ...names import LONGEST_COMPOSED

MARK = 8  # characters of a name's fingerprint


class Identifiers:
    """The names that were given out in one project."""

    def __init__(self) -> None:
        """Begin with none."""
        self._given: dict[str, tuple[str, ...]] = {}

    def of(self, *parts: str) -> str:
        """Join the parts; what is too long, or taken by others, ends in a fingerprint."""
        name = "_".join(parts)
        if len(name) > LONGEST_COMPOSED or self._given.get(name, parts) != parts:
            mark = sha256(".".join(parts).encode()).hexdigest()[:MARK]
            name = f"{name[: LONGEST_COMPOSED - MARK - 1]}_{mark}"
        self._given[name] = parts
        return name
