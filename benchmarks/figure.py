"""What a benchmark says: a goal, what was measured, and how far one may go."""

from dataclasses import asdict, dataclass
from typing import Any, Self

CLOSE = 0.1  # a miss by less than this part of the limit is measured once more


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured; `limit` is the last value allowed, None where there is no goal.

    Units: `wall` and `cpu` are seconds of ours, medians, children included.
    """

    name: str
    value: float
    limit: float | None
    unit: str = "x"
    note: str = ""
    at_least: bool = False  # the limit is the smallest value allowed, not the largest
    wall: float | None = None
    cpu: float | None = None
    family: str = ""

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        """Take a figure from plain data."""
        return cls(**said)

    def as_json(self) -> dict[str, object]:
        """Return plain data."""
        return asdict(self)

    @property
    def share(self) -> float:
        """Return the part of what is allowed that is used up: above 1 the goal is missed."""
        if self.limit is None:
            return 0.0
        spent, allowed = (self.limit, self.value) if self.at_least else (self.value, self.limit)
        if spent <= 0:  # a difference may come out below nothing
            return 0.0
        return spent / allowed if allowed else float("inf")

    @property
    def holds(self) -> bool:
        """Say whether the goal is reached."""
        return self.share <= 1

    @property
    def is_close(self) -> bool:
        """Say whether the goal is missed by so little that chance may have done it."""
        return 1 < self.share <= 1 + CLOSE

    @property
    def verdict(self) -> str:
        """Return one word on the goal."""
        if self.limit is None:
            return "-"
        return "holds" if self.holds else "FAILS"

    def spelled(self, number: float) -> str:
        """Write a measured number with its unit: three digits that count, or whole things."""
        if self.unit in {"MiB", "files", "faults"}:
            return f"{number:,.0f} {self.unit}"
        digits = 2 if abs(number) >= 0.1 or not number else 3
        return f"{number:,.{digits}f} {self.unit}"

    @property
    def sign(self) -> str:
        """Return on which side of the limit one should be."""
        return "≥" if self.at_least else "≤"

    @property
    def bound(self) -> str:
        """Write the limit, and on which side of it one should be."""
        return "-" if self.limit is None else f"{self.sign} {self.limit:g} {self.unit}"
