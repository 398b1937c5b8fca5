"""Expressions of a mapper, which can be written on one line or on several.

The formatter would break them in just this way, so that what is rendered stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ..code import WIDTH, laid


@dataclass(frozen=True, slots=True)
class Choice:
    """None where one of these is None, else an expression."""

    absent: tuple[str, ...]
    other: "Spelled"

    def __str__(self) -> str:
        """Write it on one line."""
        return f"None if {' or '.join(self._tests())} else {self.other}"

    def _tests(self) -> list[str]:
        return [f"{it} is None" for it in self.absent]

    def lay(self, indent: int, before: str, after: str) -> str:
        """Write it in several lines."""
        margin = " " * indent
        tests = f"if {' or '.join(self._tests())}"
        if indent + len(tests) > WIDTH:
            tests = "if " + f"\n{margin}or ".join(self._tests())
        other = lay(self.other, indent=indent, before="else ", after=after)
        return f"{before}None\n{margin}{tests}\n{margin}{other}"


@dataclass(frozen=True, slots=True)
class Each:
    """A tuple or list of something made from each item."""

    opened: str  # `tuple(` or `[`
    item: "Spelled"
    source: str

    def __str__(self) -> str:
        """Write it on one line."""
        return f"{self.opened}{self.item} for it in {self.source}{self._closed}"

    @property
    def _closed(self) -> str:
        return "]" if self.opened == "[" else ")"

    def lay(self, indent: int, before: str, after: str) -> str:
        """Write it in several lines."""
        margin = " " * (indent + 4)
        loop = f"for it in {self.source}"
        item = lay(self.item, indent=indent + 4)
        gap = " " if "\n" not in item and len(f"{margin}{item} {loop}") <= WIDTH else f"\n{margin}"
        inside = f"{margin}{item}{gap}{loop}\n"
        return f"{before}{self.opened}\n{inside}{' ' * indent}{self._closed}{after}"


@dataclass(frozen=True, slots=True)
class Call:
    """A call with arguments, each perhaps by name."""

    name: str
    arguments: tuple[tuple[str, "Spelled"], ...]

    def __str__(self) -> str:
        """Write it on one line."""
        return f"{self.name}({', '.join(f'{before}{it}' for before, it in self.arguments)})"

    def lay(self, indent: int, before: str, after: str) -> str:
        """Write it one argument a line."""
        margin = " " * (indent + 4)
        inside = "".join(
            f"{margin}{lay(it, indent=indent + 4, before=name, after=',')}\n"
            for name, it in self.arguments
        )
        return f"{before}{self.name}(\n{inside}{' ' * indent}){after}"


Spelled: TypeAlias = str | Choice | Each | Call


def called(name: str, /, *arguments: Spelled, **named: Spelled) -> Call:
    """Call something."""
    pairs = [*(("", it) for it in arguments), *((f"{key}=", it) for key, it in named.items())]
    return Call(name, tuple(pairs))


def lay(expression: Spelled, *, indent: int, before: str = "", after: str = "") -> str:
    """Write an expression between two texts, on one line if it fits.

    Units: `indent` is the column where `before` begins.
    """
    if isinstance(expression, str):
        return laid(expression, indent=indent, before=before, after=after)
    line = f"{before}{expression}{after}"
    if indent + len(line) <= WIDTH:
        return line
    return expression.lay(indent, before, after)


def lines(pairs: Sequence[tuple[str, Spelled]], *, indent: int, sign: str) -> tuple[str, ...]:
    """Write the items of a call or a dictionary, one a line; `sign` stands after a name."""
    return tuple(lay(it, indent=indent, before=f"{name}{sign}", after=",") for name, it in pairs)
