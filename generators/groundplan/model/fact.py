"""What a fact is made of, where there are some hundred kinds and many thousands of them."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def fact(cls: type[T]) -> type[T]:
    """Make a class a frozen, slotted dataclass that is equal to itself alone.

    The type checker refuses to change one. The interpreter does not: guards against it, and
    methods to compare and print, would cost a start some 50 ms, and a derivation a twentieth.
    """
    return dataclass(slots=True, eq=False, repr=False)(cls)
