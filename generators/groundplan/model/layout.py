"""Lay out long expressions as the formatter would: one argument a line, trailing comma."""

import ast
from collections.abc import Iterable

from .code import WIDTH, Import, call, import_block


def laid(expression: str, *, indent: int, before: str = "", after: str = "") -> str:
    """Write an expression between two texts, on one line where it fits.

    Units: `indent` is the column where `before` begins.
    """
    line = f"{before}{expression}{after}"
    if indent + len(line) <= WIDTH:
        return line
    if expression.startswith("lambda: "):
        body = expression.removeprefix("lambda: ")
        return laid(body, indent=indent, before=f"{before}lambda: ", after=after)
    opened, parts, closed = _parts(expression)
    if not parts:
        return line
    margin = " " * (indent + 4)
    inner = [
        margin + laid(part, indent=indent + 4, before=name, after=",") + "\n"
        for name, part in parts
    ]
    return f"{before}{opened}\n{''.join(inner)}{' ' * indent}{closed}{after}"


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


def _parts(expression: str) -> tuple[str, list[tuple[str, str]], str]:
    """Take a call or a display apart: what opens it, its items by name, what closes it."""
    node = ast.parse(expression, mode="eval").body

    def text(of: ast.expr) -> str:
        return ast.get_source_segment(expression, of) or ""

    match node:
        case ast.Call():
            listed = [("", text(it)) for it in node.args]
            listed += [(f"{it.arg}=" if it.arg else "**", text(it.value)) for it in node.keywords]
            return f"{text(node.func)}(", listed, ")"
        case ast.Tuple():
            return "(", [("", text(it)) for it in node.elts], ")"
        case ast.Set():
            return "{", [("", text(it)) for it in node.elts], "}"
        case ast.List():
            return "[", [("", text(it)) for it in node.elts], "]"
        case ast.Dict():
            pairs = zip(node.keys, node.values, strict=True)
            return "{", [(f"{text(key)}: " if key else "**", text(it)) for key, it in pairs], "}"
    return expression, [], ""


def helpers_apart(needs: Iterable[Import], package: str) -> str:
    """Print the imports of a test: its own helpers stand apart, at the end."""
    wanted = set(needs)
    helpers = {it for it in wanted if it.module.split(".")[0] == "tests"}
    blocks = (import_block(wanted - helpers, package), import_block(helpers, "tests"))
    return "\n\n".join(it for it in blocks if it)
