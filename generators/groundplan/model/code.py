"""Python text that knows what it imports.

A `Code` is an expression or annotation together with the imports it needs, so that no
generated file imports too much or too little.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

WIDTH = 100
Natural = tuple[tuple[int, int, str], ...]  # a name, for comparing


# Tuples by name, for there are many more of these two than of all other facts together.
class Import(NamedTuple):
    """`from module import name`, or `import module` where `name` is empty."""

    module: str
    name: str = ""
    alias: str = ""


class Code(NamedTuple):
    """An expression and the imports it needs."""

    text: str
    needs: frozenset[Import] = frozenset()

    def __str__(self) -> str:
        """Print the expression."""
        return self.text

    def within(self, before: str, after: str = "") -> "Code":
        """Return the expression between two texts."""
        return Code(f"{before}{self.text}{after}", self.needs)


def code(text: str, *needs: Import) -> Code:
    """Return an expression with its imports."""
    return Code(text, frozenset(needs))


def joined(parts: Iterable[Code], separator: str = ", ") -> Code:
    """Join expressions into one."""
    listed = tuple(parts)
    return Code(separator.join(map(str, listed)), needs_of(listed))


def needs_of(parts: Iterable[Code]) -> frozenset[Import]:
    """Return the imports that any of the parts needs."""
    return frozenset[Import]().union(*(part.needs for part in parts))


def call(before: str, arguments: Iterable[str], *, indent: int, after: str = "") -> str:
    """Write a call on one line, or one argument a line where that would be too wide."""
    listed = tuple(arguments)
    line = f"{before}({', '.join(listed)}){after}"
    if indent + len(line) <= WIDTH or not listed:
        return line
    return exploded(before, listed, indent=indent) + after


def laid(expression: str, *, indent: int, before: str = "", after: str = "") -> str:
    """Write an expression between two texts as the formatter would: one argument a line if wide.

    Units: `indent` is the column where `before` begins. What is no call or display stays
    on its line.
    """
    line = f"{before}{expression}{after}"
    if "\n" in line or indent + len(line) <= WIDTH:
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


def _parts(expression: str) -> tuple[str, list[tuple[str, str]], str]:
    """Take a call or a display apart: what opens it, its items by name, what closes it."""
    node = ast.parse(expression, mode="eval").body

    # Positions are bytes of the one line: ast's own helper splits the source each time.
    source = expression.encode()

    def text(of: ast.expr) -> str:
        return source[of.col_offset : of.end_col_offset].decode()

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


def exploded(before: str, arguments: Iterable[str], *, indent: int) -> str:
    """Write a call with one argument a line, `indent` columns in."""
    margin = " " * indent
    lines = "".join(f"{margin}    {_argument(it, indent=indent + 4)}\n" for it in arguments)
    return f"{before}(\n{lines}{margin})" if lines else f"{before}()"


def _argument(argument: str, *, indent: int) -> str:
    """Write an argument of a call; a parameter with an annotation stays on its line."""
    name, equals, value = argument.partition("=")
    if equals and name.isidentifier():
        return laid(value, indent=indent, before=f"{name}=", after=",")
    if ":" in name and not name.startswith("lambda"):
        return f"{argument},"
    return laid(argument, indent=indent, after=",")


def signature(  # noqa: PLR0913
    name: str,
    parameters: Iterable[str],
    result: str,
    *,
    first: str = "self",
    indent: int = 4,
    keyword: str = "def",
) -> str:
    """Write the head of a function whose parameters, but the first, are given by name."""
    named = tuple(parameters)
    listed = [*([first] if first else []), *(("*", *named) if named else ())]
    return call(f"{keyword} {name}", listed, indent=indent, after=f" -> {result}:")


def import_block(needs: Iterable[Import], package: str) -> str:
    """Print the imports as ruff's isort would: three sections, sorted, fitted to the line."""
    sections: dict[str, list[Import]] = {"std": [], "third": [], "own": []}
    for it in sorted(set(needs), key=lambda it: (_natural(it.module), it)):
        sections[_section(it.module, package)].append(it)
    return "\n\n".join(map(_section_text, filter(None, sections.values())))


@lru_cache(maxsize=4096)  # files import the same again and again
def _section(module: str, package: str) -> str:
    top = module.partition(".")[0]
    if top == package:
        return "own"
    return "std" if top in sys.stdlib_module_names else "third"


def _section_text(section: list[Import]) -> str:
    """Print sorted imports: whole modules first, then what comes from each."""
    lines = []
    found: defaultdict[str, list[Import]] = defaultdict(list)
    for it in section:
        if it.name:
            found[it.module].append(it)
        else:
            lines.append(f"import {it.module}{f' as {it.alias}' if it.alias else ''}")
    for module, members in found.items():
        names = sorted((it.name for it in members if not it.alias), key=rank)
        listed = [[f"{it.name} as {it.alias}"] for it in members if it.alias]
        listed += [names] if names else []
        lines += [_from_line(module, it) for it in sorted(listed, key=lambda it: rank(it[0]))]
    return "\n".join(lines)


def _from_line(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    listed = "\n".join(f"    {name}," for name in names)
    return f"from {module} import (\n{listed}\n)"


@lru_cache(maxsize=4096)
def rank(name: str) -> tuple[int, Natural, Natural]:
    """Sort as isort does: constants, then classes, then the rest."""
    constant = name.isupper() and len(name) > 1
    kind = 0 if constant else 1 if name[:1].isupper() else 2
    return kind, _natural(name.lower()), _natural(name)


@lru_cache(maxsize=4096)
def _natural(name: str) -> Natural:
    """Sort the numbers in a name by their value, as isort does; a leading zero makes it text."""
    return tuple(map(_token, re.findall(r"[0-9]+|.", name)))


def _token(part: str) -> tuple[int, int, str]:
    if not part.isdigit():
        return ord(part), 0, ""
    return ord("0"), 0 if part[0] == "0" else len(part), part
