"""How tests are written: calls by name, heads, and the order of their imports."""

from collections.abc import Iterable

from ..code import WIDTH, Import, call, import_block, spread
from ..pieces import Pieces, argument_of


def laid_call(
    before: str, arguments: Iterable[tuple[str, str]], *, indent: int, after: str = ""
) -> str:
    """Write a call with arguments by name; an empty name stands for one by position."""
    pairs = [(f"{name}=" if name else "", value) for name, value in arguments]
    line = f"{before}({', '.join(map(''.join, pairs))}){after}"
    if "\n" in line or indent + len(line) <= WIDTH:
        return line
    items = [pair if pair[0] else argument_of(pair[1]) for pair in pairs]
    return spread(Pieces(f"{before}(", items, ")"), indent=indent) + after


def head(name: str, parameters: Iterable[str] = (), *, indent: int = 0) -> str:
    """Write the head of a test; `name` begins with `def` or `async def`."""
    return call(name, parameters, indent=indent, after=" -> None:")


def helpers_apart(needs: Iterable[Import], package: str) -> str:
    """Print the imports of a test: its own helpers stand apart, at the end."""
    return import_block(needs, package, helpers="tests")
