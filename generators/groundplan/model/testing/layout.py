"""How tests are written: calls by name, heads, and the order of their imports."""

from collections.abc import Iterable

from ..code import Import, call, import_block, laid


def laid_call(
    before: str, arguments: Iterable[tuple[str, str]], *, indent: int, after: str = ""
) -> str:
    """Write a call with arguments by name; an empty name stands for one by position."""
    listed = [f"{name}={value}" if name else value for name, value in arguments]
    name, _, function = before.rpartition(" ")
    gap = " " if name else ""
    return laid(
        f"{function}({', '.join(listed)})", indent=indent, before=f"{name}{gap}", after=after
    )


def head(name: str, parameters: Iterable[str] = (), *, indent: int = 0) -> str:
    """Write the head of a test; `name` begins with `def` or `async def`."""
    return call(name, parameters, indent=indent, after=" -> None:")


def helpers_apart(needs: Iterable[Import], package: str) -> str:
    """Print the imports of a test: its own helpers stand apart, at the end."""
    wanted = set(needs)
    helpers = {it for it in wanted if it.module.split(".")[0] == "tests"}
    blocks = (import_block(wanted - helpers, package), import_block(helpers, "tests"))
    return "\n\n".join(it for it in blocks if it)
