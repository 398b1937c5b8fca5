"""What may be asked of catalog: intentions, in the imperative."""

from dataclasses import dataclass

from shop.shared.messages import Command
from shop.shared.values import Money, Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProduct(Command[Sku]):
    """Add a product."""

    sku: Sku
    name: str
    price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePrice(Command[None]):
    """Change price."""

    sku: Sku
    price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPhoto(Command[None]):
    """Add a photo."""

    sku: Sku
    file: str
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePhoto(Command[None]):
    """Remove a photo."""

    sku: Sku
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveStock(Command[None]):
    """Reserve stock."""

    sku: Sku
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseStock(Command[None]):
    """Release stock."""

    sku: Sku
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireProduct(Command[None]):
    """Retire a product."""

    sku: Sku
