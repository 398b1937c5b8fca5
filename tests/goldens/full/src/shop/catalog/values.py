"""What the messages and the model of catalog both speak of."""

from dataclasses import dataclass
from enum import StrEnum

from shop.shared.checks import Check


class ProductState(StrEnum):
    """The states of a product."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo."""

    file: str
    caption: str | None = None

    def __post_init__(self) -> None:
        """Refuse what lies outside a field's type."""
        Check.all(
            "Photo",
            Check.text("file", self.file, low=1, high=120),
            Check.text("caption", self.caption, high=200),
        )
